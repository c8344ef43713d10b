import { compilePolicy, evaluate } from '../../../policies/evaluate/index';
import { parsePolicy } from '../../../policies/trust/index';
import { naiveDecide, type NaiveOutcome } from '../../support/naive-evaluator';
import { randomPolicy, randomRequest } from '../../support/random-policy';
import { chooser, seedFor } from '../../support/seed';
import { toTrustRequest } from '../../support/trust-request';
import { rounds } from '../../support/rounds';

const POLICIES = rounds({ short: 2_600, long: 13_000 });
const REQUESTS = 8;

test(`a second evaluator, written from the public documents alone, agrees on ${POLICIES * REQUESTS} random decisions`, () => {
  const seed = seedFor('naive agreement');
  const choose = chooser(seed);
  const tally: Record<NaiveOutcome, number> = { allow: 0, deny: 0, undetermined: 0 };
  for (let i = 0; i < POLICIES; i += 1) {
    const requests = Array.from({ length: REQUESTS }, () => randomRequest(choose));
    const document = randomPolicy(choose, requests);
    const parsed = parsePolicy(document);
    if (!parsed.ok) throw new Error(`seed ${seed}: ${JSON.stringify(document)} does not parse`);
    const compiled = compilePolicy(parsed.policy);
    for (const request of requests) {
      const trust = toTrustRequest(request);
      const outcome = compiled.decide(trust);
      const naive = naiveDecide({ ...document }, request);
      tally[naive] += 1;
      const explained = i % 50 === 0 ? evaluate(compiled, trust).outcome : outcome;
      if (outcome !== naive || explained !== naive) {
        throw new Error(
          `seed ${seed}: policies/evaluate says ${outcome} (explained: ${explained}), the naive evaluator ${naive}\n` +
            JSON.stringify({ document, request }, null, 1),
        );
      }
    }
  }
  process.stdout.write(`naive agreement: ${JSON.stringify(tally)}\n`);
  // A generator that meets nothing would prove nothing.
  expect(tally.allow).toBeGreaterThan(POLICIES * 0.6);
  expect(tally.deny).toBeGreaterThan(POLICIES * 0.6);
  expect(tally.undetermined).toBeGreaterThan(POLICIES * 0.3);
  expect(tally.allow + tally.deny + tally.undetermined).toBe(POLICIES * REQUESTS);
});
