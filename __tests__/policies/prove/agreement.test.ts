import { memberTest, type Assignment } from '../../../policies/automata/index';
import { compilePolicy } from '../../../policies/evaluate/index';
import type { KeySort, KeyUniverse } from '../../../policies/prove/compile/key-universe';
import { policyFormula } from '../../../policies/prove/compile/policy-formula';
import { parsePolicy } from '../../../policies/trust/index';
import { randomPolicy, randomRequest, type RandomRequest } from '../../support/random-policy';
import { chooser, seedFor, type Choose } from '../../support/seed';
import { toTrustRequest } from '../../support/trust-request';
import { rounds } from '../../support/rounds';

const POLICIES = rounds({ short: 2_000, long: 10_000 });
const REQUESTS = 6;

test(`what the prover takes a policy to admit is what the evaluator admits, on ${POLICIES * REQUESTS} random pairs`, () => {
  const seed = seedFor('prover agreement');
  const choose = chooser(seed);
  const tally = { allow: 0, deny: 0, undetermined: 0, exact: 0 };
  for (let i = 0; i < POLICIES; i += 1) {
    const requests = Array.from({ length: REQUESTS }, () => webIdentityOnly(randomRequest(choose)));
    const document = randomPolicy(choose, requests);
    const parsed = parsePolicy(document);
    if (!parsed.ok) throw new Error(`seed ${seed}: ${JSON.stringify(document)} does not parse`);
    const compiled = compilePolicy(parsed.policy);
    for (const request of requests) {
      const outcome = compiled.decide(toTrustRequest(request));
      const { universe, values } = world(choose, request);
      const read = (reading: 'named' | 'surely' | 'possibly') =>
        policyFormula(parsed.policy, { principal: request.principal, role: 'it' }, universe, reading);
      const named = read('named');
      const exact = named.opaque.length === 0;
      tally[outcome] += 1;
      tally.exact += exact ? 1 : 0;
      const admits = (reading: 'surely' | 'possibly') => memberTest(read(reading).admits)(values);
      const problems = [
        exact && outcome === 'undetermined' ? 'exact, though the evaluator cannot tell' : '',
        exact && memberTest(named.admits)(values) !== (outcome === 'allow') ? 'the formula is wrong' : '',
        !exact && outcome !== 'allow' && admits('surely') ? 'surely admits too much' : '',
        !exact && outcome !== 'deny' && !admits('possibly') ? 'possibly misses something' : '',
      ].filter((problem) => problem !== '');
      if (problems.length > 0) {
        throw new Error(
          `seed ${seed}: ${problems.join(', ')}; the evaluator says ${outcome}\n${JSON.stringify({ document, request, values: [...values] }, null, 1)}`,
        );
      }
    }
  }
  process.stdout.write(`prover agreement: ${JSON.stringify(tally)}\n`);
  // A generator that meets nothing would prove nothing.
  expect(tally.allow + tally.deny + tally.undetermined).toBe(POLICIES * REQUESTS);
  expect(tally.exact).toBeGreaterThan(POLICIES * 3);
  expect(tally.allow).toBeGreaterThan(POLICIES * 0.6);
  expect(tally.deny).toBeGreaterThan(POLICIES * 0.6);
});

function webIdentityOnly(request: RandomRequest): RandomRequest {
  return { ...request, actions: ['sts:AssumeRoleWithWebIdentity'] };
}

/** A world that the request is a member of: for each key one of the ways in which a world may know it. */
function world(
  choose: Choose,
  { context, unknown }: RandomRequest,
): { readonly universe: KeyUniverse; readonly values: Assignment } {
  const sorts = new Map<string, KeySort>();
  const values = new Map<string, string | undefined>();
  for (const [key, value] of Object.entries(context)) {
    if (typeof value === 'string') {
      if (choose(4) === 0) sorts.set(key, { kind: 'constant', value });
      else {
        sorts.set(key, { kind: 'text', variable: key });
        values.set(key, value);
      }
    } else if (value.length === 1 && choose(2) === 0) {
      sorts.set(key, { kind: 'list_of', variable: `${key} alone` });
      values.set(`${key} alone`, value[0]);
    } else {
      const variables = Array.from({ length: value.length + choose(3) }, (_, i) => `${key}#${i}`);
      sorts.set(key, { kind: 'list', variables });
      for (const [i, item] of value.entries()) values.set(`${key}#${i}`, item);
    }
  }
  const missing = new Map<string, KeySort>();
  const universe: KeyUniverse = {
    sortOf: (key) => {
      const known = sorts.get(key) ?? missing.get(key);
      if (known !== undefined) return known;
      const made: KeySort = unknown.includes(key)
        ? { kind: 'unknown' }
        : choose(2) === 0
          ? { kind: 'absent' }
          : { kind: 'text', variable: key };
      missing.set(key, made);
      return made;
    },
    candidates: () => (choose(2) === 0 ? [] : [...values.values()].flatMap((value) => value ?? [])),
  };
  return { universe, values };
}
