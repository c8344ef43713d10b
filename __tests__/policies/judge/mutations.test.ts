import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { synthFederation } from '../../../modules/index';
import { judgeStack, parseFederation, type Federation } from '../../../policies/index';

/** The sample federation as it ships, and what one wrong character in it does. */
let federation: Federation;
const stacks: Record<string, string> = {};

beforeAll(() => {
  const parsed = parseFederation(
    readFileSync(join(__dirname, '../../../federation.yaml'), 'utf8'),
    'federation.yaml',
  );
  if (!parsed.ok) throw new Error('the sample is broken');
  federation = parsed.federation;
  const outdir = mkdtempSync(join(tmpdir(), 'refgate-mutations-'));
  synthFederation(federation, { outdir });
  for (const account of federation.accounts.keys()) {
    stacks[account] = readFileSync(join(outdir, 'stacks', account, 'cdk.tf.json'), 'utf8');
  }
  rmSync(outdir, { recursive: true });
});

type Policy = {
  Statement: {
    Effect: string;
    Principal: { Federated: string };
    Action: string;
    Condition: Record<string, Record<string, unknown>>;
  }[];
};

/** The stack's text after a change to one role's trust policy. */
function changed(account: string, role: string, change: (policy: Policy) => void): string {
  const stack = JSON.parse(stacks[account]!) as {
    resource: { aws_iam_role: Record<string, { assume_role_policy: string }> };
  };
  const resource = stack.resource.aws_iam_role[role]!;
  const policy = JSON.parse(resource.assume_role_policy) as Policy;
  const before = JSON.stringify(policy);
  change(policy);
  if (JSON.stringify(policy) === before) throw new Error('the mutation changed nothing');
  resource.assume_role_policy = JSON.stringify(policy);
  return JSON.stringify(stack);
}

const equals = (policy: Policy): Record<string, unknown> => policy.Statement[0]!.Condition.StringEquals!;
const SUB = 'gitlab.com:sub';

/** `StringEquals` becomes `StringLike` for `sub`, with another value. */
const like = (value: string) => (policy: Policy) => {
  delete equals(policy)[SUB];
  policy.Statement[0]!.Condition.StringLike = { [SUB]: value };
};
const without =
  (...keys: string[]) =>
  (policy: Policy) => {
    for (const key of keys) delete equals(policy)[`gitlab.com:${key}`];
  };

const MAIN = 'project_path:acme/platform/api:ref_type:branch:ref:main';

test('the sample as it ships keeps every promise', () => {
  for (const account of federation.accounts.keys())
    expect(judgeStack(federation, account, stacks[account]!)).toEqual([]);
});

test.each<[string, string, string, (policy: Policy) => void, RegExp]>([
  [
    'main → main*',
    'production',
    'deploy',
    like(`${MAIN}*`),
    /`api branch mainline empty repository` must not assume `deploy`, but can assume it: statement 1/,
  ],
  [
    'StringEquals → StringLike',
    'production',
    'deploy',
    (p) => {
      const { Condition } = p.Statement[0]!;
      Condition.StringLike = Condition.StringEquals!;
      delete Condition.StringEquals;
    },
    /`deploy` \(federation\.yaml:\d+:\d+\) is not written as its trust says, at \/Statement\/0\/Condition\/StringEquals: got nothing, expected .*; promised by rows 1, 2, 3, 4/,
  ],
  [
    'main → *main, protection dropped',
    'production',
    'deploy',
    (p) => (like('project_path:acme/platform/api:ref_type:branch:ref:*main')(p), without('ref_protected')(p)),
    /`api branch feature\/main` must not assume `deploy`/,
  ],
  [
    'main → mainn',
    'production',
    'deploy',
    (p) => (equals(p)[SUB] = `${MAIN}n`),
    /`api branch main` must assume `deploy`, but cannot assume it: .*ref:mainn`/,
  ],
  [
    'aud dropped',
    'production',
    'plan',
    without('aud'),
    /`api branch main aud https:\/\/vault\.example\.com` must not assume `plan`, but can/,
  ],
  [
    'branch → *: a tag named main',
    'production',
    'plan',
    (p) =>
      (p.Statement[0]!.Condition.StringLike = { [SUB]: 'project_path:acme/platform/api:ref_type:*:ref:*' }),
    /`api tag v1\.2\.3` must not assume `plan`/,
  ],
  [
    'ids dropped',
    'production',
    'deploy',
    without('project_id', 'namespace_id'),
    /`impostor of api branch main` must not assume `deploy`, but can/,
  ],
  [
    'project id of another project',
    'production',
    'deploy',
    (p) => (equals(p)['gitlab.com:project_id'] = '102'),
    /`api branch main` must assume `deploy`, but cannot assume it: .*`gitlab\.com:project_id` is `101`/,
  ],
  [
    'ref_protected and sources dropped',
    'production',
    'deploy',
    without('ref_protected', 'pipeline_source'),
    /`api MR main -> release\/1\.2` must not assume `deploy`, but can/,
  ],
  [
    'sources dropped: a back-merge that counts as protected',
    'production',
    'deploy',
    without('pipeline_source'),
    /`api MR main -> release\/1\.2` must not assume `deploy`, but can.*assuming that since GitLab 18\.1/,
  ],
  [
    'api → api*: a look-alike project',
    'production',
    'plan',
    (p) => (
      (p.Statement[0]!.Condition.StringLike = {
        [SUB]: 'project_path:acme/platform/api*:ref_type:branch:ref:*',
      }),
      without('project_id', 'namespace_id')(p)
    ),
    /`acme\/platform\/api-v2 branch main` must not assume `plan`/,
  ],
  [
    'StringLike → StringEquals over a pattern',
    'production',
    'plan',
    (p) => (
      (equals(p)[SUB] = p.Statement[0]!.Condition.StringLike![SUB]),
      delete p.Statement[0]!.Condition.StringLike
    ),
    /`api branch main` must assume `plan`, but cannot assume it/,
  ],
  [
    'v* → *: unprotected tags',
    'production',
    'release',
    (p) => (
      (p.Statement[0]!.Condition.StringLike = { [SUB]: 'project_path:acme/platform/api:ref_type:tag:ref:*' }),
      without('ref_protected')(p)
    ),
    /`api tag nightly-2026-11-22` must not assume `release`/,
  ],
  [
    'an operator that does not exist',
    'production',
    'deploy',
    (p) => {
      const { StringEquals } = p.Statement[0]!.Condition;
      p.Statement[0]!.Condition = { StringEqual: StringEquals! };
    },
    /`api branch main` must assume `deploy`, but cannot be decided: .*`StringEqual` is not a condition operator/,
  ],
  [
    'the provider of another account',
    'staging',
    'web-deploy',
    (p) => (p.Statement[0]!.Principal.Federated = 'arn:aws:iam::111122223333:oidc-provider/gitlab.com'),
    /`web branch main` must assume `web-deploy`, but cannot assume it[^]*at \/Statement\/\d\/Principal\/Federated\/?0?: got `.*111122223333/,
  ],
  [
    'Allow → Deny',
    'staging',
    'web-deploy',
    (p) => (p.Statement[0]!.Effect = 'Deny'),
    /`web branch main` must assume `web-deploy`/,
  ],
  [
    'IfExists on the project',
    'staging',
    'mr-readonly',
    (p) =>
      (p.Statement[0]!.Condition = {
        StringLikeIfExists: { 'gitlab.com:environment': 'x' },
        StringEquals: { 'gitlab.com:aud': 'sts.amazonaws.com' },
      }),
    /`fork of api MR main -> main in the parent` must not assume `mr-readonly`/,
  ],
])(
  '%s turns the run red, with the row, the role and the reason',
  (_note, account, role, change, expected) => {
    const lines = judgeStack(federation, account, changed(account, role, change));
    expect(lines.join('\n')).toMatch(expected);
    expect(lines.join('\n')).toMatch(/row \d+ \(federation\.yaml:\d+:\d+\)|promised by rows? \d+/);
  },
);

test('a role that the artifact lacks, and a policy that cannot be read, are no silence', () => {
  const stack = JSON.parse(stacks.production!) as {
    resource: { aws_iam_role: Record<string, { assume_role_policy: string }> };
  };
  delete stack.resource.aws_iam_role.deploy;
  expect(judgeStack(federation, 'production', JSON.stringify(stack)).join('\n')).toMatch(
    /cannot tell what `deploy` admits: the artifact has no role named `deploy` in account 111122223333/,
  );
  const broken = changed('production', 'deploy', (policy) => (policy.Statement = []));
  expect(judgeStack(federation, 'production', broken).join('\n')).toMatch(/the policy has no statement/);
  const unresolved = stacks.production!.replaceAll(
    '${aws_iam_openid_connect_provider.gitlab.arn}',
    '${var.provider}',
  );
  expect(judgeStack(federation, 'production', unresolved).join('\n')).toMatch(
    /cannot tell what `aws_iam_role\.deploy` admits/,
  );
});

describe('promises for all tokens', () => {
  const promising = (lines: string): Federation => {
    const text = readFileSync(join(__dirname, '../../../federation.yaml'), 'utf8').replace(
      /^prove:\n[\s\S]*$/m,
      `prove:\n${lines}\n`,
    );
    const read = parseFederation(text, 'federation.yaml');
    if (!read.ok) throw new Error(JSON.stringify(read.problems));
    return read.federation;
  };

  test.each([
    [
      'a kind of token that can assume the role',
      '  - { role: plan, never: [merge_request] }',
      'production',
      /^not for all tokens \(federation\.yaml:\d+:5\): plan admits no merge request: not for a merge request pipeline of acme\/platform\/api/,
    ],
    [
      'protected refs only',
      '  - { role: plan, only: protected_refs }',
      'production',
      /plan admits protected refs only: not for /,
    ],
    [
      'an order that is the wrong way round',
      '  - { implies: [plan, deploy] }',
      'production',
      /every token that can assume plan can assume deploy: not for /,
    ],
    [
      'roles of two accounts, told once, by the first',
      '  - { disjoint: [plan, mr-readonly] }',
      'production',
      /no single token can assume both plan and mr-readonly: not for /,
    ],
  ])('%s breaks the synth', (_note, lines, account, message) => {
    const declared = promising(lines);
    expect(judgeStack(declared, account, stacks[account]!)).toEqual([expect.stringMatching(message)]);
    const others = [...declared.accounts.keys()].filter((key) => key !== account);
    for (const other of others) expect(judgeStack(declared, other, stacks[other]!)).toEqual([]);
  });

  test('a trust that admits one token more than its grant is red, whatever the table says', () => {
    const silent: Federation = { ...promising('  []'), table: [] };
    const lines = judgeStack(
      silent,
      'production',
      changed('production', 'deploy', like('project_path:acme/platform/api:ref_type:branch:ref:*')),
    );
    expect(lines.join('\n')).toMatch(
      /not for all tokens: deploy admits nothing beyond its grant: not for .*branch `(release|hotfix)/,
    );
  });
});
