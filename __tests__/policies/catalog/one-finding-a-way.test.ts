import { judge, readJsonArtifact } from '../../../policies/index';

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
          'gitlab.com:project_id': '7',
          'gitlab.com:namespace_id': '3',
        },
        StringLike: { 'gitlab.com:sub': 'project_path:acme/api:ref_type:branch:ref:*' },
      },
    },
  ],
};

/** What the catalog says of a role of any branch that may do these actions on everything. */
function found(actions: readonly string[]): readonly string[] {
  const policy = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }],
  };
  const plan = {
    resource: {
      aws_iam_role: { ci: { name: 'ci', assume_role_policy: JSON.stringify(TRUST) } },
      aws_iam_role_policy: { own: { role: '${aws_iam_role.ci.id}', policy: JSON.stringify(policy) } },
    },
  };
  const { artifact } = readJsonArtifact(JSON.stringify(plan), { file: 'main.tf.json' });
  return judge({ artifacts: [artifact] }).trusts.flatMap(({ findings }) =>
    findings.flatMap(({ check }) => (/widens|trust-change/.test(check) ? [check] : [])),
  );
}

test.each([
  [['iam:PutRolePolicy'], ['trust-change-on-any-ref']],
  [['iam:Put*'], ['trust-change-on-any-ref']],
  [['iam:CreateRole', 'iam:PassRole'], ['trust-change-on-any-ref']],
  [['iam:CreatePolicyVersion', 'iam:UpdateAssumeRolePolicy'], ['trust-change-on-any-ref']],
  [['iam:PutUserPolicy'], ['session-widens-itself']],
  [['iam:PassRole', 'lambda:*'], ['session-widens-itself']],
  [['ecs:UpdateService', 'iam:PassRole'], ['session-widens-itself']],
  [['ecs:UpdateService'], []],
  [['codebuild:StartBuild'], ['session-widens-itself']],
  [['cloudformation:CreateChangeSet', 'cloudformation:DescribeStacks'], []],
  [['cloudformation:*ChangeSet'], ['session-widens-itself']],
  [
    ['iam:PutRolePolicy', 'iam:PassRole', 'lambda:*'],
    ['session-widens-itself', 'trust-change-on-any-ref'],
  ],
])('a role of any branch that may %j: %j', (actions, checks) => {
  expect(found(actions).toSorted()).toEqual(checks);
});
