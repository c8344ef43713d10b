import { compilePolicy, evaluate } from '../../../policies/evaluate/index';
import { admitsNothing, anyRequestWorld, implies, type RoleTrust } from '../../../policies/prove/index';
import { parsePolicy } from '../../../policies/trust/index';
import { rounds } from '../../support/rounds';
import { chooser, seedFor, type Choose } from '../../support/seed';

const ISSUER = 'https://idp.orchard.example';
const HOST = 'idp.orchard.example';
const PROVIDER = `arn:aws:iam::111122223333:oidc-provider/${HOST}`;
const world = anyRequestWorld(ISSUER);

/** Keys that a request may lack, with what they hold: texts, lists, and one of which no document says. */
const OPTIONAL: Readonly<Record<string, readonly (string | readonly string[])[]>> = {
  [`${HOST}:environment`]: ['prod', 'dev', ''],
  [`${HOST}:made_up`]: ['x', ['x', 'y'], []],
  [`${HOST}:amr`]: [['mfa'], [], ['mfa', 'x']],
  'aws:TagKeys': [['x'], []],
  'aws:RequestTag/team': ['x', 'core'],
  'sts:RoleSessionName': ['x', 'job'],
};
const SUBJECTS = ['repo:acme/api:ref:main', 'repo:evil/x', ''];
const TEXTS = ['prod', 'x', 'mfa', 'repo:*', 'core', '*', ''];
const BASES = ['StringEquals', 'StringNotEquals', 'StringLike', 'StringNotLike', 'StringEqualsIgnoreCase'];

function condition(choose: Choose, key: string): readonly [operator: string, values: readonly string[]] {
  if (choose(4) === 0) return ['Null', [choose(2) === 0 ? 'true' : 'false']];
  const base = BASES[choose(BASES.length)]!;
  // no text says what `ForAnyValue` with `IfExists` does
  const quantifier = ['', '', 'ForAnyValue:', 'ForAllValues:'][choose(key.endsWith(':sub') ? 2 : 4)]!;
  const suffix = quantifier === '' && choose(3) === 0 ? 'IfExists' : '';
  const values = Array.from({ length: 1 + choose(2) }, () => TEXTS[choose(TEXTS.length)]!);
  return [`${quantifier}${base}${suffix}`, values];
}

function roleOf(choose: Choose): RoleTrust {
  const keys = [`${HOST}:sub`, `${HOST}:aud`, ...Object.keys(OPTIONAL)];
  const Statement = Array.from({ length: 1 + choose(3) }, (_, at) => {
    const Condition: Record<string, Record<string, readonly string[]>> = {};
    for (let i = 0; i < 1 + choose(3); i += 1) {
      const key = keys[choose(keys.length)]!;
      const [operator, values] = condition(choose, key);
      (Condition[operator] ??= {})[key] = values;
    }
    const Effect = at > 0 && choose(3) === 0 ? 'Deny' : 'Allow';
    return { Effect, Principal: { Federated: PROVIDER }, Action: 'sts:AssumeRoleWithWebIdentity', Condition };
  });
  const parsed = parsePolicy({ Version: '2012-10-17', Statement });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return {
    name: 'role',
    policy: parsed.policy,
    provider: { issuer: ISSUER, account: '111122223333', partition: 'aws' },
  };
}

function requestOf(choose: Choose): ReadonlyMap<string, string | readonly string[]> {
  const optional = Object.entries(OPTIONAL).flatMap(([key, values]) =>
    choose(2) === 0 ? [] : [[key.toLowerCase(), values[choose(values.length)]!] as const],
  );
  return new Map([
    [`${HOST}:sub`, SUBJECTS[choose(SUBJECTS.length)]!] as const,
    [`${HOST}:aud`, ['sts.amazonaws.com', 'x'][choose(2)]!] as const,
    ...optional,
  ]);
}

const POLICIES = rounds({ short: 400, long: 20_000 });
const REQUESTS = 150;

test('what the evaluator allows in a request without some keys, nothing excludes', () => {
  const choose = chooser(seedFor('keys that may be missing'));
  const tally = { allowed: 0, proved: 0, implied: 0, refuted: 0 };
  for (let i = 0; i < POLICIES; i += 1) {
    const [role, other] = [roleOf(choose), roleOf(choose)];
    const [one, two] = [role, other].map(({ policy }) => compilePolicy(policy));
    const nothing = admitsNothing(role, world);
    const within = implies(role, { ...other, name: 'other' }, world);
    tally.proved += Number(nothing.verdict === 'proved');
    tally.implied += Number(within.verdict === 'proved');
    tally.refuted += Number(nothing.verdict === 'refuted');
    expect(nothing.reason).not.toContain('ERR_INTERNAL');
    for (let j = 0; j < REQUESTS; j += 1) {
      const context = requestOf(choose);
      const decide = (compiled: typeof one) =>
        evaluate(compiled!, { principal: PROVIDER, actions: ['sts:AssumeRoleWithWebIdentity'], context })
          .outcome;
      if (decide(one) !== 'allow') continue;
      tally.allowed += 1;
      const found = { policy: role.policy.statements, context: [...context] };
      if (nothing.verdict === 'proved') expect(found).toBe('excluded by a proof that nothing is admitted');
      if (within.verdict === 'proved' && decide(two) === 'deny')
        expect({ ...found, other: other.policy.statements }).toBe('excluded by a proof of implication');
    }
  }
  process.stdout.write(`keys that may be missing: ${JSON.stringify(tally)}\n`);
  expect(tally.allowed).toBeGreaterThan(POLICIES * 10);
  for (const count of [tally.proved, tally.implied, tally.refuted])
    expect(count).toBeGreaterThan(POLICIES / 40);
});
