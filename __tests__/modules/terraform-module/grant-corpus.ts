import type { Grant, GrantRule, Project, RefPattern } from '../../../policies/index';
import type { Choose } from '../../support/seed';

/** A grant, and what is special about it. */
export interface GrantCase {
  readonly note: string;
  readonly grant: Grant;
}

const API: Project = {
  path: 'acme/platform/api',
  id: '101',
  namespaceId: '12',
  protectedBranches: [],
  protectedTags: [],
  protectedEnvironments: [],
  subClaim: ['project_path', 'ref_type', 'ref'],
  visibility: 'private',
};

const WEB: Project = { ...API, path: 'acme/platform/web', id: '102' };

const branches = (...patterns: string[]): readonly RefPattern[] =>
  patterns.map((pattern) => ({ type: 'branch', pattern }));
const tags = (...patterns: string[]): readonly RefPattern[] =>
  patterns.map((pattern) => ({ type: 'tag', pattern }));

function rule(refs: readonly RefPattern[], changes: Partial<GrantRule> = {}): GrantRule {
  return { project: API, refs, protected: false, ...changes };
}

function com(...rules: GrantRule[]): Grant {
  return { issuer: 'https://gitlab.com', audience: 'sts.amazonaws.com', rules };
}

function own(issuer: string, ...rules: GrantRule[]): Grant {
  return { issuer, audience: 'https://gitlab.example.com', rules };
}

const ownProject = (...subClaim: Project['subClaim'][number][]): Project => ({
  ...API,
  subClaim: subClaim.length === 0 ? API.subClaim : subClaim,
});

const SELF = 'https://gitlab.example.com';

/** One of each thing that a statement's shape or a subject's text depends on. */
export const GRANT_CORPUS: readonly GrantCase[] = [
  { note: 'one branch', grant: com(rule(branches('main'))) },
  { note: 'one protected branch', grant: com(rule(branches('main'), { protected: true })) },
  { note: 'every branch', grant: com(rule(branches('*'))) },
  { note: 'literals and patterns', grant: com(rule(branches('main', 'release/*', 'develop', 'hotfix-*'))) },
  { note: 'tags', grant: com(rule(tags('v*'), { protected: true })) },
  {
    note: 'branches and tags of one name',
    grant: com(rule([...branches('main', 'v1'), ...tags('v1', 'main')])),
  },
  { note: 'a runner', grant: com(rule(branches('main'), { runner: 'self-hosted' })) },
  {
    note: 'two runners',
    grant: com(
      rule(branches('main'), { runner: 'self-hosted' }),
      rule(tags('v*'), { runner: 'gitlab-hosted' }),
    ),
  },
  { note: 'one source', grant: com(rule(branches('main'), { sources: ['push'] })) },
  {
    note: 'sources out of order and twice',
    grant: com(rule(branches('main'), { sources: ['web', 'push', 'web'] })),
  },
  {
    note: 'two projects, alike',
    grant: com(rule(branches('main')), rule(branches('main'), { project: WEB })),
  },
  {
    note: 'two entries for one project, one protected',
    grant: com(rule(branches('main'), { protected: true }), rule(branches('main', 'x'))),
  },
  {
    note: 'the same shape again, later',
    grant: com(rule(branches('b')), rule(branches('c*')), rule(branches('a', 'd*'))),
  },
  {
    note: 'addresses, out of order and twice',
    grant: {
      ...com(rule(branches('main')), rule(branches('x*'))),
      request: { sourceIp: ['203.0.113.7', '198.51.100.0/24', '2001:db8::/32', '203.0.113.7'] },
    },
  },
  {
    note: 'a VPC and its endpoint',
    grant: {
      ...own(SELF, rule(branches('main'))),
      request: { sourceVpc: ['vpc-0a1b2c3d4e5f67890'], sourceVpce: ['vpce-0a1b2c3d', 'vpce-00000000'] },
    },
  },
  {
    note: 'a user who needs no token',
    grant: {
      ...com(rule(branches('main'))),
      breakGlass: { principal: 'arn:aws:iam::111122223333:user/ops/emergency' },
    },
  },
  {
    note: 'a role that needs no token, beside addresses',
    grant: {
      ...com(rule(tags('v*'), { protected: true })),
      request: { sourceIp: ['198.51.100.0/24'] },
      breakGlass: { principal: 'arn:aws:iam::444455556666:role/emergency', mfa: false },
    },
  },
  {
    note: 'an account that needs no token',
    grant: {
      ...com(rule(branches('main'))),
      breakGlass: { principal: 'arn:aws:iam::444455556666:root', accountRoot: true },
    },
  },
  { note: 'the same ref twice', grant: com(rule(branches('main')), rule(branches('main'))) },
  {
    note: 'equal Sids, different sources',
    grant: com(
      ...(['push', 'web', 'api'] as const).map((source) => rule(branches('main'), { sources: [source] })),
    ),
  },
  { note: 'a dollar', grant: com(rule(branches('$', '$x', 'x$', '$$', '${aws}', 'a${*}/*', '${$}'))) },
  {
    note: 'a percent, quotes, brackets',
    grant: com(rule(branches('%{if}', "it's", 'a"b', '<&>', 'a=b', '`', '(x)', '{}'))),
  },
  { note: 'Latin-1', grant: com(rule(branches('straße', 'ÿ', '¡hola!'))) },
  {
    note: 'order of upper and lower case',
    grant: com(rule(branches('b', 'B', 'a', 'A', '_', '-x'.slice(1), '0'))),
  },
  { note: 'stars everywhere', grant: com(rule(branches('*-x', 'a*b*c', '**'))) },
  { note: 'an audience with a dollar', grant: { ...com(rule(branches('main'))), audience: 'x${y}$' } },
  { note: 'self-managed', grant: own(SELF, rule(branches('main', 'release/*'))) },
  { note: 'self-managed below a path', grant: own('https://example.com/git/Lab', rule(branches('main'))) },
  {
    note: 'self-managed without ids',
    grant: own(SELF, rule(branches('main'), { project: { ...API, id: undefined, namespaceId: undefined } })),
  },
  {
    note: 'self-managed: protected in the subject',
    grant: own(
      SELF,
      rule(branches('main'), {
        project: ownProject('project_path', 'ref_type', 'ref', 'ref_protected'),
        protected: true,
      }),
    ),
  },
  {
    note: 'self-managed: protection in the subject, and open',
    grant: own(
      SELF,
      rule(branches('main', 'x*'), {
        project: ownProject('project_path', 'ref_protected', 'ref_type', 'ref'),
      }),
    ),
  },
  {
    note: 'the id in front',
    grant: own(SELF, rule(tags('v*'), { project: ownProject('project_id', 'ref_type', 'ref') })),
  },
  {
    note: 'environments in the subject, and open',
    grant: com(
      rule(branches('main'), {
        project: ownProject('project_path', 'ref_type', 'ref', 'environment_protected'),
      }),
    ),
  },
  {
    note: 'a protected environment',
    grant: com(
      rule(branches('main'), {
        project: ownProject('project_path', 'environment_protected', 'ref_type', 'ref'),
        environment: { protected: true },
      }),
    ),
  },
  {
    note: 'a tier',
    grant: own(
      SELF,
      rule(branches('main', 'r/*'), {
        project: ownProject('project_path', 'ref_type', 'ref', 'deployment_tier'),
        environment: { tier: 'production' },
      }),
    ),
  },
  {
    note: 'all components, all open',
    grant: com(
      rule(branches('main'), {
        project: ownProject(
          'project_id',
          'project_path',
          'deployment_tier',
          'ref_protected',
          'ref',
          'environment_protected',
          'ref_type',
        ),
      }),
    ),
  },
  {
    note: 'a protected environment of a tier',
    grant: com(
      rule(branches('main'), {
        project: ownProject(
          'project_path',
          'ref_type',
          'ref',
          'environment_protected',
          'deployment_tier',
          'ref_protected',
        ),
        environment: { protected: true, tier: 'staging' },
        protected: true,
      }),
    ),
  },
];

const REFS = ['main', 'release/*', 'x', '*', 'v1.2', 'v*', 'a$b', '${x}*', 'straße', "q'"];
const SOURCES = ['push', 'web', 'schedule', 'api', 'merge_request_event'] as const;
const SUB_CLAIMS: readonly Project['subClaim'][] = [
  API.subClaim,
  API.subClaim,
  ['project_path', 'ref_type', 'ref', 'ref_protected'],
  ['project_id', 'ref', 'ref_type', 'environment_protected'],
  ['project_path', 'deployment_tier', 'ref_type', 'ref', 'environment_protected'],
];

/** A grant that may have everything, of those that can be written. */
export function randomGrant(choose: Choose): Grant {
  const pick = <T>(items: readonly T[]): T => items[choose(items.length)] as T;
  const some = <T>(items: readonly T[], least: number): readonly T[] =>
    Array.from({ length: least + choose(3) }, () => pick(items));
  const onCom = choose(3) > 0;
  const randomRule = (): GrantRule => {
    const subClaim = pick(SUB_CLAIMS);
    const project: Project = { ...pick([API, WEB]), subClaim };
    const isProtected = choose(2) === 0 && (onCom || subClaim.includes('ref_protected'));
    const environment = subClaim.includes('deployment_tier')
      ? { tier: pick(['production', 'other'] as const) }
      : { protected: true };
    return {
      project,
      refs: [...branches(...some(REFS, 1)), ...tags(...some(REFS, 0))],
      protected: isProtected,
      ...(onCom && choose(2) === 0 ? { sources: some(SOURCES, 1) } : {}),
      ...(onCom && choose(3) === 0 ? { runner: pick(['self-hosted', 'gitlab-hosted'] as const) } : {}),
      ...(subClaim.includes('environment_protected') && choose(2) === 0 ? { environment } : {}),
    };
  };
  return {
    issuer: onCom ? 'https://gitlab.com' : pick([SELF, 'https://example.com/gitlab']),
    audience: pick(['sts.amazonaws.com', 'https://vault.example.com', '$']),
    rules: some([0], 1).map(randomRule),
  };
}
