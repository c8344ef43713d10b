import { ASSUMPTION_IDS, ASSUMPTIONS, type AssumptionId } from '../../../policies/gitlab/index';
import {
  admitsAllOfGrant,
  admitsNothing,
  admitsOnlyGrant,
  never,
  onlyProjects,
  onlyProtectedRefs,
  withNeeded,
  type GitlabWorld,
  type Verdict,
} from '../../../policies/prove/index';
import { API, API_SUB, COM, OWN, outcome, role, strict, world } from '../../support/prover-world';
import { withAssumptions } from '../../../policies/prove/world/gitlab-world';

/** A question that an assumption decides: what is answered with it, and without. */
interface Decided {
  readonly prove: (world: GitlabWorld) => Verdict;
  readonly on: string | RegExp;
  readonly off: string | RegExp;
  readonly instance?: typeof COM;
  readonly project?: Partial<typeof API>;
}

const sub = (pattern: string, more: Record<string, unknown> = {}) =>
  role({ StringLike: { sub: pattern }, ...(Object.keys(more).length === 0 ? {} : { StringEquals: more }) });
const nobody = (it: Parameters<typeof admitsNothing>[0]) => (at: GitlabWorld) => admitsNothing(it, at);
const pinned = { project_id: '101', namespace_id: '12' };
const grant = {
  issuer: COM.issuer,
  audience: 'sts.amazonaws.com',
  rules: [{ project: API, refs: [{ type: 'branch', pattern: 'main' }], protected: true }],
} as const;

const DECIDED: Readonly<Record<AssumptionId, Decided>> = {
  'unknown-rules': {
    prove: nobody(sub('project_path:mallory/*', { ref_protected: 'true' })),
    on: /mallory\/.*protected/,
    off: 'proved',
  },
  'merge-request-protection': {
    prove: (at) => never(strict(), 'merge_request', at),
    on: 'a merge request pipeline of acme/platform/api, source branch `main`, protected',
    // The source project of a merge request elsewhere runs it on its own branch.
    off: 'a merge request pipeline of acme/platform/api for a merge request into another project, branch `main`, protected',
  },
  'git-refs': {
    prove: nobody(sub(`${API_SUB}a b`, pinned)),
    on: 'proved',
    off: /branch `a b`/,
  },
  'gitlab-refs': { prove: nobody(sub(`${API_SUB}HEAD`, pinned)), on: 'proved', off: /branch `HEAD`/ },
  'gitlab-paths': {
    prove: nobody(sub('project_path:acme/x.git:*')),
    on: 'proved',
    off: /acme\/x\.git/,
  },
  'gitlab-ids': { prove: nobody(sub('*', { user_id: 'x1' })), on: 'proved', off: /acme\/platform\/api/ },
  'documented-values': {
    prove: nobody(sub('*', { pipeline_source: 'telepathy' })),
    on: 'proved',
    off: /^a telepathy pipeline/,
  },
  'merge-request-sources': {
    prove: (at) => never(strict([], { StringEquals: { pipeline_source: 'push' } }), 'merge_request', at),
    on: 'proved',
    off: /merge request pipeline of acme\/platform\/api/,
  },
  'own-ids': {
    prove: (at) => onlyProjects(sub('project_path:acme/*', pinned), { projects: [API.path] }, at),
    on: 'proved',
    off: /\(project 101\)/,
  },
  'own-namespaces': {
    prove: (at) =>
      onlyProjects(
        role([
          { conditions: { StringEquals: { namespace_id: '12' } } },
          { effect: 'Deny', conditions: { StringNotLike: { sub: '*:ref_type:branch:*' } } },
          { effect: 'Deny', conditions: { StringNotEquals: { 'gitlab.com:project_id': '900' } } },
        ]),
        { groups: ['acme/platform'] },
        at,
      ),
    on: 'proved',
    off: /\(project 900\)/,
  },
  'declared-rules': {
    prove: (at) => onlyProtectedRefs(role({ StringEquals: { sub: `${API_SUB}main` } }, OWN), at),
    on: 'proved',
    off: 'a push pipeline of acme/platform/api, branch `main`, not protected',
    instance: OWN,
  },
  'no-workloads': {
    prove: (at) => onlyProtectedRefs(role({ StringLike: { sub: `${API_SUB}*` } }, OWN), at),
    on: 'proved',
    off: 'a push pipeline of acme/platform/api, branch `refs/workloads/1`, not protected',
    instance: OWN,
    project: { protectedBranches: [{ pattern: '*', push: 'maintainer', merge: 'maintainer' }] },
  },
  'known-protection': {
    prove: nobody(
      role({
        StringEquals: { sub: `${API_SUB}main`, ...pinned },
        StringNotEquals: { ref_protected: ['true', 'false'] },
      }),
    ),
    on: 'proved',
    off: 'a merge request pipeline of acme/platform/api, source branch `main`, not protected',
  },
  'job-users': {
    prove: nobody(
      role({ StringEquals: { sub: `${API_SUB}main`, ...pinned }, StringNotLike: { user_login: '*' } }),
    ),
    on: 'proved',
    off: /acme\/platform\/api, branch `main`/,
  },
  'declared-sub-claim': {
    prove: (at) => admitsAllOfGrant(strict(), grant, at),
    on: 'proved',
    off: /acme\/platform\/api/,
  },
  'usual-sub-claims': {
    prove: nobody(sub('project_path:mallory/api:ref:main')),
    on: 'proved',
    off: /mallory\/api/,
  },
  'known-components': {
    prove: nobody(sub('project_path:mallory/api:planet:*')),
    on: 'proved',
    off: /^undecided: it depends on whether a project can put `planet` into its `sub`/,
  },
  'component-order': {
    prove: (at) => admitsNothing(sub('project_path:mallory/api:ref_protected:true:ref:main'), at),
    on: 'proved',
    off: /mallory\/api/,
  },
  'not-empty': {
    prove: nobody(sub(`${API_SUB}feature/x`, { ...pinned, ref_protected: 'true' })),
    on: 'proved',
    off: 'a push pipeline of acme/platform/api, branch `feature/x`, protected',
  },
  'no-renames': {
    prove: nobody(sub('project_path:acme/platform/web:*', pinned)),
    on: 'proved',
    off: /\(project 101\), which was acme\/platform\/api/,
  },
  'no-reused-paths': {
    prove: (at) => onlyProjects(sub('project_path:acme/platform/api:*'), { projects: [API.path] }, at),
    on: 'proved',
    off: /impostor \(project 555555\)/,
  },
  'fork-subject-fix': {
    prove: (at) =>
      admitsOnlyGrant(
        strict(['ref_protected']),
        { ...grant, rules: [{ ...grant.rules[0], protected: false }] },
        at,
      ),
    on: 'proved',
    off: /a fork's merge request/,
  },
  'gitlab-claims': {
    prove: nobody(role({ StringLike: { email: '*' } })),
    on: 'proved',
    off: /^undecided: .*email/,
  },
  'listed-keys': {
    prove: nobody(role({ StringLike: { some_new_key: '*' } })),
    on: 'proved',
    off: /^undecided: it depends on whether AWS fills a key that it does not list: `gitlab.com:some_new_key`/,
  },
  'named-branch': {
    prove: (at) => onlyProtectedRefs(role({ StringEquals: { sub: `${API_SUB}main` } }, OWN), at),
    on: 'proved',
    off: /merge request pipeline/,
    instance: OWN,
  },
};

test.each(ASSUMPTION_IDS)('%s decides a question', (id) => {
  const { prove, on, off, instance = COM, project } = DECIDED[id];
  const answer = (assumed: boolean): string =>
    outcome(
      prove(
        world(instance, { 'no-renames': true, 'no-reused-paths': true, [id]: assumed }, [
          { ...API, ...project },
        ]),
      ),
    );
  expect(answer(true)).toMatch(on instanceof RegExp ? on : new RegExp(`^${escape(on)}$`));
  expect(answer(false)).toMatch(off instanceof RegExp ? off : new RegExp(`^${escape(off)}$`));
});

function escape(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

test('a proof names what it needs, and nothing else', () => {
  const needed = (prove: (at: GitlabWorld) => Verdict, at = world()) => {
    const verdict = withNeeded(at, prove);
    return verdict.verdict === 'proved' ? verdict.needed : verdict.verdict;
  };
  expect(needed((at) => onlyProtectedRefs(strict(), at))).toEqual([]);
  expect(needed((at) => admitsOnlyGrant(strict(), grant, at))).toEqual(['own-ids']);
  expect(needed((at) => admitsAllOfGrant(strict(), grant, at))).toEqual(['declared-sub-claim']);
  const own = role({ StringEquals: { sub: `${API_SUB}main` } }, OWN);
  expect(needed((at) => onlyProtectedRefs(own, at), world(OWN))).toBe('undecided');
  const refuses = { ...OWN, reusedPaths: 'refused' } as const;
  expect(needed((at) => onlyProtectedRefs(own, at), world(refuses))).toEqual(
    expect.arrayContaining(['declared-rules', 'named-branch', 'no-reused-paths']),
  );
  expect(needed((at) => never(strict(['ref_protected']), 'merge_request', at))).toBe('refuted');
});

test('a proof lists what its world limits', () => {
  const verdict = onlyProtectedRefs(strict(), world());
  const limits = ASSUMPTION_IDS.filter((id) => ASSUMPTIONS[id].kind === 'limits');
  const unusual = [
    'usual-sub-claims',
    'known-components',
    'component-order',
    'documented-values',
    'no-workloads',
    'known-protection',
    'job-users',
    'no-renames',
    'no-reused-paths',
    'named-branch',
  ];
  expect(verdict.verdict === 'proved' && verdict.assumptions).toEqual(
    limits.filter((id) => !unusual.includes(id)),
  );
});

describe('what a proof needs is found by dropping many assumptions at once', () => {
  const own = role({ StringLike: { sub: `${API_SUB}main` } }, OWN);
  const questions: Readonly<Record<string, readonly [GitlabWorld, (at: GitlabWorld) => Verdict]>> = {
    'protected refs only': [world(), (at) => onlyProtectedRefs(strict(), at)],
    'protected refs only, by name': [
      world(OWN, { 'no-reused-paths': true }),
      (at) => onlyProtectedRefs(own, at),
    ],
    'only the grant': [world(), (at) => admitsOnlyGrant(strict(), grant, at)],
    'all of the grant': [world(), (at) => admitsAllOfGrant(strict(), grant, at)],
    'no fork': [world(), (at) => never(strict(), 'fork', at)],
    'no impostor': [world(), (at) => never(strict(), 'impostor', at)],
    'no tag': [world(), (at) => never(strict(), 'tag', at)],
    'no tag, everything assumed': [
      world(COM, Object.fromEntries(ASSUMPTION_IDS.map((id) => [id, true]))),
      (at) => never(strict(), 'tag', at),
    ],
  };

  test.each(Object.entries(questions))('%s: as dropping them one by one', (_, [at, prove]) => {
    const verdict = withNeeded(at, prove);
    if (verdict.verdict !== 'proved') throw new Error(verdict.verdict);
    const limits = ASSUMPTION_IDS.filter((id) => at.assumptions[id] && ASSUMPTIONS[id].kind === 'limits');
    const alone = limits.filter((id) => prove(withAssumptions(at, { [id]: false })).verdict !== 'proved');
    expect(verdict.needed).toEqual(alone);
  });

  test('a proof that needs none costs one question more', () => {
    let asked = 0;
    const verdict = withNeeded(world(), (at) => ((asked += 1), onlyProtectedRefs(strict(), at)));
    expect(verdict).toMatchObject({ verdict: 'proved', needed: [] });
    expect(asked).toBe(2);
  });
});
