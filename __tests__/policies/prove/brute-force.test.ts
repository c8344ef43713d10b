import { compilePolicy, evaluate } from '../../../policies/evaluate/index';
import { anySubWorld, disjoint, implies, type RoleTrust } from '../../../policies/prove/index';
import { TEXT_OPERATORS } from '../../support/operators';
import { COM, role, type StatementSketch } from '../../support/prover-world';
import { pick } from '../../support/random-gitlab';
import { chooser, seedFor, type Choose } from '../../support/seed';
import { rounds } from '../../support/rounds';

const QUESTIONS = rounds({ short: 1_000, long: 5_200 });
const LONGEST = 3;
const LETTERS = ['a', 'b', 'c'];

/** Every word over three letters. */
const SHORT: readonly string[] = Array.from({ length: LONGEST + 1 }, (_, length) =>
  Array.from({ length: LETTERS.length ** length }, (__, n) =>
    Array.from({ length }, (___, i) => LETTERS[Math.floor(n / LETTERS.length ** i) % LETTERS.length]).join(
      '',
    ),
  ),
).flat();

const PATTERNS = [
  '*',
  'a*',
  '*b',
  'a',
  'ab',
  'a?',
  '?b',
  '?',
  'a*b',
  '*a*',
  'aa*',
  '??',
  '',
  'b*a',
  'A',
  'ba',
];
const OPERATORS = [
  'StringLike',
  'StringLike',
  ...TEXT_OPERATORS,
  'StringLikeIfExists',
  'ForAnyValue:StringLike',
  'ForAllValues:StringNotLike',
  'ForAllValues:StringLike',
  'ForAnyValue:StringNotLike',
];

/** Those, and every text that a value can mean literally, shortest first. */
const WORDS = [...new Set([...SHORT, ...PATTERNS, ...PATTERNS.map((text) => text.toUpperCase())])].toSorted(
  (a, b) => a.length - b.length,
);

test(`all short requests tried one by one agree on ${QUESTIONS} small questions, and on the shortest subject`, () => {
  const seed = seedFor('brute force');
  const choose = chooser(seed);
  const world = anySubWorld(COM.issuer);
  const tally = { proved: 0, refuted: 0, beyond: 0 };
  for (let i = 0; i < QUESTIONS; i += 1) {
    const a = randomRole(choose);
    const b = randomRole(choose);
    const same = choose(2) === 0;
    const verdict = same ? disjoint(a, b, world) : implies(a, b, world);
    const shortest = shortestBreak(a, b, same ? 'allow' : 'deny');
    const fail = (why: string): never => {
      throw new Error(
        `seed ${seed}: ${why}\n${JSON.stringify({ same, a: a.policy, b: b.policy, verdict }, null, 1)}`,
      );
    };
    if (verdict.verdict === 'undecided') fail('undecided');
    if (verdict.verdict === 'proved') {
      tally.proved += 1;
      if (shortest !== undefined) fail(`broken by a subject of ${shortest} letters`);
      continue;
    }
    if (verdict.verdict !== 'refuted' || verdict.counterexample.kind !== 'context') return fail('no context');
    const sub = String(verdict.counterexample.context['gitlab.com:sub']);
    tally[shortest === undefined ? 'beyond' : 'refuted'] += 1;
    // The empty subject gives way to a usual one.
    if (shortest !== undefined && shortest > 0 && sub.length !== shortest)
      fail(`${sub} is longer than ${shortest}`);
    if (
      shortest === undefined &&
      sub.length <= LONGEST &&
      [...sub].every((letter) => LETTERS.includes(letter))
    ) {
      fail(`no request has the subject ${sub}`);
    }
  }
  process.stdout.write(`brute force: ${JSON.stringify(tally)}\n`);
  expect(tally.proved).toBeGreaterThan(QUESTIONS * 0.15);
  expect(tally.refuted).toBeGreaterThan(QUESTIONS * 0.15);
});

function randomRole(choose: Choose): RoleTrust {
  return role(
    Array.from({ length: 1 + choose(3) }, (_, index): StatementSketch => {
      const conditions: Record<string, Record<string, unknown>> = {};
      for (const key of choose(4) > 0 ? ['sub'] : ['sub', 'k']) {
        const operator = pick(choose, OPERATORS);
        const values = Array.from({ length: 1 + choose(2) }, () => pick(choose, PATTERNS));
        conditions[operator] = { ...conditions[operator], [key]: values };
      }
      return { effect: index === 0 || choose(2) === 0 ? 'Allow' : 'Deny', conditions };
    }),
  );
}

/** Length of the shortest subject with which some short request is admitted by `a` and decided so by `b`. */
function shortestBreak(a: RoleTrust, b: RoleTrust, outcome: 'allow' | 'deny'): number | undefined {
  const [first, second] = [compilePolicy(a.policy), compilePolicy(b.policy)];
  const principal = 'arn:aws:iam::111122223333:oidc-provider/gitlab.com';
  const actions = ['sts:AssumeRoleWithWebIdentity'];
  const others = valuesOfK([a, b]);
  for (const sub of WORDS) {
    for (const k of others) {
      const context = new Map<string, string | readonly string[]>([
        ['gitlab.com:sub', sub],
        ['gitlab.com:k', k],
      ]);
      const request = { principal, actions, context };
      if (first.decide(request) === 'allow' && second.decide(request) === outcome) {
        expect(evaluate(first, request).outcome).toBe('allow');
        return sub.length;
      }
    }
  }
  return undefined;
}

/** Every short text; where a policy quantifies the key, also lists: one element for each answer that the conditions give to it. */
function valuesOfK(roles: readonly RoleTrust[]): readonly (string | readonly string[])[] {
  const about = roles.flatMap(({ policy }) =>
    policy.statements.flatMap(({ conditions }) => conditions.filter(({ key }) => key === 'gitlab.com:k')),
  );
  if (about.length === 0) return [''];
  if (about.every(({ form }) => form?.quantifier === undefined)) return WORDS;
  const alone = about.map(({ operator, values }) =>
    compilePolicy(role({ [operator]: { k: values } }).policy),
  );
  const answers = (element: string): string =>
    alone
      .map((policy) =>
        policy.decide({
          principal: 'arn:aws:iam::111122223333:oidc-provider/gitlab.com',
          actions: ['sts:AssumeRoleWithWebIdentity'],
          context: new Map([['gitlab.com:k', [element]]]),
        }),
      )
      .join();
  const elements = [...new Map(WORDS.map((word) => [answers(word), word])).values()];
  const lists: string[][] = [[]];
  for (const element of elements)
    lists.push(...lists.filter((list) => list.length < 4).map((list) => [...list, element]));
  return [...WORDS, ...lists];
}
