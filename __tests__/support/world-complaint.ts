import type * as prove from '../../policies/prove';
import { API, API_SUB, COM, OWN, role, type Conditions } from './prover-world';
import { excludedToken, type Prover } from './open-vocabulary';
import { chooser } from './seed';

/** A role that some token can assume, and a property that this token breaks. */
interface Broken {
  readonly note: string;
  readonly conditions: Parameters<typeof role>[0];
  readonly instance?: typeof COM;
  readonly project?: Partial<typeof API>;
  readonly assume?: prove.Assume;
  readonly proves: (prover: Prover['prove'], it: prove.RoleTrust, world: prove.GitlabWorld) => prove.Verdict;
}

const anyone: Broken['proves'] = (prover, it, world) => prover.admitsNothing(it, world);
const pinned = { aud: 'sts.amazonaws.com', project_id: '101', namespace_id: '12' };
const like = (sub: string, more: Readonly<Record<string, string>> = {}): Conditions => ({
  StringLike: { sub },
  StringEquals: { aud: 'sts.amazonaws.com', ...more },
});
const everything = [{ pattern: '*', push: 'maintainer', merge: 'maintainer' }] as const;

/** Each line is a kind of token that a world could forget. */
const BROKEN: readonly Broken[] = [
  {
    note: 'what the second statement allows',
    conditions: [{ conditions: like(`${API_SUB}main`, { project_id: '0' }) }, { conditions: like('*') }],
    proves: anyone,
  },
  {
    note: 'what a Deny statement does not match',
    conditions: [{ conditions: like('*') }, { effect: 'Deny', conditions: like(`${API_SUB}*`) }],
    proves: anyone,
  },
  {
    note: 'an impostor under the path of a declared project',
    conditions: like(`${API_SUB}main`),
    proves: (prover, it, world) => prover.never(it, 'impostor', world),
  },
  { note: 'a component that nobody knows', conditions: like('project_path:x/y:planet:*'), proves: anyone },
  { note: 'a first component that nobody knows', conditions: like('planet:earth:*'), proves: anyone },
  { note: 'another first component', conditions: like('job_project_path:x/y:*'), proves: anyone },
  { note: 'an id as the first component', conditions: like('project_id:7:*'), proves: anyone },
  {
    note: 'another order',
    conditions: like('project_path:x/y:ref_protected:true:ref:main:ref_type:branch'),
    proves: anyone,
  },
  {
    note: 'a protected ref of a project that is not declared',
    conditions: like('project_path:x/y:*', { ref_protected: 'true' }),
    proves: anyone,
  },
  {
    note: 'a tag',
    conditions: like(`${API_SUB.replace('branch', 'tag')}v1`, pinned),
    proves: (prover, it, world) => prover.never(it, 'tag', world),
  },
  ...['web', 'schedule', 'api', 'trigger', 'parent_pipeline'].map((source) => ({
    note: `a tag pipeline from the source ${source}`,
    conditions: like(`${API_SUB.replace('branch', 'tag')}v1`, { ...pinned, pipeline_source: source }),
    proves: ((prover, it, world) => prover.never(it, 'tag', world)) satisfies Broken['proves'],
  })),
  {
    note: 'the child of a merge request pipeline',
    conditions: like(`${API_SUB}x`, { ...pinned, pipeline_source: 'parent_pipeline' }),
    proves: (prover, it, world) => prover.never(it, 'merge_request', world),
  },
  {
    note: 'another group',
    conditions: like('project_path:mallory/*:ref_type:branch:ref:*', { namespace_id: '77' }),
    proves: anyone,
  },
  {
    note: 'a user who is not a member',
    conditions: { ...like(`${API_SUB}main`, pinned), Null: { user_access_level: 'true' } },
    proves: anyone,
  },
  {
    note: 'a job without a user',
    conditions: { ...like(`${API_SUB}main`, pinned), Null: { user_login: 'true' } },
    proves: anyone,
  },
  {
    note: 'an empty `ref_protected`',
    conditions: { ...like(`${API_SUB}main`, pinned), StringNotEquals: { ref_protected: ['true', 'false'] } },
    proves: anyone,
  },
  {
    note: "the caller's address",
    conditions: { ...like(`${API_SUB}main`), IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } },
    proves: anyone,
  },
  {
    note: 'a workload under a rule for every branch',
    conditions: like(`${API_SUB}*`),
    instance: OWN,
    project: { protectedBranches: everything },
    // otherwise a project that took over the path is the answer
    assume: { 'no-reused-paths': true },
    proves: (prover, it, world) => prover.onlyProtectedRefs(it, world),
  },
  {
    note: 'a declared project under another path',
    conditions: like('project_path:elsewhere/*:ref_type:branch:ref:*', { project_id: '101' }),
    proves: anyone,
  },
  {
    note: "a fork's merge request in its parent",
    conditions: like('job_project_path:acme/platform/api:ref_type:branch:ref:main'),
    project: { subClaim: ['job_project_path', 'ref_type', 'ref'] },
    proves: (prover, it, world) => prover.never(it, 'fork', world),
  },
  {
    note: 'a merge request of a fork, on an instance without the fix',
    conditions: like(`${API_SUB}main`, { project_id: '101' }),
    assume: { 'fork-subject-fix': false },
    proves: (prover, it, world) => prover.never(it, 'fork', world),
  },
  {
    note: 'another audience',
    conditions: { StringLike: { sub: `${API_SUB}main`, aud: 'x*' } },
    proves: anyone,
  },
  {
    note: 'a source that nobody knows',
    conditions: like(`${API_SUB}main`, { ...pinned, pipeline_source: 'telepathy' }),
    proves: anyone,
  },
  {
    note: 'a successor in the declared namespace',
    conditions: like(`${API_SUB}main`, { namespace_id: '12' }),
    proves: (prover, it, world) => prover.onlyProjects(it, { projects: [API.path] }, world),
  },
  {
    note: 'no more states to search',
    conditions: like('*x*y*z*:ref:*a*b*'),
    proves: (prover, it, world) => prover.never(it, 'tag', world, { maxNodes: 1 }),
  },
];

/** @returns what a copy of the prover proves although a token says otherwise */
export function worldComplaint(engine: Prover): string | undefined {
  for (const { note, conditions, instance = COM, project, assume = {}, proves } of BROKEN) {
    const world = engine.prove.gitlabWorld({ instance, projects: [{ ...API, ...project }], assume });
    if (proves(engine.prove, role(conditions, instance), world).verdict === 'proved') return note;
  }
  const dead = like('planet:earth:*');
  const { policy } = role(dead);
  const document = { Version: '2012-10-17', Statement: [] };
  const { findings } = engine.catalog.runCatalog({ policy, document });
  if (findings.some(({ check }) => check === 'dead-statement')) return 'a dead statement';
  const lines = engine.prove.describeAccess(
    role(like('project_path:*')),
    engine.prove.gitlabWorld({ instance: COM, projects: [API] }),
  );
  if (!lines.some((line) => line.kind === 'origin' && line.origin === 'undeclared'))
    return 'a description without the projects that are not declared';
  return excludedToken(engine, chooser(7), { policies: 8, tokens: 40 });
}
