import { equivalent, implies } from '../../../policies/prove/index';
import { TEXT_OPERATORS } from '../../support/operators';
import { API_SUB, outcome, role, world, type Conditions } from '../../support/prover-world';
import { pick } from '../../support/random-gitlab';
import { chooser, seedFor } from '../../support/seed';
import { rounds } from '../../support/rounds';

const QUESTIONS = rounds({ short: 80, long: 300 });
const VALUES = [
  `${API_SUB}main`,
  `${API_SUB}*`,
  'project_path:acme/platform/api:ref_type:tag:ref:v?.*',
  'project_path:acme/*',
  '*:ref:main',
];

test(`a quantifier over a key with one value is the plain operator: ${QUESTIONS} random lists, proved both ways`, () => {
  const choose = chooser(seedFor('quantifiers'));
  const gitlab = world();
  for (let i = 0; i < QUESTIONS; i += 1) {
    const operator = pick(choose, TEXT_OPERATORS);
    const sub = Array.from({ length: 1 + choose(3) }, () => pick(choose, VALUES));
    const plain = role({ [operator]: { sub } });
    for (const quantifier of ['ForAnyValue', 'ForAllValues']) {
      const quantified = role({ [`${quantifier}:${operator}`]: { sub } });
      const verdict = equivalent(quantified, plain, gitlab);
      expect([quantifier, operator, sub, verdict.verdict]).toEqual([quantifier, operator, sub, 'proved']);
    }
  }
});

test('over a key that may be missing it is not: `ForAllValues` accepts every token who has none', () => {
  const level = (operator: string): Conditions => ({
    StringLike: { sub: `${API_SUB}main` },
    [operator]: { user_access_level: 'maintainer' },
  });
  const [plain, any, all] = ['StringEquals', 'ForAnyValue:StringEquals', 'ForAllValues:StringEquals'].map(
    (operator) => role(level(operator)),
  );
  expect(equivalent(any!, plain!, world()).verdict).toBe('proved');
  expect(implies(plain!, all!, world()).verdict).toBe('proved');
  const verdict = implies(all!, plain!, world());
  expect(outcome(verdict)).toMatch(/branch `main`/);
  expect(verdict).toMatchObject({ counterexample: { claims: { user_access_level: null } } });
});
