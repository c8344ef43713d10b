import { FAMILIES, type GlobSets } from '../../../bench/prover/adversarial';
import {
  anySubWorld,
  disjoint,
  equivalent,
  gitlabWorld,
  implies,
  never,
  onlyProtectedRefs,
} from '../../../policies/prove';
import { parsePolicy } from '../../../policies/trust';
import { followed } from '../../support/certified';
import { API_SUB, OWN, role, strict, world } from '../../support/prover-world';
import { pick, randomGitlab, randomTrustPolicy } from '../../support/random-gitlab';
import { rounds } from '../../support/rounds';
import { chooser, seedFor } from '../../support/seed';

test.each([
  ['by the conditions alone', () => onlyProtectedRefs(strict(), world())],
  [
    'by the rules of the project',
    () =>
      onlyProtectedRefs(
        role({ StringLike: { sub: [`${API_SUB}main`, `${API_SUB}release/1.*`] } }, OWN),
        world(OWN, { 'no-reused-paths': true }),
      ),
  ],
  [
    'by a list of sources',
    () => never(strict([], { StringEquals: { pipeline_source: ['push'] } }), 'merge_request', world()),
  ],
  [
    'by a search',
    () =>
      implies(
        role({ StringLike: { sub: `${API_SUB}r*e*s/?*` } }),
        role({ StringLike: { sub: [`${API_SUB}*/*`, `${API_SUB}?`] } }),
        world(),
      ),
  ],
  [
    'of two questions',
    () =>
      equivalent(
        strict(),
        role([
          {
            conditions: {
              StringEquals: {
                aud: 'sts.amazonaws.com',
                sub: `${API_SUB}main`,
                project_id: '101',
                namespace_id: '12',
                ref_protected: 'true',
              },
            },
          },
        ]),
        world(),
      ),
  ],
  [
    'in letters of any case',
    () =>
      implies(
        role({ StringEqualsIgnoreCase: { sub: 'Project_Path:k' } }),
        role({ StringNotEqualsIgnoreCase: { sub: 'other' } }),
        anySubWorld('https://gitlab.com'),
      ),
  ],
  [
    'with a missing key',
    () =>
      implies(
        role({ StringEqualsIfExists: { environment: 'x' } }),
        role({ StringNotEquals: { environment: 'y' } }),
        world(),
      ),
  ],
])('a proof %s is followed by the checker', (_, prove) => {
  expect(followed(prove())).toBe('valid');
});

test('so are the proofs of random questions', () => {
  const seed = seedFor('accepted certificates');
  const choose = chooser(seed);
  let proofs = 0;
  let unwritten = 0;
  for (let i = 0; i < rounds({ short: 30, long: 300 }); i += 1) {
    const gitlab = randomGitlab(choose);
    const at = gitlabWorld(gitlab);
    const [a, b] = [0, 1].map(() => {
      const parsed = parsePolicy(randomTrustPolicy(choose, gitlab));
      if (!parsed.ok) throw new Error('malformed');
      return { policy: parsed.policy, provider: { issuer: gitlab.instance.issuer, account: '111122223333' } };
    }) as [Parameters<typeof implies>[0], Parameters<typeof implies>[0]];
    const verdict = pick(choose, [implies, disjoint])(a, b, at, { maxNodes: 5_000 });
    if (verdict.verdict !== 'proved') continue;
    const answer = followed(verdict);
    // A `sub` with two values of one component is ruled out text by text, which no file says.
    if (/: it rests on more than formulas over single keys, for /.test(answer)) unwritten += 1;
    else if (answer !== 'valid') throw new Error(`seed ${seed}, round ${i}: ${answer}`);
    else proofs += 1;
  }
  expect(proofs).toBeGreaterThan(10);
  expect(unwritten / proofs).toBeLessThan(0.1);
});

/** The family as a question about two roles; their patterns hold no letter that `StringLike` would read otherwise. */
function asked({ all: [first = [], second], none }: GlobSets) {
  const like = (patterns: readonly string[]) => role({ StringLike: { sub: patterns } });
  const wide = anySubWorld('https://gitlab.com');
  const budget = { maxNodes: 20_000 };
  return second === undefined
    ? implies(like(first), like(none), wide, budget)
    : disjoint(like(first), like(second), wide, budget);
}

test('and the proofs of adversarial questions', () => {
  const sizes = rounds({ short: 8, long: 60 });
  let proofs = 0;
  for (const { name, sets } of FAMILIES) {
    for (let k = 2; k < 2 + sizes; k += 1) {
      const verdict = asked(sets(k));
      if (verdict.verdict !== 'proved') continue;
      proofs += 1;
      expect(`${name} ${k}: ${followed(verdict)}`).toBe(`${name} ${k}: valid`);
    }
  }
  expect(proofs).toBeGreaterThan(3 * sizes);
});
