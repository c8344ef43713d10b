import {
  ASSUMPTIONS,
  PIPELINE_SOURCES,
  parseVersion,
  simulate,
  type IdTokenClaims,
  type Pipeline,
  type SimulateOptions,
} from '../../../policies/gitlab/index';
import { pipelineOf, type PipelineCase } from '../../support/decision-cases';

/** Everything that may come out, as the claims alone. */
function mintAll(what: PipelineCase, options?: SimulateOptions): readonly IdTokenClaims[] {
  const simulation = simulate(pipelineOf(what), options);
  if (simulation.kind !== 'tokens') throw new Error(simulation.reason);
  return simulation.tokens.map(({ claims }) => claims);
}

function mint(what: PipelineCase): IdTokenClaims {
  const [claims, ...more] = mintAll(what);
  if (claims === undefined || more.length > 0) throw new Error('not exactly one token');
  return claims;
}

const version = (text: string): PipelineCase => ({ instance: { version: parseVersion(text) } });
const SUB = 'project_path:acme/platform/api:ref_type:branch:ref:main';

describe.each(PIPELINE_SOURCES)('a pipeline started by `%s`', (source) => {
  test('has its source as a claim, and an ordinary subject', () => {
    expect(mint({ source })).toMatchObject({
      pipeline_source: source,
      job_source: source,
      sub: SUB,
      ref_protected: 'true',
    });
  });
});

test('a branch: short name, full path, its rule', () => {
  expect(mint({ branch: 'release/1.2' })).toMatchObject({
    sub: 'project_path:acme/platform/api:ref_type:branch:ref:release/1.2',
    ref: 'release/1.2',
    ref_type: 'branch',
    ref_path: 'refs/heads/release/1.2',
    ref_protected: 'true',
    ci_config_ref_uri: 'gitlab.com/acme/platform/api//.gitlab-ci.yml@refs/heads/release/1.2',
  });
});

test('a tag: tag rules and no branch rules', () => {
  expect(mint({ tag: 'main' })).toMatchObject({
    ref_type: 'tag',
    ref_path: 'refs/tags/main',
    ref_protected: 'false',
  });
  expect(mint({ tag: 'v1' })).toMatchObject({ ref_protected: 'true' });
});

test('ids are text, times are whole seconds, and there is no `azp`', () => {
  const claims = mint({});
  expect(claims).toMatchObject({
    iss: 'https://gitlab.com',
    project_id: '101',
    namespace_id: '12',
    namespace_path: 'acme/platform',
    runner_id: 1,
    runner_environment: 'gitlab-hosted',
    iat: 1767225600,
    nbf: 1767225595,
    exp: 1767229200,
  });
  expect(claims).not.toHaveProperty('azp');
  expect(mintAll({}, { issuedAt: 1000 })).toMatchObject([{ iat: 1000, nbf: 995, exp: 4600 }]);
});

describe('merge requests', () => {
  const mr = { from: 'main', into: 'release/1.2' };
  const on = { protectMergeRequestPipelines: true };

  test.each(['detached', 'merged_results', 'train'] as const)(
    '%s: the claims name the source branch',
    (kind) => {
      expect(mint({ merge_request: { ...mr, kind } })).toMatchObject({
        sub: SUB,
        ref: 'main',
        ref_type: 'branch',
        ref_path: 'refs/heads/main',
        pipeline_source: 'merge_request_event',
        ref_protected: 'false',
      });
    },
  );

  test('since 18.1, between protected branches, with the setting on, both values are possible', () => {
    const simulation = simulate(pipelineOf({ merge_request: mr, project: on }));
    expect(simulation).toMatchObject({
      tokens: [
        { claims: { ref_protected: 'true' }, assuming: ['merge-request-protection'] },
        { claims: { ref_protected: 'false' }, assuming: ['merge-request-protection'] },
      ],
    });
  });

  test.each([true, false])('an assumption settles it: %s', (assumed) => {
    const claims = mintAll(
      { merge_request: mr, project: on },
      { assume: { 'merge-request-protection': assumed } },
    );
    expect(claims).toMatchObject([{ ref_protected: String(assumed) }]);
  });

  test.each<[string, PipelineCase]>([
    ['before 18.1', { merge_request: mr, project: on, ...version('18.0') }],
    ['with the setting off', { merge_request: mr }],
    [
      'when the user may not push to the target',
      { merge_request: { ...mr, userMayPushTarget: false }, project: on },
    ],
    ['when the target is not protected', { merge_request: { ...mr, into: 'dev' }, project: on }],
    ['when the source is not protected', { merge_request: { ...mr, from: 'dev' }, project: on }],
    ['from a fork', { merge_request: { from: 'main', into: 'main', fork: true }, project: on }],
  ])('never protected: %s', (_note, what) => {
    expect(mint(what)).toMatchObject({ ref_protected: 'false' });
  });

  test('a child pipeline keeps the claims and changes the source', () => {
    expect(mint({ merge_request: mr, source: 'parent_pipeline' })).toMatchObject({
      sub: SUB,
      pipeline_source: 'parent_pipeline',
      ref_protected: 'false',
    });
  });
});

describe('a fork run in the parent', () => {
  const fork = { from: 'main', into: 'main', fork: true };

  test('names the fork, and the parent as the project that runs the job', () => {
    expect(mint({ merge_request: fork })).toMatchObject({
      sub: 'project_path:mallory/api:ref_type:branch:ref:main',
      project_path: 'mallory/api',
      project_id: '909',
      namespace_id: '77',
      namespace_path: 'mallory',
      job_project_path: 'acme/platform/api',
      job_project_id: '101',
      job_namespace_id: '12',
      job_namespace_path: 'acme/platform',
      user_access_level: null,
    });
  });

  test('without the fix of report 3137660 the subject is the parent’s', () => {
    const claims = mint({ merge_request: fork, instance: { forkSubjectFix: false } });
    expect(claims).toMatchObject({
      sub: SUB,
      project_id: '101',
      ref_protected: 'false',
      user_access_level: 'maintainer',
    });
    expect(claims).not.toHaveProperty('job_project_id');
  });
});

describe('version gates', () => {
  test('`job_project_*` since 18.4', () => {
    expect(mint(version('18.3'))).not.toHaveProperty('job_project_id');
    expect(mint(version('18.4.1'))).toMatchObject({
      job_project_id: '101',
      job_namespace_path: 'acme/platform',
    });
  });
  test('`job_source` since 18.9', () => {
    expect(mint(version('18.8'))).not.toHaveProperty('job_source');
    expect(mint(version('18.9'))).toMatchObject({ job_source: 'push' });
    expect(mint(version('19.0'))).toMatchObject({ job_source: 'push' });
  });
  test('a job of a security policy has its kind and its configuration, since 18.9', () => {
    const policyJob = {
      kind: 'scan_execution_policy',
      config: { url: 'https://gitlab.com/p', sha: 'ab' },
    } as const;
    expect(mint({ policyJob })).toMatchObject({
      job_source: 'scan_execution_policy',
      job_config: policyJob.config,
      sub: SUB,
    });
    expect(mint({ policyJob, ...version('18.8') })).not.toHaveProperty('job_config');
  });
});

describe('environments', () => {
  const production = { name: 'production', tier: 'production', action: 'start' } as const;

  test('a job without one has none of the four claims', () => {
    const names = Object.keys(mint({}));
    expect(names.filter((name) => name.startsWith('environment') || name === 'deployment_tier')).toEqual([]);
  });
  test('name and tier are the author’s, protection is the project’s', () => {
    expect(mint({ environment: production })).toMatchObject({
      environment: 'production',
      environment_protected: 'true',
      deployment_tier: 'production',
      environment_action: 'start',
    });
    expect(mint({ environment: { ...production, name: 'staging' } })).toMatchObject({
      environment_protected: 'false',
    });
    expect(mint({ environment: { ...production, protected: false } })).toMatchObject({
      environment_protected: 'false',
    });
  });
  test('where the protected environments are unknown both are possible', () => {
    const claims = mintAll({ environment: production, project: { protectedEnvironments: 'unknown' } });
    expect(claims.map(({ environment_protected }) => environment_protected)).toEqual(['true', 'false']);
  });
});

describe('the subject’s components', () => {
  const sub = (
    subClaim: readonly Pipeline['project']['subClaim'][number][],
    more: PipelineCase = {},
  ): string => mint({ ...more, project: { subClaim } }).sub;

  test('in the order that the project says', () => {
    expect(sub(['project_path', 'ref', 'ref_type'])).toBe(
      'project_path:acme/platform/api:ref:main:ref_type:branch',
    );
    expect(sub(['project_id', 'ref_type', 'ref'])).toBe('project_id:101:ref_type:branch:ref:main');
    expect(sub(['project_path', 'ref_protected'])).toBe('project_path:acme/platform/api:ref_protected:true');
  });
  test('those without a value are dropped', () => {
    expect(sub(['project_path', 'environment_protected', 'deployment_tier', 'ref'])).toBe(
      'project_path:acme/platform/api:ref:main',
    );
  });
});

describe('a path that belonged to another project', () => {
  test('GitLab.com mints no token and says why', () => {
    expect(simulate(pipelineOf({ reclaimedPath: true }))).toEqual({
      kind: 'no_token',
      reason: expect.stringContaining('(id_token_burned_project_path)') as string,
    });
  });
  test('unless the subject names the project by its id', () => {
    expect(mint({ reclaimedPath: true, project: { subClaim: ['project_id', 'ref'] } }).sub).toBe(
      'project_id:101:ref:main',
    );
  });
  test('elsewhere the token is simulated: whether it is blocked there is a setting', () => {
    const instance = { url: 'https://gitlab.example.com', issuer: 'https://gitlab.example.com' };
    expect(mint({ reclaimedPath: true, instance }).sub).toBe(SUB);
  });
});

describe('protection of branches', () => {
  const any = { branch: 'anything', emptyRepository: true };

  test('an empty repository protects every name once it has a rule', () => {
    expect(mint(any)).toMatchObject({ ref_protected: 'true' });
    expect(mint({ ...any, project: { protectedBranches: [] } })).toMatchObject({ ref_protected: 'false' });
  });
  test('with unknown rules both are possible, in an empty repository as well', () => {
    const project = { protectedBranches: 'unknown' } as const;
    for (const what of [{ project }, { ...any, project }]) {
      expect(mintAll(what).map(({ ref_protected }) => ref_protected)).toEqual(['true', 'false']);
    }
    expect(mintAll({ tag: 'v1', project: { protectedTags: 'unknown' } })).toHaveLength(2);
  });
  test('what is known of the ref settles it', () => {
    expect(mint({ project: { protectedBranches: 'unknown' }, refProtected: false })).toMatchObject({
      ref_protected: 'false',
    });
    expect(mint({ branch: 'feature', refProtected: true })).toMatchObject({ ref_protected: 'true' });
  });
  test('two open questions make four tokens, and each names what it assumes', () => {
    const simulation = simulate(
      pipelineOf({
        project: { protectedBranches: 'unknown', protectedEnvironments: 'unknown' },
        environment: { name: 'production', tier: 'production', action: 'start' },
      }),
    );
    expect(simulation.kind === 'tokens' && simulation.tokens.map(({ assuming }) => assuming)).toEqual(
      Array.from({ length: 4 }, () => ['unknown-rules', 'unknown-rules']),
    );
  });
});

describe('instances', () => {
  test('an issuer override is `iss`; the address stays in `ci_config_ref_uri`', () => {
    const instance = { url: 'https://gitlab.example.com', issuer: 'https://keys.example.com' };
    expect(mint({ instance })).toMatchObject({
      iss: 'https://keys.example.com',
      ci_config_ref_uri: 'gitlab.example.com/acme/platform/api//.gitlab-ci.yml@refs/heads/main',
      runner_environment: 'self-hosted',
    });
  });
  test('a relative URL root is part of `iss`', () => {
    const instance = { url: 'https://example.com/gitlab', issuer: 'https://example.com/gitlab' };
    expect(mint({ instance }).iss).toBe('https://example.com/gitlab');
  });
  test('the runner may be said', () => {
    expect(mint({ runner: 'self-hosted' }).runner_environment).toBe('self-hosted');
  });
});

test('the user may be said, in part', () => {
  expect(mint({ user: { login: 'mallory', accessLevel: 'developer' } })).toMatchObject({
    user_id: '501',
    user_login: 'mallory',
    user_access_level: 'developer',
  });
});

test('every assumption has a text and a public page', () => {
  for (const { text, source } of Object.values(ASSUMPTIONS)) {
    expect(text.length).toBeGreaterThan(20);
    expect(source).toMatch(/^https:\/\/[a-z-]+\./);
  }
});
