import { formatProblem } from '../../../policies/errors';
import type { Project } from '../../../policies/gitlab/index';
import { toPolicy, type Grant, type GrantRule, type ToPolicyOptions } from '../../../policies/grant/index';
import { policySize } from '../../../policies/trust/index';
import { ARN } from './random-grant';

const project = (id: number): Project => ({
  path: `acme/platform/service-${id}`,
  id: String(id),
  namespaceId: '12',
  protectedBranches: [],
  protectedTags: [],
  protectedEnvironments: [],
  subClaim: ['project_path', 'ref_type', 'ref'],
  visibility: 'private',
});
const rule = (id: number, branches: readonly string[], changes: Partial<GrantRule> = {}): GrantRule => ({
  project: project(id),
  refs: branches.map((pattern) => ({ type: 'branch', pattern })),
  protected: true,
  ...changes,
});
const grant = (...rules: readonly GrantRule[]): Grant => ({
  issuer: 'https://gitlab.com',
  audience: 'sts.amazonaws.com',
  rules,
});

function document(meant: Grant, options?: ToPolicyOptions) {
  const result = toPolicy(meant, ARN, options);
  if (!result.ok) throw new Error(result.problems.map(formatProblem).join('\n'));
  return result.document;
}

function refusal(meant: Grant, options: ToPolicyOptions): string {
  const result = toPolicy(meant, ARN, options);
  return result.ok ? 'nothing was refused' : result.problems.map(formatProblem).join('\n');
}

const CROWDED = grant(
  ...['push', 'web', 'schedule', 'api', 'trigger', 'chat'].map((source) =>
    rule(101, ['main', 'release/*', 'release/1.*'], { sources: [source as 'push'] }),
  ),
);

test('a policy that fits is written as without a quota', () => {
  const meant = grant(rule(101, ['main', 'release/*', 'release/1.*']));
  expect(document(meant, { quota: 2048 })).toEqual(document(meant));
});

test('a policy that does not fit loses as little as is needed', () => {
  expect(policySize(document(CROWDED))).toBeGreaterThan(4096);
  const fitting = document(CROWDED, { quota: 2048 });
  expect(policySize(fitting)).toBeLessThanOrEqual(2048);
  expect(fitting.Statement.map(({ Sid }) => Sid)).toEqual([
    'Project101ProtectedRefs',
    'Project101ProtectedPatterns',
  ]);
  const tight = document(CROWDED, { quota: 700 });
  expect(policySize(tight)).toBeLessThanOrEqual(700);
  expect(tight.Statement).toHaveLength(1);
});

test('a reference to the provider is counted as long as the ARN that it will be', () => {
  const meant = grant(...Array.from({ length: 5 }, (_, index) => rule(101 + index, ['main'])));
  const quota = policySize(document(meant));
  const reference = '${aws_iam_openid_connect_provider.gitlab.arn}';
  const fits = (options: ToPolicyOptions): boolean => {
    const result = toPolicy(meant, reference, options);
    return result.ok && result.document.Statement.every(({ Sid }) => Sid !== undefined);
  };
  expect(fits({ quota })).toBe(true);
  expect(fits({ quota: quota - 1 })).toBe(false);
  expect(fits({ quota, partition: 'aws-us-gov' })).toBe(false);
});

test('a policy that cannot fit is refused with what takes the space and how to split it', () => {
  const meant = grant(
    ...Array.from({ length: 6 }, (_, index) =>
      rule(101 + index, index === 3 ? ['main', 'release/*'] : ['main']),
    ),
  );
  expect(refusal(meant, { quota: 2048 })).toBe(
    'ERR_QUOTA: the trust policy is too long, also in the shortest form that refgate writes; got 2436 characters in 6 statements: `Project104ProtectedRefs` 472, `Project101ProtectedRefs` 384, `Project102ProtectedRefs` 384, `Project103ProtectedRefs` 384, `Project105ProtectedRefs` 384, `Project106ProtectedRefs` 384; expected at most 2048 characters; split it into 2 roles, with the entries 1 to 4 and 5 to 6 of its `trust`; or have quota L-C07B4B0D raised and say so under `quotas` of the account',
  );
});

test('an entry that is too long on its own is named', () => {
  const branches = Array.from({ length: 60 }, (_, index) => `release/${index}`);
  const meant = grant(rule(101, ['main']), rule(102, branches));
  expect(refusal(meant, { quota: 2048 })).toBe(
    'ERR_QUOTA: the trust policy is too long, also in the shortest form that refgate writes; got 5054 characters in 2 statements: `Project102ProtectedRefs` 4630, `Project101ProtectedRefs` 384; expected at most 2048 characters; entry 2 of its `trust` alone has 4669 characters: cover its refs with patterns, or divide them between roles; or have quota L-C07B4B0D raised and say so under `quotas` of the account',
  );
});

test('beyond what AWS raises it to, the quota is not an advice', () => {
  const meant = grant(...Array.from({ length: 40 }, (_, index) => rule(101 + index, ['main'])));
  expect(refusal(meant, { quota: 8192 })).not.toContain('raised');
});

describe('components at the end that a rule is silent about', () => {
  const COMPONENTS = [
    'project_path',
    'ref_type',
    'ref',
    'ref_protected',
    'environment_protected',
    'deployment_tier',
  ] as const;
  const shop: Project = { ...project(5), path: 'retail/shop', subClaim: COMPONENTS };
  const meant = (...rules: readonly Partial<GrantRule>[]): Grant => ({
    issuer: 'https://git.example.com',
    audience: 'sts.amazonaws.com',
    rules: rules.map((changes) => ({ ...rule(5, ['main', 'release/*']), project: shop, ...changes })),
  });
  const subjects = (grantOf: Grant, options?: ToPolicyOptions): readonly string[] =>
    document(grantOf, options).Statement.flatMap(({ Condition }) =>
      Object.values(Condition ?? {}).flatMap((keys) =>
        Object.entries(keys).flatMap(([key, values]) => (key.endsWith(':sub') ? [values].flat() : [])),
      ),
    );

  test('are one `*` where the list of their values does not fit', () => {
    expect(policySize(document(meant({})))).toBeGreaterThan(3000);
    const short = document(meant({}), { quota: 2048 });
    expect(policySize(short)).toBeLessThan(700);
    const head = 'project_path:retail/shop:ref_type:branch:ref:';
    expect(subjects(meant({}), { quota: 2048 })).toEqual(
      ['main', 'release/*'].flatMap((ref) => [
        `${head}${ref}:ref_protected:true`,
        `${head}${ref}:ref_protected:true:*`,
      ]),
    );
  });

  test('are listed where the list fits', () => {
    expect(subjects(meant({}), { quota: 4096 }).filter((value) => value.endsWith(':*'))).toEqual([]);
  });

  test('never begin before a component that the rule demands', () => {
    const wide = Array.from({ length: 5 }, (_, n) => ({ type: 'branch' as const, pattern: `release-${n}` }));
    const tiered = subjects(meant({ refs: wide, environment: { tier: 'production' } }), { quota: 2048 });
    expect(tiered.filter((value) => !value.endsWith(':deployment_tier:production'))).toEqual([]);
    const guarded = subjects(meant({ refs: wide, environment: { protected: true } }), { quota: 2048 });
    expect(guarded.filter((value) => !value.endsWith(':environment_protected:true:*'))).toEqual([]);
  });
});
