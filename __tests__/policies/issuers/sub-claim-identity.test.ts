import {
  CLAIMS,
  DEFAULT_SUB_CLAIM,
  renderSubject,
  SUB_CLAIM_COMPONENTS,
  type ClaimRow,
  type ComponentValues,
  type SubClaimComponent,
} from '../../../policies/gitlab/index';
import { everySubClaim, openFacts, subClaimIdentity } from '../../../policies/issuers/index';
import { rounds } from '../../support/rounds';
import { chooser, seedFor } from '../../support/seed';

const ALL = [...everySubClaim()];

test('every list of up to five components, each once, that begins with one that names a project', () => {
  const leads = SUB_CLAIM_COMPONENTS.filter((name) => (CLAIMS[name] as ClaimRow).component?.leads === true);
  expect(leads).toHaveLength(6);
  expect(SUB_CLAIM_COMPONENTS).toHaveLength(11);
  expect(ALL).toHaveLength(6 * (1 + 10 + 10 * 9 + 10 * 9 * 8 + 10 * 9 * 8 * 7));
  expect(new Set(ALL.map((list) => list.join())).size).toBe(ALL.length);
  expect(
    ALL.every(([first, ...rest]) => leads.includes(first as never) && !rest.includes(first as never)),
  ).toBe(true);
});

test('the default list: one reading, and it specifies whose code and which ref', () => {
  expect(subClaimIdentity(DEFAULT_SUB_CLAIM)).toEqual({ open: [] });
});

test.each<[note: string, list: readonly SubClaimComponent[], open: readonly string[]]>([
  ['branch and tag', ['project_path', 'ref'], ['ref_type']],
  ['every branch', ['project_path', 'ref_type'], ['ref']],
  ['every job of the project', ['project_id'], ['ref_type', 'ref']],
  ["a fork's merge request", ['job_project_path', 'ref_type', 'ref'], ['source_project']],
  ['both projects', ['job_project_path', 'source_project_id', 'ref', 'ref_type'], []],
  ['a pinned protection is not a ref type', ['project_path', 'ref', 'ref_protected'], ['ref_type']],
])('%s: %j leaves %j open', (_, list, open) => {
  expect(subClaimIdentity(list)).toEqual({ open });
});

test('without the fix of HackerOne report 3137660 no component specifies whose code runs', () => {
  expect(openFacts(DEFAULT_SUB_CLAIM, { forkSubjectFix: false })).toEqual(['source_project']);
  expect(openFacts(['source_project_id', 'ref_type', 'ref'], { forkSubjectFix: false })).toEqual([
    'source_project',
  ]);
});

/** How many lists leave what open. */
test('all lists, by what they leave open', () => {
  const counts: Record<string, number> = {};
  for (const list of ALL) {
    const name = openFacts(list).join(', ') || 'nothing';
    counts[name] = (counts[name] ?? 0) + 1;
  }
  expect(counts).toEqual({
    nothing: 3992,
    source_project: 340,
    ref_type: 8892,
    ref: 8892,
    'ref_type, ref': 12356,
    'source_project, ref_type': 282,
    'source_project, ref': 282,
    'source_project, ref_type, ref': 130,
  });
});

interface Job {
  readonly source_project: string;
  readonly ref_type: string;
  readonly ref: string;
  readonly values: ComponentValues;
}

const ENVIRONMENTS: readonly ComponentValues[] = [
  {},
  { environment_protected: 'true', deployment_tier: 'production' },
  { environment_protected: 'false', deployment_tier: 'other' },
];

/** Every job of a small world, in which names of branches and projects are those of components. */
const JOBS: readonly Job[] = [1, 2].flatMap((source) =>
  [1, 2].flatMap((job) =>
    ['branch', 'tag'].flatMap((ref_type) =>
      ['ref', 'ref_protected'].flatMap((ref) =>
        ['true', 'false'].flatMap((ref_protected) =>
          ENVIRONMENTS.map((environment): Job => ({
            source_project: String(source),
            ref_type,
            ref,
            values: {
              project_id: String(source),
              project_path: `ref/${source}`,
              source_project_id: String(source),
              source_project_path: `ref/${source}`,
              job_project_id: String(job),
              job_project_path: `ref/${job}`,
              ref_type,
              ref,
              ref_protected,
              ...environment,
            },
          })),
        ),
      ),
    ),
  ),
);

/** What jobs of one subject differ in, and whether they differ in a component of the list. */
function tried(list: readonly SubClaimComponent[]): {
  readonly open: readonly string[];
  readonly mixed: boolean;
} {
  const first = new Map<string, Job>();
  const open = new Set<string>();
  let mixed = false;
  for (const job of JOBS) {
    const sub = renderSubject(list, job.values);
    const other = first.get(sub);
    if (other === undefined) {
      first.set(sub, job);
      continue;
    }
    for (const fact of ['source_project', 'ref_type', 'ref'] as const)
      if (other[fact] !== job[fact]) open.add(fact);
    if (list.some((name) => other.values[name] !== job.values[name])) mixed = true;
  }
  return { open: ['source_project', 'ref_type', 'ref'].filter((fact) => open.has(fact)), mixed };
}

const SHORT = ALL.filter(({ length }) => length <= 4);
const LONG = ALL.filter(({ length }) => length > 4);
const choose = chooser(seedFor('sub claims'));
/** Every list in the long form; in the short one those of up to four components and some of five. */
const LISTS =
  rounds({ short: 0, long: 1 }) === 1
    ? ALL
    : [
        ...SHORT,
        ...Array.from({ length: 2000 }, () => LONG[choose(LONG.length)] as readonly SubClaimComponent[]),
      ];

test('a list leaves open what trying every pair of jobs of a small world shows', () => {
  expect(JOBS).toHaveLength(96);
  const wrong = LISTS.filter((list) => {
    const { open, mixed } = tried(list);
    return mixed || open.join() !== openFacts(list).join();
  });
  expect(wrong).toEqual([]);
});

test('by automata no subject has two readings', () => {
  const some = rounds({ short: 250, long: LISTS.length });
  const lists = LISTS.filter((_, index) => index < 606 || index % Math.ceil(LISTS.length / some) === 0);
  expect(lists.filter((list) => subClaimIdentity(list).readings !== undefined)).toEqual([]);
});

test('a value with a colon in it would be read in two ways: what git and GitLab forbid is what the proof rests on', () => {
  const sub = renderSubject(['project_path', 'ref', 'ref_type'], {
    project_path: 'acme/api',
    ref: 'x',
    ref_type: 'branch',
  });
  expect(renderSubject(['project_path', 'ref'], { project_path: 'acme/api', ref: 'x:ref_type:branch' })).toBe(
    sub,
  );
});
