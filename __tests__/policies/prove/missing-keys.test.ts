import { judgeToken, compilePolicy } from '../../../policies/evaluate/index';
import { admitsNothing, anySubWorld, implies, type RoleTrust } from '../../../policies/prove/index';
import { COM, OWN, outcome, role, world } from '../../support/prover-world';

// No recorded answer of AWS says whether `ForAnyValue` or `IfExists` decides for a missing key.

const GROUP = { StringLike: { sub: 'project_path:acme/*' } };
const OPEN = { 'ForAnyValue:StringNotEqualsIfExists': { ref_protected: 'true' } };
const why = /ForAnyValue` with `IfExists` for a missing key.*inferred: `ForAnyValue`/;

function decided(it: RoleTrust, issuer: string): string {
  const claims = {
    iss: issuer,
    aud: 'sts.amazonaws.com',
    sub: 'project_path:acme/api:ref_type:branch:ref:x',
  };
  return judgeToken(compilePolicy(it.policy), claims, it.provider).outcome;
}

const denies = role([{ conditions: GROUP }, { effect: 'Deny', conditions: OPEN }], OWN);
const allows = role({ ...GROUP, 'ForAnyValue:StringEqualsIfExists': { environment: 'production' } });

test.each([
  ['a Deny on it', denies, OWN],
  ['an Allow on it', allows, COM],
])('%s: evaluator and prover cannot tell', (_, it, instance) => {
  expect(decided(it, instance.issuer)).toBe('undetermined');
  expect(outcome(admitsNothing(it, world(instance, {}, [])))).toMatch(why);
});

test('where it cannot change the answer it does not matter', () => {
  const sure = role([{ conditions: GROUP }, { conditions: { ...GROUP, ...OPEN } }], OWN);
  expect(decided(sure, OWN.issuer)).toBe('allow');
  expect(outcome(admitsNothing(sure, world(OWN, {}, [])))).toContain('acme/');
  expect(outcome(implies(denies, denies, world(OWN)))).toBe('proved');
  // Every named key is there.
  expect(outcome(admitsNothing(denies, anySubWorld(OWN.issuer)))).toContain('project_path:acme/');
});

test('a key that a token may lack: the tokens that have it are decided', () => {
  const it = role({ 'ForAnyValue:StringEqualsIfExists': { user_access_level: 'maintainer' } });
  expect(outcome(admitsNothing(it, world()))).toMatch(/^a push pipeline/);
});
