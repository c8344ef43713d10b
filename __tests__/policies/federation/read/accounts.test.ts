import { parseFederation } from '../../../../policies/federation/index';
import { edited, SMALL_FEDERATION } from '../small-federation';

function account(rest: string) {
  const text = edited(SMALL_FEDERATION, 'eu-west-1 }', `eu-west-1, ${rest} }`);
  const parsed = parseFederation(text, 'federation.yaml');
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.federation.accounts.get('production');
}

test('an account of which nothing else is said has no profile, no backend, no raised quota, and takes nothing over', () => {
  expect(account('partition: aws')).toEqual({
    key: 'production',
    id: '111122223333',
    region: 'eu-west-1',
    partition: 'aws',
    quotas: {},
    adopt: [],
    moved: [],
    position: { file: 'federation.yaml', line: 13, column: 3 },
  });
});

test.each([
  ['a profile', 'profile: admin', { profile: 'admin' }],
  [
    'a role to assume',
    'assume_role: { role_arn: "arn:aws:iam::111122223333:role/ops/terraform", external_id: a-b, session_name: ci }',
    {
      assumeRole: {
        roleArn: 'arn:aws:iam::111122223333:role/ops/terraform',
        externalId: 'a-b',
        sessionName: 'ci',
      },
    },
  ],
  [
    'state in S3',
    'backend: { s3: { bucket: acme-state, key: refgate/production.tfstate, region: us-east-1, use_lockfile: true, dynamodb_table: locks, kms_key_id: alias/state, profile: state } }',
    {
      backend: {
        kind: 's3',
        bucket: 'acme-state',
        key: 'refgate/production.tfstate',
        region: 'us-east-1',
        useLockfile: true,
        dynamodbTable: 'locks',
        kmsKeyId: 'alias/state',
        profile: 'state',
      },
    },
  ],
  [
    'state in GitLab',
    'backend: { http: { address: "https://gitlab.com/api/v4/projects/1/terraform/state/a" } }',
    { backend: { kind: 'http', address: 'https://gitlab.com/api/v4/projects/1/terraform/state/a' } },
  ],
  [
    'state in HCP Terraform',
    'backend: { cloud: { organization: acme, workspace: refgate, hostname: tfe.example.com } }',
    {
      backend: {
        kind: 'cloud',
        organization: 'acme',
        workspace: 'refgate',
        hostname: 'tfe.example.com',
      },
    },
  ],
  [
    'raised quotas',
    'quotas: { trust_policy_size: 4096, managed_policies: 20, roles: 5000 }',
    { quotas: { trustPolicySize: 4096, managedPolicies: 20, roles: 5000 } },
  ],
  ['everything to adopt', 'adopt: true', { adopt: true }],
  ['a role to adopt', 'adopt: [aws_iam_role.deploy]', { adopt: ['aws_iam_role.deploy'] }],
  [
    'a move',
    'moved: [{ from: aws_iam_role.old, to: aws_iam_role.deploy }]',
    { moved: [{ from: 'aws_iam_role.old', to: 'aws_iam_role.deploy' }] },
  ],
  [
    'thumbprints and tags of a new provider',
    `provider: { thumbprints: [${'AB'.repeat(20)}], tags: { team: platform } }`,
    { createdProvider: { thumbprints: ['ab'.repeat(20)], tags: { team: 'platform' } } },
  ],
  ['a provider to look up', 'provider: lookup', { existingProvider: { lookup: true } }],
])('%s is read', (_note, rest, expected) => {
  expect(account(rest)).toMatchObject(expected);
});

test('a raised quota lets a role have more managed policies', () => {
  const arns = Array.from({ length: 11 }, (_, index) => `"arn:aws:iam::aws:policy/P${index}"`);
  const many = edited(SMALL_FEDERATION, '["arn:aws:iam::aws:policy/ReadOnlyAccess"]', `[${arns.join(', ')}]`);
  const raised = edited(many, 'eu-west-1 }', 'eu-west-1, quotas: { managed_policies: 11 } }');
  expect(parseFederation(many, 'f.yaml').ok).toBe(false);
  expect(parseFederation(raised, 'f.yaml').ok).toBe(true);
});
