import * as catalog from '../../../policies/catalog/index';
import * as prove from '../../../policies/prove/index';
import { excludedToken } from '../../support/open-vocabulary';
import { rounds } from '../../support/rounds';
import { chooser, seedFor } from '../../support/seed';

const POLICIES = rounds({ short: 100, long: 2_000 });
/** Tokens for each pair of policies. */
const TOKENS = 300;

test(`what the evaluator allows for a token of an unknown vocabulary, nothing excludes, in ${POLICIES} pairs of policies`, () => {
  const tally = { pairs: 0, allowed: 0, questions: 0 };
  const choose = chooser(seedFor('open vocabulary'));
  expect(
    excludedToken({ prove, catalog }, choose, { policies: POLICIES, tokens: TOKENS }, tally),
  ).toBeUndefined();
  process.stdout.write(`open vocabulary: ${JSON.stringify(tally)}\n`);
  expect(tally.pairs).toBeGreaterThanOrEqual(POLICIES * 500);
  expect(tally.allowed).toBeGreaterThan(tally.pairs / 50);
  expect(tally.questions).toBeGreaterThan(POLICIES);
});
