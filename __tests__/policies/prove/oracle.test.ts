import { TooManyNodesError } from 'refa';
import {
  admitsNothing,
  anySubWorld,
  disjoint,
  gitlabWorld,
  implies,
  type RoleTrust,
  type Verdict,
  type World,
} from '../../../policies/prove/index';
import { operator } from '../../../policies/trust/index';
import { TEXT_OPERATORS } from '../../support/operators';
import { OWN, role, type StatementSketch, USUAL_SUBJECTS } from '../../support/prover-world';
import { pick } from '../../support/random-gitlab';
import { Regular } from '../../support/regular-oracle';
import { chooser, seedFor, type Choose } from '../../support/seed';
import { rounds } from '../../support/rounds';

const QUESTIONS = rounds({ short: 120, long: 520 });
/** The reference reads text as it is. */
const CASED_OPERATORS = TEXT_OPERATORS.filter((name) => {
  const { language } = operator(name);
  return language.kind === 'text' && language.fold === 'none';
});
const WORLDS: readonly World[] = [
  gitlabWorld({ instance: OWN, projects: [], assume: USUAL_SUBJECTS }),
  anySubWorld(OWN.issuer),
];

/** Subjects of the default form, from the public rules about paths and refs. */
const SUBJECTS = (() => {
  const group = '[A-Za-z0-9_.][A-Za-z0-9_.-]*';
  const path = Regular.ofExpression(
    `project_path:(?:${group}/)+${group}:ref_type:(?:branch|tag):ref:[^\\0-\\x20\\x7f~^:?*[\\\\]+`,
  );
  const broken = ['project_path:.*\\.(?:git|atom)[:/].*', 'project_path:[^:]*\\./.*'];
  const refs = [
    '.*\\.\\..*',
    '.*@\\{.*',
    '.*//.*',
    '.*\\.',
    '@',
    '/.*',
    '.*/',
    '(?:.*/)?\\..*',
    '.*\\.lock(?:/.*)?',
    '-.*',
    'refs/(?:heads|tags|remotes)/.*',
    'HEAD',
  ];
  const wrong = [...broken, ...refs.map((ref) => `project_path:[^:]*:ref_type:[^:]*:ref:(?:${ref})`)];
  return wrong.reduce((all, one) => all.and(Regular.ofExpression(one).not()), path);
})();

/** A policy, and the subjects that it admits according to the oracle. */
interface Judged {
  readonly trust: RoleTrust;
  readonly subjects: Regular;
}

test(`an independent solver agrees on ${QUESTIONS} questions, and on the length of the shortest witness`, () => {
  const seed = seedFor('oracle');
  const choose = chooser(seed);
  const tally = { proved: 0, refuted: 0, beyond: 0 };
  for (let i = 0; tally.proved + tally.refuted < QUESTIONS; i += 1) {
    const world = WORLDS[i % 2] as World;
    const made = answered(choose, world);
    if (made === 'beyond the oracle') {
      tally.beyond += 1;
      continue;
    }
    const { name, a, b, verdict, breaking } = made;
    const expected = breaking.isEmpty ? 'proved' : 'refuted';
    const fail = (why: string): never => {
      throw new Error(
        `seed ${seed}: ${why}\n${JSON.stringify({ name, world: world.kind, a: a.trust.policy, b: b.trust.policy, verdict }, null, 1)}`,
      );
    };
    if (verdict.verdict !== expected) fail(`the oracle says ${expected}`);
    if (verdict.verdict === 'refuted') {
      tally.refuted += 1;
      const { counterexample } = verdict;
      // Natural names may be longer; the shortest is remembered beside them.
      if (counterexample.kind === 'context') {
        const sub = String(counterexample.context['gitlab.example.com:sub']);
        if (breaking.shortest > 0 && sub.length !== breaking.shortest)
          fail(`${sub} is longer than ${breaking.shortest}`);
      }
    } else tally.proved += 1;
  }
  process.stdout.write(`oracle: ${JSON.stringify(tally)}\n`);
  expect(tally.beyond).toBeLessThan(QUESTIONS / 4);
  expect(tally.proved).toBeGreaterThan(QUESTIONS * 0.19);
  expect(tally.refuted).toBeGreaterThan(QUESTIONS * 0.19);
});

interface Answered {
  readonly name: string;
  readonly a: Judged;
  readonly b: Judged;
  readonly verdict: Verdict;
  /** The subjects that break the property. */
  readonly breaking: Regular;
}

function answered(choose: Choose, world: World): Answered | 'beyond the oracle' {
  try {
    const a = randomRole(choose);
    const b = randomRole(choose);
    const [name, verdict, evidence] = pick<() => readonly [string, Verdict, Regular]>(choose, [
      () => ['implies', implies(a.trust, b.trust, world), a.subjects.and(b.subjects.not())],
      () => ['disjoint', disjoint(a.trust, b.trust, world), a.subjects.and(b.subjects)],
      () => ['nothing', admitsNothing(a.trust, world), a.subjects],
    ])();
    const breaking = world.kind === 'gitlab' ? evidence.and(SUBJECTS) : evidence;
    return { name, a, b, verdict, breaking };
  } catch (error) {
    if (error instanceof TooManyNodesError) return 'beyond the oracle';
    throw error;
  }
}

const VALUES = [
  'project_path:acme/api:ref_type:branch:ref:main',
  'project_path:acme/api:ref_type:branch:ref:*',
  'project_path:acme/api:ref_type:tag:ref:v*',
  'project_path:acme/*:ref_type:branch:ref:main',
  'project_path:acme/*',
  'project_path:*:ref:main',
  'project_path:acme/api*:ref:*',
  '*:ref_type:branch:*',
  '*/api:*',
  'project_path:acme/api:ref_type:*:ref:release/?.*',
  'project_path:?/?:ref_type:tag:ref:?',
  'project_path:acme/api:ref_type:branch:ref:-*',
  'project_path:acme/api:ref_type:branch:ref:*.lock',
  'project_path:*.git:*',
  '*',
];

function randomRole(choose: Choose): Judged {
  const statements = Array.from({ length: 1 + choose(3) }, (_, index) =>
    randomStatement(choose, index === 0),
  );
  const of = (effect: 'Allow' | 'Deny'): Regular =>
    statements
      .filter(({ sketch }) => sketch.effect === effect)
      .reduce((all, { subjects }) => all.or(subjects), Regular.nothing);
  return {
    trust: role(
      statements.map(({ sketch }) => sketch),
      OWN,
    ),
    subjects: of('Allow').and(of('Deny').not()),
  };
}

function randomStatement(
  choose: Choose,
  first: boolean,
): { readonly sketch: StatementSketch; readonly subjects: Regular } {
  const values = Array.from({ length: 1 + choose(2) }, () => bend(choose, pick(choose, VALUES)));
  const name = pick(choose, ['StringLike', 'StringLike', ...CASED_OPERATORS] as const);
  const { wildcards, negated } = operator(name);
  const read = wildcards ? Regular.ofGlob : Regular.ofText;
  const some = values.reduce((all, value) => all.or(read(value)), Regular.nothing);
  const effect = first || choose(2) === 0 ? 'Allow' : 'Deny';
  return {
    sketch: { effect, conditions: { [name]: { sub: values } } },
    subjects: negated ? some.not() : some,
  };
}

/** One letter more or less, or a star in the place of some. */
function bend(choose: Choose, value: string): string {
  const at = choose(value.length + 1);
  const to = at + choose(4);
  const how = choose(6);
  if (how > 2) return value;
  return `${value.slice(0, at)}${['*', '', 'x'][how] ?? ''}${value.slice(to)}`;
}
