import { runCatalog, type KnownFacts } from '../../../policies/catalog/index';
import { EXAMPLE_PROJECT, GITLAB_COM_ARN, SELF_MANAGED_ARN } from '../../../policies/catalog/example';
import { toPolicy, type GrantRule } from '../../../policies/grant/index';
import { parsePolicy } from '../../../policies/trust/index';

const COM = 'https://gitlab.com';
const OWN = 'https://gitlab.example.com';

const main: GrantRule = {
  project: EXAMPLE_PROJECT,
  refs: [{ type: 'branch', pattern: 'main' }],
  protected: true,
  sources: ['push', 'schedule', 'web'],
};
const on = (issuer: string, ...rules: readonly GrantRule[]) => ({
  issuer,
  audience: 'sts.amazonaws.com',
  rules,
});
const refs = (type: 'branch' | 'tag', ...patterns: readonly string[]) =>
  patterns.map((pattern) => ({ type, pattern }));
const web = { ...EXAMPLE_PROJECT, path: 'acme/platform/web', id: '102' };
const custom = {
  ...EXAMPLE_PROJECT,
  subClaim: ['project_id', 'ref_type', 'ref', 'ref_protected', 'environment_protected'] as const,
};

const GRANTS = [
  ['one protected branch', on(COM, main)],
  [
    'branches and tags by pattern',
    on(COM, { ...main, refs: [...refs('branch', 'main', 'release/*'), ...refs('tag', 'v*')] }),
  ],
  [
    'any branch for a plan',
    on(COM, { ...main, refs: refs('branch', '*'), protected: false, sources: undefined }),
  ],
  [
    'merge requests only',
    on(COM, { ...main, refs: refs('branch', '*'), protected: false, sources: ['merge_request_event'] }),
  ],
  ['hotfixes, protected', on(COM, { ...main, refs: refs('branch', 'hotfix-*', 'main*') })],
  ['two projects', on(COM, main, { ...main, project: web })],
  [
    'two shapes',
    on(COM, main, { ...main, project: web, protected: false, refs: refs('branch', 'feature/*') }),
  ],
  ['a ref with a dollar', on(COM, { ...main, refs: refs('branch', 'release/${x}', 'release-${*') })],
  ['custom components', on(COM, { ...main, project: custom })],
  ['a protected environment', on(COM, { ...main, project: custom, environment: { protected: true } })],
  ['self-managed', on(OWN, { ...main, protected: false, sources: undefined })],
  ['self-managed, custom components', on(OWN, { ...main, project: custom, sources: undefined })],
] as const;

describe.each(GRANTS)('the generated policy of %s', (_name, grant) => {
  test.each([
    ['with the provider by its ARN', grant.issuer === COM ? GITLAB_COM_ARN : SELF_MANAGED_ARN],
    ['with a Terraform reference', '${aws_iam_openid_connect_provider.gitlab.arn}'],
  ])('%s is silent, but for what no policy of a GitLab of one’s own can tell apart', (_note, arn) => {
    const result = toPolicy(grant, arn);
    if (!result.ok) throw new Error(result.problems.map(({ message }) => message).join('\n'));
    const parsed = parsePolicy(result.document);
    if (!parsed.ok) throw new Error('does not parse');
    const known: KnownFacts = {
      role: 'deploy',
      account: '111122223333',
      maxSessionSeconds: 3600,
      providers: [{ issuer: grant.issuer, account: '111122223333', clientIds: ['sts.amazonaws.com'] }],
      projects: grant.rules.map(({ project }) => project),
    };
    for (const facts of [known, {}]) {
      const subject = { policy: parsed.policy, document: result.document, ...facts };
      const found = runCatalog(subject).findings.map(({ check, severity }) => `${severity} ${check}`);
      expect(found).toEqual(grant.issuer === OWN ? ['note merge-request-admitted'] : []);
    }
  });
});
