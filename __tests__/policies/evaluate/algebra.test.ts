import { assert, gen, integer, nat, property } from 'fast-check';
import { compilePolicy, evaluate, type Outcome } from '../../../policies/evaluate/index';
import { parsePolicy, renderPolicy } from '../../../policies/trust/index';
import {
  KEYS,
  PROVIDER,
  pick,
  randomCondition,
  randomPolicy,
  randomRequest,
  randomStatement,
  recase,
  type RandomPolicy,
  type RandomRequest,
  type RandomStatement,
} from '../../support/random-policy';
import { chooser, seedFor, type Choose } from '../../support/seed';
import { toTrustRequest } from '../../support/trust-request';
import { rounds } from '../../support/rounds';

const seed = seedFor('algebra of decisions');

interface World {
  readonly choose: Choose;
  readonly requests: readonly RandomRequest[];
  readonly policy: RandomPolicy;
}

/** Runs a claim on worlds of one policy and four requests; on failure fast-check shrinks the choices that built them. */
function always(claim: (world: World) => void, numRuns = rounds({ short: 125, long: 500 })): void {
  assert(
    property(gen(), integer(), (g, rest) => {
      let drawn = 0;
      // The first choices come from fast-check, which can shrink them; the long tail is only reproducible.
      const tail = chooser(rest);
      const choose: Choose = (bound) => ((drawn += 1) > 60 ? tail(bound) : g(nat, { max: bound - 1 }));
      const requests = Array.from({ length: 4 }, () => randomRequest(tail));
      claim({ choose, requests, policy: randomPolicy(choose, requests) });
    }),
    { seed, numRuns },
  );
}

function decide(document: RandomPolicy, request: RandomRequest): Outcome {
  const parsed = parsePolicy(document);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return compilePolicy(parsed.policy).decide(toTrustRequest(request));
}

const decideAll = (document: RandomPolicy, { requests }: World): readonly Outcome[] =>
  requests.map((request) => decide(document, request));

const withStatements = (policy: RandomPolicy, Statement: readonly RandomStatement[]): RandomPolicy => ({
  ...policy,
  Statement,
});

function shuffled<T>(choose: Choose, list: readonly T[]): readonly T[] {
  const left = [...list];
  return list.map(() => left.splice(choose(left.length), 1)[0] as T);
}

type Conditions = NonNullable<RandomStatement['Condition']>;

/** Rebuilds every entry of every condition of a policy. */
function mapConditions(
  policy: RandomPolicy,
  change: (key: string, values: unknown) => readonly [string, unknown],
  order: <T>(list: readonly T[]) => readonly T[] = (list) => list,
): RandomPolicy {
  return withStatements(
    policy,
    policy.Statement.map((statement) => {
      if (statement.Condition === undefined) return statement;
      const operators = order(Object.entries(statement.Condition)).map(([operator, keys]) => [
        operator,
        Object.fromEntries(order(Object.entries(keys)).map(([key, values]) => change(key, values))),
      ]);
      return { ...statement, Condition: Object.fromEntries(operators) as Conditions };
    }),
  );
}

function countKeys(policy: RandomPolicy): number {
  return policy.Statement.flatMap(({ Condition = {} }) => Object.values(Condition).flatMap(Object.keys))
    .length;
}

/** The policy without one of the conditions of its first statement with that effect; `undefined` when there is none. */
function dropCondition({ choose, policy }: World, effect: 'Allow' | 'Deny'): RandomPolicy | undefined {
  const at = policy.Statement.findIndex((s) => s.Effect === effect && s.Condition !== undefined);
  const statement = policy.Statement[at];
  if (statement?.Condition === undefined) return undefined;
  const operator = pick(choose, Object.keys(statement.Condition));
  const keys = Object.entries(statement.Condition[operator] ?? {});
  const gone = choose(keys.length);
  const Condition = {
    ...statement.Condition,
    [operator]: Object.fromEntries(keys.filter((_, i) => i !== gone)),
  };
  return withStatements(policy, policy.Statement.with(at, { ...statement, Condition }));
}

describe('statements', () => {
  test('adding an Allow never takes access away', () => {
    always((world) => {
      const more = withStatements(world.policy, [
        ...world.policy.Statement,
        { ...randomStatement(world.choose, world.requests), Effect: 'Allow' },
      ]);
      const before = decideAll(world.policy, world);
      decideAll(more, world).forEach((after, i) => {
        if (before[i] === 'allow') expect(after).toBe('allow');
        // What was open may become an allow, but never a certain deny.
        if (before[i] === 'undetermined') expect(after).not.toBe('deny');
      });
    });
  });

  test('adding a Deny never gives access, and never turns "cannot tell" into a yes', () => {
    always((world) => {
      const more = withStatements(world.policy, [
        { ...randomStatement(world.choose, world.requests), Effect: 'Deny' },
        ...world.policy.Statement,
      ]);
      const before = decideAll(world.policy, world);
      decideAll(more, world).forEach((after, i) => {
        if (before[i] !== 'allow') expect(after).not.toBe('allow');
        if (before[i] === 'deny') expect(after).toBe('deny');
      });
    });
  });

  test('a bare Deny for everyone leaves nothing', () => {
    always((world) => {
      const more = withStatements(world.policy, [
        ...world.policy.Statement,
        { Effect: 'Deny', Principal: '*', Action: '*' },
      ]);
      expect(new Set(decideAll(more, world))).toEqual(new Set(['deny']));
    }, 150);
  });

  test('a policy of Deny statements allows nothing', () => {
    always((world) => {
      const only = withStatements(
        world.policy,
        world.policy.Statement.map((statement) => ({ ...statement, Effect: 'Deny' })),
      );
      expect(new Set(decideAll(only, world))).toEqual(new Set(['deny']));
    }, 150);
  });

  test('saying a statement twice changes nothing', () => {
    always((world) => {
      const twice = withStatements(world.policy, [
        ...world.policy.Statement,
        pick(world.choose, world.policy.Statement),
      ]);
      expect(decideAll(twice, world)).toEqual(decideAll(world.policy, world));
    }, 250);
  });

  test('their order does not matter', () => {
    always((world) => {
      const other = withStatements(world.policy, shuffled(world.choose, world.policy.Statement));
      expect(decideAll(other, world)).toEqual(decideAll(world.policy, world));
    });
  });
});

describe('conditions', () => {
  test('removing one from an Allow never narrows', () => {
    always((world) => {
      const less = dropCondition(world, 'Allow');
      if (less === undefined) return;
      const before = decideAll(world.policy, world);
      decideAll(less, world).forEach((after, i) => {
        if (before[i] === 'allow') expect(after).toBe('allow');
        if (before[i] === 'undetermined') expect(after).not.toBe('deny');
      });
    });
  });

  test('removing one from a Deny never widens', () => {
    always((world) => {
      const less = dropCondition(world, 'Deny');
      if (less === undefined) return;
      const before = decideAll(world.policy, world);
      decideAll(less, world).forEach((after, i) => {
        if (before[i] !== 'allow') expect(after).not.toBe('allow');
        if (before[i] === 'deny') expect(after).toBe('deny');
      });
    });
  });

  test('the order of operators, keys and values does not matter', () => {
    always((world) => {
      const order = <T>(list: readonly T[]): readonly T[] => shuffled(world.choose, list);
      const other = mapConditions(
        world.policy,
        (key, values) => [key, Array.isArray(values) ? order(values as unknown[]) : values],
        order,
      );
      expect(decideAll(other, world)).toEqual(decideAll(world.policy, world));
    });
  });

  test('saying a value twice, or one value as a list, changes nothing', () => {
    always((world) => {
      const other = mapConditions(world.policy, (key, values) => [
        key,
        Array.isArray(values) ? [...(values as unknown[]), ...(values as unknown[])] : [values],
      ]);
      expect(decideAll(other, world)).toEqual(decideAll(world.policy, world));
    }, 250);
  });

  test('the case of a key name does not matter', () => {
    always((world) => {
      const other = mapConditions(world.policy, (key, values) => [recase(world.choose, key), values]);
      // Two spellings of one key may have become one: then a condition is gone, which is another claim.
      if (countKeys(other) < countKeys(world.policy)) return;
      expect(decideAll(other, world)).toEqual(decideAll(world.policy, world));
    });
  });
});

/** The decision of one Allow with one condition. */
function judge(operator: string, key: string, values: unknown, request: RandomRequest): Outcome {
  const Condition = { [operator]: Object.fromEntries([[key, values]]) };
  return decide(
    {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Federated: PROVIDER }, Action: '*', Condition }],
    },
    { ...request, principal: PROVIDER },
  );
}

describe('operators', () => {
  const eachCondition = (
    claim: (operator: string, key: string, values: unknown, request: RandomRequest, choose: Choose) => void,
  ): void =>
    always(({ choose, requests }) => {
      const [operator, key, values] = randomCondition(choose, requests);
      for (const request of requests) claim(operator, key, values, request, choose);
    });
  const has = ({ context }: RandomRequest, key: string): boolean => Object.hasOwn(context, key.toLowerCase());

  test('`IfExists` is the operator itself, or a missing key; what `ForAnyValue` makes of both is open', () => {
    eachCondition((operator, key, values, request) => {
      const base = operator.replace(/IfExists$/, '');
      if (base.endsWith('Null') || judge(base, key, values, { ...request, context: {} }) === 'undetermined')
        return;
      const missing = base.startsWith('ForAnyValue:') ? 'undetermined' : 'allow';
      const expected = has(request, key) ? judge(base, key, values, request) : missing;
      expect(judge(`${base}IfExists`, key, values, request)).toBe(expected);
    });
  });

  test('`Like` without wildcards is `Equals`, negated or not, under every modifier', () => {
    eachCondition((operator, key, values, request) => {
      if (!operator.includes('Like') || /^(.*:)?Arn/.test(operator)) return;
      const plain = [values].flat().map((value) => String(value).replace(/(?<!\$\{)[*?]/g, '+'));
      expect(judge(operator, key, plain, request)).toBe(
        judge(operator.replace(/(Not)?Like/, '$1Equals'), key, plain, request),
      );
    });
  });

  test('`ArnEquals` is `ArnLike`, and `ArnNotEquals` is `ArnNotLike`', () => {
    eachCondition((operator, key, values, request) => {
      if (!/Arn/.test(operator)) return;
      const other = operator.endsWith('Like')
        ? operator.replace('Like', 'Equals')
        : operator.replace('Equals', 'Like');
      expect(judge(other, key, values, request)).toBe(judge(operator, key, values, request));
    });
  });

  test('`StringLike` `*` holds for every single value, and so `StringNotLike` for none', () => {
    eachCondition((_operator, key, _values, request) => {
      if (request.unknown.includes(key.toLowerCase()) && !has(request, key)) return;
      const single = has(request, key) && typeof request.context[key.toLowerCase()] === 'string';
      expect(judge('StringLike', key, '*', request)).toBe(single ? 'allow' : 'deny');
      expect(judge('StringNotLike', key, '*', request)).toBe(has(request, key) ? 'deny' : 'allow');
    });
  });

  test('a negated String, Numeric or Date operator is the opposite for a single value that is there', () => {
    eachCondition((operator, key, values, request) => {
      const negated = operator.replace(/^For.*:/, '').replace(/IfExists$/, '');
      if (
        !/^(String|Numeric|Date)Not/.test(negated) ||
        typeof request.context[key.toLowerCase()] !== 'string'
      )
        return;
      const opposite = { allow: 'deny', deny: 'allow', undetermined: 'undetermined' } as const;
      expect(judge(negated.replace('Not', ''), key, values, request)).toBe(
        opposite[judge(negated, key, values, request)],
      );
    });
  });

  test('`ForAnyValue` and `ForAllValues` over one value are the operator itself', () => {
    eachCondition((operator, key, values, request) => {
      const base = operator.replace(/^For.*:/, '');
      if (typeof request.context[key.toLowerCase()] !== 'string' || (values as unknown[]).length === 0)
        return;
      const expected = judge(base, key, values, request);
      expect(judge(`ForAnyValue:${base}`, key, values, request)).toBe(expected);
      expect(judge(`ForAllValues:${base}`, key, values, request)).toBe(expected);
    });
  });

  test('some value matches exactly when not all values match none', () => {
    eachCondition((operator, key, values, request) => {
      const base = operator.replace(/^For.*:/, '').replace(/IfExists$/, '');
      if (!base.startsWith('StringNot') || !has(request, key) || (values as unknown[]).length === 0) return;
      const some = judge(`ForAnyValue:${base.replace('Not', '')}`, key, values, request);
      const none = judge(`ForAllValues:${base}`, key, values, request);
      expect([some, none].toSorted()).toEqual(
        some === 'undetermined' ? ['undetermined', 'undetermined'] : ['allow', 'deny'],
      );
    });
  });

  test('`Null` is true for a missing key and false for a present one, whatever it holds', () => {
    eachCondition((_operator, key, _values, request) => {
      if (!has(request, key) && request.unknown.includes(key.toLowerCase())) return;
      expect(judge('Null', key, 'true', request)).toBe(has(request, key) ? 'deny' : 'allow');
      expect(judge('Null', key, 'false', request)).toBe(has(request, key) ? 'allow' : 'deny');
    });
  });
});

const WHATEVER = ['', 'acme', 'true', 'false', '101', '192.0.2.1', '2026-01-01', '*', 'aba'];

describe('what is certain stays certain', () => {
  test('a decision that is not "cannot tell" is the same whatever the unknown keys turn out to be', () => {
    always((world) => {
      for (const { context: full, ...request } of world.requests) {
        const known = Object.entries(full).filter(() => world.choose(2) === 0);
        const unknown = KEYS.filter((key) => !known.some(([name]) => name === key));
        const outcome = decide(world.policy, { ...request, context: Object.fromEntries(known), unknown });
        if (outcome === 'undetermined') continue;
        for (let i = 0; i < 4; i += 1) {
          const filled = unknown.map((key) => [key, pick(world.choose, WHATEVER)] as const);
          const context = Object.fromEntries([...filled, ...(i % 2 === 0 ? Object.entries(full) : known)]);
          expect(decide(world.policy, { ...request, context, unknown: [] })).toBe(outcome);
        }
      }
    }, 1500);
  });

  test('keys that no condition and no variable names do not matter', () => {
    always((world) => {
      const text = JSON.stringify(world.policy).toLowerCase();
      const named = KEYS.filter((key) => text.includes(key));
      for (const request of world.requests) {
        const context = Object.fromEntries(
          Object.entries(request.context).filter(([key]) => named.some((n) => n === key)),
        );
        expect(decide(world.policy, { ...request, context })).toBe(decide(world.policy, request));
      }
    }, 250);
  });
});

test('render, then parse, gives the policy back', () => {
  always(({ policy }) => {
    const parsed = parsePolicy(policy);
    const again = parsed.ok ? parsePolicy(JSON.parse(JSON.stringify(renderPolicy(parsed.policy)))) : parsed;
    expect(again).toEqual(parsed);
  });
});

test('the trace tells the same as the bare decision, with a reason, and changes nothing', () => {
  always((world) => {
    const before = JSON.stringify(world);
    const parsed = parsePolicy(world.policy);
    if (!parsed.ok) throw new Error('does not parse');
    const compiled = compilePolicy(parsed.policy);
    for (const request of world.requests) {
      const decision = evaluate(compiled, toTrustRequest(request));
      expect(decision.outcome).toBe(compiled.decide(toTrustRequest(request)));
      expect(decision.layer).toBe('trust');
      expect(decision.reason).toMatch(/^[a-z].*[^.]$/s);
      expect(decision.trace).toHaveLength(world.policy.Statement.length);
    }
    expect(JSON.stringify(world)).toBe(before);
  }, 250);
});
