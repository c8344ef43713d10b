import {
  DEFAULT_SUB_CLAIM,
  type Instance,
  type MergeRequest,
  type Pipeline,
  type PipelineSource,
  type Project,
  type SubClaimComponent,
} from '../../policies/gitlab/index';

/** The world of the golden vectors, declared as a user would: nothing here is copied from a token. */
export const GITLAB_COM: Instance = { url: 'https://gitlab.com', issuer: 'https://gitlab.com' };

const rule = (pattern: string, push: 'no_one' | 'developer' | 'maintainer') =>
  ({ pattern, push, merge: push === 'no_one' ? 'maintainer' : push }) as const;

export const API: Project = {
  path: 'acme/platform/api',
  id: '101',
  namespaceId: '12',
  protectedBranches: [rule('main', 'no_one'), rule('release/*', 'maintainer'), rule('hotfix-*', 'developer')],
  protectedTags: [rule('v*', 'maintainer')],
  protectedEnvironments: ['production'],
  protectMergeRequestPipelines: false,
  subClaim: DEFAULT_SUB_CLAIM,
  visibility: 'private',
};

const elsewhere = (path: string, id: string, namespaceId: string): Project => ({
  ...API,
  path,
  id,
  namespaceId,
  protectedBranches: [rule('main', 'maintainer')],
  protectedTags: [],
  protectedEnvironments: [],
});

export const FORK = elsewhere('mallory/api', '909', '77');

const maintainer = { accessLevel: 'maintainer' };
const developer = { accessLevel: 'developer' };
const owner = { accessLevel: 'owner' };

const base = { instance: GITLAB_COM, project: API, source: 'push', audience: 'https://gitlab.com' } as const;
const branch = (name: string, more: Partial<Pipeline> = {}): Pipeline => ({
  ...base,
  target: { kind: 'branch', name },
  ...more,
});
const tag = (name: string, more: Partial<Pipeline> = {}): Pipeline => ({
  ...base,
  target: { kind: 'tag', name },
  ...more,
});
const mr = (
  mergeRequest: Partial<MergeRequest> & Pick<MergeRequest, 'from' | 'into'>,
  more: Partial<Pipeline> = {},
): Pipeline => ({
  ...base,
  source: 'merge_request_event',
  target: { kind: 'merge_request', mergeRequest: { kind: 'detached', ...mergeRequest } },
  ...more,
});
const on = (source: PipelineSource) => branch('main', { source });
const strict: Project = { ...API, protectMergeRequestPipelines: true };
const components = (...subClaim: SubClaimComponent[]): { project: Project } => ({
  project: { ...API, subClaim },
});
const production = { name: 'production', tier: 'production', action: 'start' } as const;
const selfManaged = (issuer: string): Partial<Pipeline> => ({
  instance: { url: issuer, issuer },
  audience: 'sts.amazonaws.com',
});
const login = 'feature/login';
const withEnvironment = [
  'project_path',
  'ref_type',
  'ref',
  'environment_protected',
  'deployment_tier',
] as const;

/** What runs in each golden vector. */
export const GOLDEN_PIPELINES: Readonly<Record<string, Pipeline>> = {
  G01: branch('main'),
  G02: branch(login, { user: developer }),
  G03: branch('release/1.2'),
  G04: branch('release/1.2/rc1'),
  G05: branch('release', { user: developer }),
  G06: branch('hotfix-42', { user: developer }),
  G07: branch('hotfix-', { user: developer }),
  G08: branch('Main', { user: developer }),
  G09: branch('mainline', { user: developer }),
  G10: branch('feature/main', { user: developer }),
  G11: branch('release/${x}'),
  G12: branch('feat/%{x}', { user: developer }),
  G13: branch('fix/#123+hot@x', { user: developer }),
  G14: branch('fonctionnalité/é', { user: developer }),
  G15: branch('v1.2.3', { user: developer }),
  G16: branch('refs/heads/main', { user: developer }),
  G17: tag('v1.2.3'),
  G18: tag('v'),
  G19: tag('nightly-2026-11-22', { user: developer }),
  G20: tag('main', { user: developer }),
  G21: tag('release/1.2', { user: developer }),
  G22: mr({ from: login, into: 'main' }, { user: developer }),
  G23: mr({ from: login, into: 'main', kind: 'merged_results' }, { user: developer }),
  G24: mr({ from: login, into: 'main', kind: 'train' }, { user: developer }),
  G25: mr({ from: 'release/1.2', into: 'main', userMayPushTarget: true }, { project: strict }),
  G26: mr({ from: 'release/1.2', into: 'main' }),
  G27: mr({ from: 'main', into: 'release/1.2' }),
  G28: mr({ from: 'main', into: 'release/1.2', userMayPushTarget: true }, { project: strict }),
  G29: mr({ from: 'main', into: 'release/1.2', kind: 'merged_results' }),
  G30: branch('main', { project: FORK, source: 'merge_request_event', user: owner }),
  G31: mr({ from: 'feature', into: 'main', fork: FORK }),
  G32: mr({ from: 'main', into: 'main', fork: FORK }),
  G33: mr(
    { from: 'main', into: 'main', fork: FORK },
    { instance: { ...GITLAB_COM, forkSubjectFix: false }, user: maintainer },
  ),
  G34: branch('main', { project: FORK, user: owner }),
  G35: on('schedule'),
  G36: on('web'),
  G37: tag('v1.2.3', { source: 'api' }),
  G38: on('trigger'),
  G39: on('pipeline'),
  G40: on('parent_pipeline'),
  G41: mr({ from: login, into: 'main' }, { source: 'parent_pipeline', user: developer }),
  G42: mr({ from: 'main', into: 'release/1.2' }, { source: 'parent_pipeline' }),
  G43: branch('main', { source: 'security_orchestration_policy', user: developer }),
  G44: branch(login, {
    user: developer,
    policyJob: {
      kind: 'pipeline_execution_policy',
      config: {
        url: 'https://gitlab.com/acme/policies/-/blob/ab035e64eca9a7a85bd62e485d3593f52a2804ac/.gitlab/security-policies/policy.yml',
        sha: 'ab035e64eca9a7a85bd62e485d3593f52a2804ac',
      },
    },
  }),
  G45: branch('main'),
  G46: on('chat'),
  G47: branch('main', { environment: production }),
  G48: branch(login, {
    user: developer,
    project: { ...API, protectedEnvironments: [] },
    environment: production,
  }),
  G49: branch(login, {
    user: developer,
    environment: { name: 'review/feature-login', tier: 'development', action: 'start' },
  }),
  G50: branch('main', { environment: { ...production, action: 'prepare' } }),
  G51: branch(login, { user: developer, ...components('project_path') }),
  G52: branch(login, { user: developer, ...components('project_path', 'ref_type') }),
  G53: branch('main', components('project_path', 'ref')),
  G54: tag('main', { user: developer, ...components('project_path', 'ref') }),
  G55: branch('main', components('project_path', 'ref', 'ref_type')),
  G56: branch('main', components('project_id', 'ref_type', 'ref')),
  G57: branch('main', components('project_path', 'ref_type', 'ref', 'ref_protected')),
  G58: branch(login, { user: developer, ...components('project_path', 'ref_type', 'ref', 'ref_protected') }),
  G59: branch('main', { ...components(...withEnvironment), environment: production }),
  G60: branch('main', components(...withEnvironment)),
  G61: mr({ from: 'main', into: 'main', fork: FORK }, components('project_id', 'ref_type', 'ref')),
  G62: branch('main', { project: elsewhere('acme/platform/api-v2', '105', '12'), user: owner }),
  G63: branch('main', { project: elsewhere('acme/platform-evil/api', '106', '15'), user: owner }),
  G64: branch('main', { project: elsewhere('acme-evil/platform/api', '907', '90'), user: owner }),
  G65: branch('main', { project: { ...API, path: 'acme/platform/backend' } }),
  G66: branch('main', { project: { ...API, path: 'acme/core/api', namespaceId: '16' } }),
  G67: branch('main', { project: elsewhere('acme/platform/api', '555555', '666666'), user: owner }),
  G68: branch('main', { project: elsewhere('Acme/Platform/API', '108', '18') }),
  G69: branch('main', { project: elsewhere('jdoe/sandbox', '104', '14'), user: owner }),
  G70: branch('main', { project: elsewhere('a/b/c/d/e/svc', '109', '19') }),
  G71: branch('main', selfManaged('https://example.com/gitlab')),
  G72: branch('main', selfManaged('https://gitlab.example.com:8443')),
  G73: branch('main', {
    instance: {
      url: 'https://gitlab.example.com',
      issuer: 'https://oidc-bucket.s3.eu-north-1.amazonaws.com',
    },
    audience: 'sts.amazonaws.com',
  }),
  G74: branch('main', { audience: ['https://gitlab.com', 'sts.amazonaws.com'] }),
  G75: branch('main', { audience: 'https://vault.example.com' }),
};
