import { judge, readTerraformJson } from '../../../policies/index';

const TRUST = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Federated: 'arn:aws:iam::111122223333:oidc-provider/gitlab.com' },
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: {
        StringEquals: {
          'gitlab.com:aud': 'sts.amazonaws.com',
          'gitlab.com:sub': 'project_path:acme/api:ref_type:branch:ref:main',
        },
      },
    },
  ],
};
const SERVICE = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
};
const allow = (Resource: unknown, Action: unknown = 'sts:AssumeRole') => ({
  Effect: 'Allow',
  Action,
  Resource,
});
const PROD = 'arn:aws:iam::444455556666:role/prod';

/** What is said of a role with these permissions, beside a role `prod` where one is asked for. */
function said(statements: readonly object[], trust: object = TRUST, withProd = false): readonly string[] {
  const configuration = {
    provider: { aws: [{ alias: 'prod', allowed_account_ids: ['444455556666'] }] },
    resource: {
      aws_iam_role: {
        ci: { name: 'ci', assume_role_policy: JSON.stringify(trust) },
        ...(withProd
          ? { prod: { provider: 'aws.prod', name: 'prod', assume_role_policy: JSON.stringify(SERVICE) } }
          : {}),
      },
      aws_iam_role_policy: {
        hop: {
          role: '${aws_iam_role.ci.id}',
          policy: JSON.stringify({ Version: '2012-10-17', Statement: statements }),
        },
      },
    },
  };
  const artifact = readTerraformJson(configuration, { account: '111122223333' });
  return (judge({ artifacts: [artifact] }).notices ?? []).map(
    ({ address, reason }) => `${address}: ${reason}`,
  );
}

test('a role that the permissions name and the input does not contain is named, and with it the way on', () => {
  expect(said([allow(PROD)])).toEqual([
    `aws_iam_role.ci: a session of the role may assume \`${PROD}\`, which the input does not contain: where that leads depends on an input that was not given; judge the two together`,
  ]);
});

test('several are listed, and counted where they are many', () => {
  const roles = ['a', 'b', 'c', 'd', 'e'].map((name) => `arn:aws:iam::444455556666:role/${name}`);
  expect(said([allow(roles)])[0]).toContain(`\`${roles[2]}\` and 2 more, which`);
  expect(said([allow('arn:aws:iam::*:role/cdk-*', 'sts:*')])[0]).toContain('`arn:aws:iam::*:role/cdk-*`');
});

test.each<[string, readonly string[]]>([
  ['a role of the input', said([allow(PROD)], TRUST, true)],
  ['every role', said([allow('*')])],
  ['every role of every account', said([allow('arn:aws:iam::*:role/*')])],
  ['another action', said([allow(PROD, 'iam:GetRole')])],
  ['a denied action', said([allow(PROD), { Effect: 'Deny', Action: 'sts:*', Resource: '*' }])],
  ['a role of another caller', said([allow(PROD)], SERVICE)],
])('%s is not named', (_, notices) => {
  expect(notices).toEqual([]);
});
