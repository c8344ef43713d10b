import type { NeverKind } from '../../../policies/grant/index';
import {
  admitsNothing,
  disjoint,
  equivalent,
  implies,
  never,
  onlyProjects,
  onlyProtectedRefs,
  redundancies,
} from '../../../policies/prove/index';
import type { Assume } from '../../../policies/prove/index';
import { API, API_SUB, COM, OWN, outcome, role, strict, world } from '../../support/prover-world';

const W = world();
const like = (sub: string | readonly string[], more: Record<string, unknown> = {}) =>
  role({ StringLike: { sub }, ...(Object.keys(more).length === 0 ? {} : { StringEquals: more }) });
const pinned = { project_id: '101', namespace_id: '12' };

describe('only protected refs', () => {
  it.each([
    ['the strict policy', strict(), 'proved'],
    [
      'without `ref_protected` a merge request of main has its subject (G27)',
      strict(['ref_protected']),
      'a merge request pipeline of acme/platform/api, source branch `main`, not protected',
    ],
    [
      'an open prefix of a branch',
      like(`${API_SUB}*`, pinned),
      'a push pipeline of acme/platform/api, branch `feature/x`, not protected',
    ],
    ['everything that says it is protected', like('*', { ref_protected: 'true' }), 'proved'],
    ['`Bool` reads the text', role({ Bool: { ref_protected: 'true' } }), 'proved'],
    [
      '`IfExists` checks what is always there',
      role({ StringEqualsIfExists: { ref_protected: 'true' } }),
      'proved',
    ],
    [
      '`environment_protected` is not a key',
      role({
        StringEqualsIfExists: { environment_protected: 'true' },
        StringLike: { sub: `${API_SUB}main` },
      }),
      'a merge request pipeline of acme/platform/api, source branch `main`, not protected',
    ],
  ])('%s', (_, it, expected) => {
    expect(outcome(onlyProtectedRefs(it, W))).toBe(expected);
  });

  it.each([
    [
      'the names of the rules are enough where AWS sees nothing else',
      [`${API_SUB}main`, `${API_SUB}release/*`],
      {},
      'proved',
    ],
    [
      'a name that only begins like one is not',
      [`${API_SUB}main*`],
      {},
      'a push pipeline of acme/platform/api, branch `main1.2`, not protected',
    ],
    [
      'unless merge requests are told from their branch',
      [`${API_SUB}main`],
      { 'named-branch': false },
      'a merge request pipeline of acme/platform/api, source branch `main`, not protected',
    ],
    [
      'a tag is not protected by a branch rule (G21)',
      ['project_path:acme/platform/api:ref_type:tag:ref:main'],
      {},
      'a push pipeline of acme/platform/api, tag `main`, not protected',
    ],
  ] as const)('on an instance of our own: %s', (_, sub, assume, expected) => {
    const it = role({ StringLike: { sub } }, OWN);
    expect(outcome(onlyProtectedRefs(it, world(OWN, { 'no-reused-paths': true, ...assume })))).toBe(expected);
  });

  it('a `sub` with `ref_protected` proves it without any rule', () => {
    const subClaim = ['project_path', 'ref_type', 'ref', 'ref_protected'] as const;
    const assume = { 'named-branch': false, 'no-reused-paths': true };
    const open = world(OWN, assume, [{ ...API, subClaim, protectedBranches: 'unknown' }]);
    const only = (sub: string) => outcome(onlyProtectedRefs(role({ StringLike: { sub } }, OWN), open));
    expect(only(`${API_SUB}*:ref_protected:true`)).toBe('proved');
    expect(only(`${API_SUB}main:ref_protected:*`)).toBe(
      'a push pipeline of acme/platform/api, branch `main`, not protected',
    );
  });
});

describe('never', () => {
  it.each<[string, NeverKind, Parameters<typeof never>[0], string]>([
    ['an impostor has other ids (G67)', 'impostor', strict(), 'proved'],
    [
      'the subject alone is not an identity (G67)',
      'impostor',
      strict(['project_id', 'namespace_id']),
      'a push pipeline of an impostor (project 555555) under the path acme/platform/api, branch `main`, protected',
    ],
    ['a fork has another path', 'fork', strict(['project_id', 'namespace_id']), 'proved'],
    [
      'a group wildcard takes in forks',
      'fork',
      like('project_path:acme/*:ref_type:branch:ref:main'),
      'a push pipeline of acme/any-project (project 900001), branch `main`, protected',
    ],
    [
      'a back-merge counts as protected (G28)',
      'merge_request',
      strict(),
      'a merge request pipeline of acme/platform/api, source branch `main`, protected',
    ],
    [
      'a deny on its event leaves the child open (G42)',
      'merge_request',
      role([
        { conditions: { StringEquals: { sub: `${API_SUB}main`, ...pinned } } },
        { effect: 'Deny', conditions: { StringEquals: { pipeline_source: 'merge_request_event' } } },
      ]),
      'a child of a merge request pipeline of acme/platform/api, source branch `main`, protected',
    ],
    [
      'a list of sources closes it',
      'merge_request',
      strict([], { StringEquals: { pipeline_source: ['push', 'web'] } }),
      'proved',
    ],
    ['a branch subject is not a tag', 'tag', strict(), 'proved'],
    [
      '`ref_type:*` takes in the tag of the same name (G20)',
      'tag',
      like('project_path:acme/platform/api:ref_type:*:ref:main', pinned),
      'a push pipeline of acme/platform/api, tag `main`, not protected',
    ],
    [
      'a star runs over `ref_type`',
      'tag',
      like('project_path:acme/platform/api:*:ref:v1', pinned),
      'a push pipeline of acme/platform/api, tag `v1`, protected',
    ],
    [
      'a tag subject is not a branch',
      'branch',
      like('project_path:acme/platform/api:ref_type:tag:ref:*'),
      'proved',
    ],
    ['unprotected', 'unprotected', strict(), 'proved'],
  ])('%s', (_, kind, it, expected) => {
    expect(outcome(never(it, kind, W))).toBe(expected);
  });

  it('a fork of an instance without the fix mints the subject of its parent (G33)', () => {
    const unpatched = world({ ...COM, forkSubjectFix: false });
    expect(outcome(never(strict(['ref_protected']), 'fork', unpatched))).toBe(
      "a pipeline for a fork's merge request of acme/platform/api, source branch `main`, not protected",
    );
    expect(outcome(never(strict(), 'fork', unpatched))).toBe('proved');
  });

  // https://gitlab.com/gitlab-org/gitlab/-/merge_requests/258245
  describe.each(['fields', 'text'])(
    'a component of the job project shows the parent of a fork (%s)',
    (reading) => {
      const led = (subClaim: (typeof API.subClaim)[number][]) => world(OWN, {}, [{ ...API, subClaim }]);
      const it = (sub: string) =>
        role(
          reading === 'fields'
            ? { StringEquals: { sub: `${sub}:ref_type:branch:ref:main` } }
            : { StringLike: { sub: `${sub}:ref_type:branch:ref:ma?n*********` } },
          OWN,
        );
      const FORK =
        /^a pipeline for a fork's merge request of \S+ \(project \d+\), source branch `ma.n`, not protected$/;
      test.each([
        ['job_project_path', `job_project_path:${API.path}`],
        ['job_project_id', 'job_project_id:101'],
      ] as const)('%s', (lead, start) => {
        const project = led([lead, 'ref_type', 'ref']);
        expect(outcome(never(it(start), 'fork', project))).toMatch(FORK);
        expect(outcome(onlyProjects(it(start), { projects: [API.path] }, project))).toMatch(FORK);
      });
      test('one of the source project does not', () => {
        const project = led(['source_project_path', 'ref_type', 'ref']);
        expect(outcome(never(it(`source_project_path:${API.path}`), 'fork', project))).toBe('proved');
      });
    },
  );

  it('on gitlab.com the ids tell a fork from its parent', () => {
    const project = world(COM, {}, [{ ...API, subClaim: ['job_project_path', 'ref_type', 'ref'] }]);
    const sub = `job_project_path:${API.path}:ref_type:branch:ref:main`;
    expect(outcome(never(role({ StringEquals: { sub, project_id: '101' } }), 'fork', project))).toBe(
      'proved',
    );
    expect(outcome(never(role({ StringEquals: { sub } }), 'fork', project))).toContain('a fork');
  });

  it('on an instance of our own an impostor is left open, unless it is asked about', () => {
    const it = role({ StringEquals: { sub: `${API_SUB}main` } }, OWN);
    expect(outcome(never(it, 'impostor', world(OWN)))).toContain('impostor');
    const only = (assume: Assume) => outcome(onlyProjects(it, { projects: [API.path] }, world(OWN, assume)));
    expect(only({})).toMatch(
      /^undecided: .*depends on whether GitLab gives ID tokens to a project that took over/,
    );
    expect(only({ 'no-reused-paths': true })).toBe('proved');
    expect(only({ 'no-reused-paths': false })).toMatch(/^a push pipeline of an impostor/);
  });
});

describe('only these projects', () => {
  const group = like('project_path:acme/platform/*:ref_type:branch:ref:main');
  it('a group pattern stays in its group', () => {
    expect(outcome(onlyProjects(group, { groups: ['acme/platform'] }, W))).toBe('proved');
  });
  it('but not in a project of it', () => {
    expect(outcome(onlyProjects(group, { projects: [API.path] }, W))).toContain('acme/platform/any-project');
  });
  it('an open prefix leaves the group (G63)', () => {
    const open = like('project_path:acme/platform*:ref_type:branch:ref:main');
    expect(outcome(onlyProjects(open, { groups: ['acme/platform'] }, W))).toContain('acme/platform-evil/');
  });
  it('an open prefix of a project takes in its neighbour (G62)', () => {
    const open = like('project_path:acme/platform/api*:ref_type:branch:ref:main', { namespace_id: '12' });
    expect(outcome(onlyProjects(open, { projects: [API.path] }, W))).toMatch(
      /^a push pipeline of acme\/platform\/api.+\(project 900001\)/,
    );
  });
});

describe('two policies', () => {
  it('who may do the stricter may do the wider', () => {
    expect(implies(strict(), like(`${API_SUB}*`), W)).toMatchObject({ verdict: 'proved' });
    expect(outcome(implies(like(`${API_SUB}*`), strict(), W))).toBe(
      'a push pipeline of acme/platform/api, branch `feature/x`, not protected',
    );
  });
  it('a star cannot swallow `:ref_type:` in a usual subject, but a project chooses its components', () => {
    const a = like('project_path:acme/*:ref:main');
    const b = like('project_path:acme/*:ref_type:*:ref:main');
    expect(outcome(equivalent(a, b, world(COM, { 'usual-sub-claims': true })))).toBe('proved');
    expect(outcome(equivalent(a, b, W))).toContain('acme/');
  });
  it('branches and tags are disjoint, but only in subjects of components that refgate knows', () => {
    const a = like('project_path:acme/*:ref_type:branch:*');
    const b = like('project_path:acme/*:ref_type:tag:*');
    expect(outcome(disjoint(a, b, world(COM, { 'known-components': true })))).toBe('proved');
    expect(outcome(disjoint(a, b, W))).toMatch(/^undecided: it depends on whether a project can put/);
    expect(outcome(disjoint(a, like('project_path:acme/*:ref:*'), W))).toContain('acme/');
  });
  it('each role is asked with its own account', () => {
    const other = { ...strict(), provider: { issuer: COM.issuer, account: '444455556666' } };
    expect(outcome(implies(strict(), other, W))).toContain('`main`');
    expect(outcome(implies(other, strict(), W))).toBe('proved');
    expect(outcome(admitsNothing(other, W))).toBe('proved');
  });
  it('an audience that the provider does not know admits no token', () => {
    const it = { ...strict(), provider: { ...strict().provider, clientIds: ['https://gitlab.com'] } };
    expect(outcome(admitsNothing(it, W))).toBe('proved');
  });
});

describe('nobody', () => {
  it.each([
    ['a star under StringEquals', role({ StringEquals: { sub: 'project_path:acme/*' } })],
    ['a claim that is not a key', role({ StringEquals: { environment: 'production' } })],
    ['a merge request type', like('project_path:acme/platform/api:ref_type:mr:ref:*')],
    ['a space in a branch', like(`${API_SUB}my branch`)],
    [
      'an id that belongs to another path',
      like('project_path:acme/platform/web:*', { project_id: '101', namespace_id: '12', aud: '' }),
    ],
    ['a scalar operator over a list', role({ StringEquals: { oaud: 'sts.amazonaws.com' } })],
    ['a key of another host', role({ StringEquals: { 'gitlab.example.com:sub': `${API_SUB}main` } })],
    ['another issuer fills no `project_id`', role({ StringEquals: { project_id: '101' } }, OWN)],
  ])('%s', (_, it) => {
    const at = it.provider.issuer === OWN.issuer ? world(OWN) : W;
    expect(outcome(admitsNothing(it, at))).toBe('proved');
  });

  it('an internal ref, in a usual subject', () => {
    const it = like('project_path:acme/platform/api:*refs/merge-requests/*:*');
    expect(outcome(admitsNothing(it, world(COM, { 'usual-sub-claims': true })))).toBe('proved');
    expect(outcome(admitsNothing(it, W))).not.toBe('proved');
  });

  it.each([
    [
      'a renamed project',
      like('project_path:acme/platform/web:*', pinned),
      'acme/platform/web (project 101), which was acme/platform/api',
    ],
    [
      '`ForAllValues` over a key that is never there',
      role({ 'ForAllValues:StringEquals': { environment: 'production' } }),
      'acme/platform/api',
    ],
    [
      'a negated operator over a key that is never there',
      role({ StringNotEquals: { environment: 'production' } }),
      'acme/platform/api',
    ],
    [
      'a quantifier over the audiences',
      role({ 'ForAnyValue:StringEquals': { oaud: 'sts.amazonaws.com' } }),
      'acme/platform/api',
    ],
    ['somebody who is not a member', role({ Null: { user_access_level: 'true' } }), 'acme/platform/api'],
    [
      'a number is compared as a number',
      role({ NumericLessThan: { project_id: '102' }, NumericGreaterThan: { 'gitlab.com:project_id': 100 } }),
      'acme/platform/api',
    ],
  ])('but not %s', (_, it, expected) => {
    expect(outcome(admitsNothing(it, W))).toContain(expected);
  });
});

describe('what cannot be determined is not proved', () => {
  const open = (conditions: Parameters<typeof role>[0]) => outcome(admitsNothing(role(conditions), W));
  it('an operator that IAM does not know', () => {
    expect(open({ StringLik: { sub: '*' } })).toBe(
      'undecided: it depends on `StringLik gitlab.com:sub ["*"]` (`StringLik` is not a condition operator of IAM); write a condition that IAM accepts',
    );
  });
  it('an address that no token tells', () => {
    expect(open({ IpAddress: { 'aws:SourceIp': '192.0.2.0/24' } })).toMatch(
      /^undecided: it depends on the caller's address: `aws:SourceIp`; remove the condition, or decide one request at a time with `eval`$/,
    );
  });
  it('a policy variable that differs from token to token', () => {
    expect(open({ StringLike: { sub: 'project_path:${gitlab.com:user_login}/*' } })).toContain(
      'a policy variable stands for something else in each token',
    );
  });
  it('yet it is the same for both policies', () => {
    const it = role({ IpAddress: { 'aws:SourceIp': '192.0.2.0/24' } });
    expect(outcome(implies(it, it, W))).toBe('proved');
    expect(outcome(implies(it, role({ StringLike: { sub: '*' } }), W))).toBe('proved');
  });
  it('and what is certain without it is decided', () => {
    const it = role([
      { conditions: { IpAddress: { 'aws:SourceIp': '192.0.2.0/24' } } },
      { conditions: { StringEquals: { sub: `${API_SUB}main` } } },
    ]);
    expect(outcome(admitsNothing(it, W))).toContain('`main`');
  });
});

describe('what no token needs', () => {
  it('dead and shadowed statements, idle denials, redundant values', () => {
    const it = role([
      {
        conditions: {
          StringLike: { sub: [`${API_SUB}release/*`, `${API_SUB}release/1.*`, `${API_SUB}main`] },
        },
      },
      { conditions: { StringEquals: { sub: `${API_SUB}release/2.0` } } },
      { conditions: { StringEquals: { sub: `${API_SUB}*` } } },
      { effect: 'Deny', conditions: { StringLike: { sub: 'project_path:mallory/*' } } },
    ]);
    expect(redundancies(it, W).map(({ kind, pointer, value }) => ({ kind, pointer, value }))).toEqual([
      {
        kind: 'redundant_value',
        pointer: '/Statement/0/Condition/StringLike/gitlab.com:sub',
        value: `${API_SUB}release/1.*`,
      },
      { kind: 'shadowed_statement', pointer: '/Statement/1', value: undefined },
      { kind: 'dead_statement', pointer: '/Statement/2', value: undefined },
      { kind: 'idle_deny', pointer: '/Statement/3', value: undefined },
    ]);
  });
  it('nothing in a policy where everything counts', () => {
    expect(redundancies(like([`${API_SUB}main`, `${API_SUB}release/*`]), W)).toEqual([]);
  });
});

test('two protected branches by name are enough for a protected merge request within a project, one is not', () => {
  const rule = (pattern: string) => ({ pattern, push: 'maintainer', merge: 'maintainer' }) as const;
  const it = role({
    StringEquals: { sub: `${API_SUB}main`, project_id: '101', namespace_id: '12', ref_protected: 'true' },
  });
  const verdict = (...names: readonly string[]) =>
    outcome(never(it, 'merge_request', world(COM, {}, [{ ...API, protectedBranches: names.map(rule) }])));
  expect(verdict('main', 'stable')).toMatch(
    /^a merge request pipeline of acme\/platform\/api, source branch `main`/,
  );
  // What is left is a merge request to another project, which runs on the plain branch.
  expect(verdict('main')).toBe(
    'a merge request pipeline of acme/platform/api for a merge request into another project, branch `main`, protected',
  );
});
