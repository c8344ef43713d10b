import type { Policy, Principal, Statement } from './policy';

type Json = Record<string, unknown>;

/**
 * The JSON document of a policy, in one normal form: lists where there is more than one value, `Version` always written.
 * `parsePolicy(renderPolicy(p))` gives `p` back.
 */
export function renderPolicy(policy: Policy): Json {
  return { Version: policy.version, Statement: policy.statements.map(renderStatement) };
}

function renderStatement(statement: Statement): Json {
  // Maps, because a document may name a key `__proto__`.
  const byOperator = new Map<string, Map<string, unknown>>();
  for (const { operator, key, values } of statement.conditions) {
    const keys = byOperator.get(operator) ?? new Map<string, unknown>();
    byOperator.set(operator, keys.set(key, one(values)));
  }
  const condition = Object.fromEntries(
    [...byOperator].map(([operator, keys]) => [operator, Object.fromEntries(keys)]),
  );
  return present({
    Sid: statement.sid,
    Effect: statement.effect,
    ...renderPrincipal(statement.principal),
    [statement.action.negated ? 'NotAction' : 'Action']: one(statement.action.actions),
    Condition: statement.conditions.length === 0 ? undefined : condition,
  });
}

function renderPrincipal(principal: Principal): Json {
  switch (principal.kind) {
    case 'everyone':
      return { Principal: '*' };
    case 'not_principal':
      return { NotPrincipal: '*' };
    case 'listed': {
      const { federated, aws, other } = principal;
      return {
        Principal: present({
          Federated: federated.length === 0 ? undefined : one(federated),
          AWS: aws.length === 0 ? undefined : one(aws),
          Service: other.length === 0 ? undefined : one(other),
        }),
      };
    }
  }
}

function one(values: readonly string[]): string | readonly string[] {
  return values.length === 1 ? (values[0] as string) : values;
}

/** A JSON object without the members that have no value. */
function present(members: Json): Json {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}
