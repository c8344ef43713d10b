import { shapeMatcher } from '../../../policies/automata/shape-matcher';
import type { Shape } from '../../../policies/automata/index';
import {
  disjoint,
  gitlabWorld,
  implies,
  never,
  onlyProtectedRefs,
  type Verdict,
} from '../../../policies/prove/index';
import { parsePolicy } from '../../../policies/trust/index';
import { certifies } from '../../support/certificate-checker';
import { API_SUB, OWN, role, strict, world } from '../../support/prover-world';
import { pick, randomGitlab, randomTrustPolicy } from '../../support/random-gitlab';
import { chooser, seedFor } from '../../support/seed';

const budget = { certify: true, maxNodes: 5_000 };

function run(shape: Shape, word: string) {
  const matcher = shapeMatcher(shape);
  let state = matcher.start;
  for (let i = 0; i < word.length && state >= 0; i++) state = matcher.step(state, word.charCodeAt(i));
  return { state, accepts: state === -2 || (state >= 0 && matcher.accepts(state)) };
}

/** Whether the proof comes with a certificate that the separate checker accepts. */
function holdsUp(verdict: Verdict): boolean {
  if (verdict.verdict !== 'proved' || verdict.certificates === undefined) return false;
  return verdict.certificates.every(({ formula, certificate }) => certifies(formula, certificate, run));
}

test.each([
  ['by the conditions alone', () => onlyProtectedRefs(strict(), world(), budget)],
  [
    'by the rules of the project',
    () =>
      onlyProtectedRefs(
        role({ StringLike: { sub: [`${API_SUB}main`, `${API_SUB}release/1.*`] } }, OWN),
        world(OWN, { 'no-reused-paths': true }),
        budget,
      ),
  ],
  [
    'by a list of sources',
    () =>
      never(strict([], { StringEquals: { pipeline_source: ['push'] } }), 'merge_request', world(), budget),
  ],
  [
    'by a search',
    () =>
      implies(
        role({ StringLike: { sub: `${API_SUB}r*e*s/?*` } }),
        role({ StringLike: { sub: [`${API_SUB}*/*`, `${API_SUB}?`] } }),
        world(),
        budget,
      ),
  ],
])('a proof %s is followed by a checker that shares no code with the search', (_, prove) => {
  expect(holdsUp(prove())).toBe(true);
});

test('so are the proofs of random questions', () => {
  const seed = seedFor('certificates');
  const choose = chooser(seed);
  let proofs = 0;
  let checked = 0;
  for (let i = 0; i < 60; i += 1) {
    const gitlab = randomGitlab(choose);
    const at = gitlabWorld(gitlab);
    const [a, b] = [0, 1].map(() => {
      const parsed = parsePolicy(randomTrustPolicy(choose, gitlab));
      if (!parsed.ok) throw new Error('malformed');
      return { policy: parsed.policy, provider: { issuer: gitlab.instance.issuer, account: '111122223333' } };
    }) as [Parameters<typeof implies>[0], Parameters<typeof implies>[0]];
    const verdict = pick(choose, [implies, disjoint])(a, b, at, budget);
    if (verdict.verdict !== 'proved') continue;
    proofs += 1;
    if (verdict.certificates === undefined) continue;
    checked += 1;
    if (!holdsUp(verdict))
      throw new Error(`seed ${seed}: ${JSON.stringify({ gitlab, a: a.policy, b: b.policy })}`);
  }
  expect(proofs).toBeGreaterThan(10);
  expect(checked / proofs).toBeGreaterThan(0.95);
});
