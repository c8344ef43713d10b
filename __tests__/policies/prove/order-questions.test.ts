import { compilePolicy } from '../../../policies/evaluate/index';
import { anySubWorld, disjoint, implies, type RoleTrust } from '../../../policies/prove/index';
import { operator, type BaseOperator } from '../../../policies/trust/index';
import { COM, role, type StatementSketch } from '../../support/prover-world';
import { pick } from '../../support/random-gitlab';
import { chooser, seedFor, type Choose } from '../../support/seed';
import { rounds } from '../../support/rounds';

const QUESTIONS = rounds({ short: 150, long: 700 });
const PRINCIPAL = 'arn:aws:iam::111122223333:oidc-provider/gitlab.com';
const FAMILIES: readonly {
  readonly values: readonly string[];
  readonly operators: readonly BaseOperator[];
}[] = [
  {
    values: ['1', '2', '10', '10.0', '2.5', '-1', '0'],
    operators: [
      'NumericEquals',
      'NumericNotEquals',
      'NumericLessThan',
      'NumericLessThanEquals',
      'NumericGreaterThan',
      'NumericGreaterThanEquals',
    ],
  },
  {
    values: ['2020-01-01', '2020-01-01T00:00:00.001Z', '1577836800', '2021-06-01T12:00:00+02:00'],
    operators: ['DateEquals', 'DateNotEquals', 'DateLessThan', 'DateGreaterThanEquals'],
  },
  {
    values: ['10.0.0.0/8', '10.0.0.0/9', '10.128.0.0/9', '10.1.2.3', '0.0.0.0/0', '::/0', '2001:db8::/32'],
    operators: ['IpAddress', 'NotIpAddress'],
  },
];

test(`${QUESTIONS} random questions about numbers, dates and addresses are decided, as trying one text of each kind decides them`, () => {
  const seed = seedFor('order questions');
  const choose = chooser(seed);
  const tally = { proved: 0, refuted: 0 };
  for (let i = 0; i < QUESTIONS; i += 1) {
    const { values, operators } = pick(choose, FAMILIES);
    const [a, b] = [randomRole(choose, values, operators), randomRole(choose, values, operators)];
    const both = choose(2) === 0;
    const verdict = both ? disjoint(a, b, anySubWorld(COM.issuer)) : implies(a, b, anySubWorld(COM.issuer));
    const [first, second] = [compilePolicy(a.policy), compilePolicy(b.policy)];
    const breaks = (k: string): boolean => {
      const request = {
        principal: PRINCIPAL,
        actions: ['sts:AssumeRoleWithWebIdentity'],
        context: new Map([['gitlab.com:k', k]]),
      };
      return first.decide(request) === 'allow' && second.decide(request) === (both ? 'allow' : 'deny');
    };
    const landmarks = operator(operators[0] as BaseOperator).landmarks?.(values) ?? [];
    const broken = landmarks.find(breaks);
    const fail = (why: string): never => {
      throw new Error(
        `seed ${seed}: ${why}\n${JSON.stringify({ both, a: a.policy, b: b.policy, verdict }, null, 1)}`,
      );
    };
    if (verdict.verdict === 'undecided') fail('undecided');
    if (verdict.verdict === 'proved') {
      tally.proved += 1;
      if (broken !== undefined) fail(`broken by ${broken}`);
      continue;
    }
    tally.refuted += 1;
    if (verdict.verdict !== 'refuted' || verdict.counterexample.kind !== 'context') return fail('no context');
    if (!breaks(String(verdict.counterexample.context['gitlab.com:k'])))
      fail('the counterexample breaks nothing');
  }
  process.stdout.write(`order questions: ${JSON.stringify(tally)}\n`);
  expect(tally.proved).toBeGreaterThan(QUESTIONS * 0.2);
  expect(tally.refuted).toBeGreaterThan(QUESTIONS * 0.2);
});

function randomRole(
  choose: Choose,
  values: readonly string[],
  operators: readonly BaseOperator[],
): RoleTrust {
  return role(
    Array.from({ length: 1 + choose(3) }, (_, index): StatementSketch => ({
      effect: index === 0 || choose(2) === 0 ? 'Allow' : 'Deny',
      conditions: Object.fromEntries(
        Array.from({ length: 1 + choose(2) }, () => [
          pick(choose, operators),
          { k: Array.from({ length: 1 + choose(2) }, () => pick(choose, values)) },
        ]),
      ),
    })),
  );
}
