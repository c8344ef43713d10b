import { quote } from '../errors';
import type { ActionMatch, Condition, Principal } from '../trust/index';
import type { CompiledCondition } from './compile-condition';
import {
  statementHolds,
  type CompiledPolicy,
  type CompiledStatement,
  type TrustRequest,
} from './compile-policy';
import type { ConditionTrace, Decision, PartTrace, StatementTrace } from './decision';

/**
 * Decides one request and says why: the outcome is that of `decide`, with the trace of every statement.
 * Cost: every part of every statement is looked at once.
 */
export function evaluate(compiled: CompiledPolicy, request: TrustRequest): Decision {
  const outcome = compiled.decide(request);
  const action =
    request.actions.find((name) => compiled.decide({ ...request, actions: [name] }) === outcome) ??
    request.actions[0] ??
    '';
  const trace = compiled.statements.map((statement) => traceStatement(statement, request, action));
  return { outcome, layer: 'trust', reason: reasonFor(outcome, trace, action), trace };
}

function traceStatement(compiled: CompiledStatement, request: TrustRequest, action: string): StatementTrace {
  const { statement } = compiled;
  return {
    statement,
    holds: statementHolds(compiled, request, action),
    principal: {
      holds: compiled.principal(request.principal),
      why: `${quote(request.principal)} against ${describePrincipal(statement.principal)}`,
    },
    action: actionTrace(compiled.action(action), action, statement.action),
    conditions: compiled.conditions.map((condition) => traceCondition(condition, request)),
  };
}

function actionTrace(matched: boolean, action: string, { negated, actions }: ActionMatch): PartTrace {
  return {
    holds: matched ? 'yes' : 'no',
    why: `${quote(action)} against ${negated ? 'NotAction ' : ''}${list(actions)}`,
  };
}

function traceCondition(compiled: CompiledCondition, request: TrustRequest): ConditionTrace {
  const { condition, key } = compiled;
  const got = request.context.get(key);
  const holds = compiled.holds(request);
  const entry = { operator: condition.operator, key: condition.key, values: condition.values, holds };
  const why = compiled.defect ?? describeComparison(condition, got, holds === 'unknown');
  return got === undefined ? { ...entry, why } : { ...entry, got, why };
}

function describeComparison(
  condition: Condition,
  got: string | readonly string[] | undefined,
  unknown: boolean,
): string {
  const wanted = `${condition.operator} ${list(condition.values)}`;
  if (unknown)
    return `${quote(condition.key)} is filled from the request, which is not known here; the policy wants ${wanted}`;
  if (got === undefined) return `the token gives no ${quote(condition.key)}; the policy wants ${wanted}`;
  const has = typeof got === 'string' ? quote(got) : `the list ${list(got)}`;
  const scalarOverList =
    typeof got !== 'string' && condition.form?.quantifier === undefined && condition.form?.base !== 'Null';
  const note = scalarOverList
    ? ' (a list never satisfies an operator without ForAnyValue or ForAllValues)'
    : '';
  return `${quote(condition.key)} is ${has}; the policy wants ${wanted}${note}`;
}

function describePrincipal(principal: Principal): string {
  switch (principal.kind) {
    case 'everyone':
      return '`*`';
    case 'not_principal':
      return '`NotPrincipal`, which IAM does not take in a trust policy';
    case 'listed':
      return list([...principal.federated, ...principal.aws, ...principal.other]);
  }
}

function list(values: readonly string[]): string {
  if (values.length === 0) return 'an empty list';
  const shown = values.slice(0, 5).map(quote).join(' or ');
  return values.length > 5 ? `${shown} or ${values.length - 5} more` : shown;
}

function reasonFor(outcome: Decision['outcome'], trace: readonly StatementTrace[], action: string): string {
  const denied = trace.find((entry) => entry.statement.effect === 'Deny' && entry.holds === 'yes');
  if (denied !== undefined) return `${nameOf(denied)} denies it`;
  if (outcome === 'allow') {
    const allowed = trace.find((entry) => entry.statement.effect === 'Allow' && entry.holds === 'yes');
    return allowed === undefined ? 'allowed' : `${nameOf(allowed)} allows it`;
  }
  if (outcome === 'undetermined') {
    const open = trace.find((entry) => entry.holds === 'unknown');
    const part = open && firstPart(open, 'unknown');
    return open === undefined ? 'cannot tell' : `${nameOf(open)} cannot be decided: ${part ?? 'unknown'}`;
  }
  const closest = closestAllow(trace);
  if (closest === undefined) return 'no statement allows anything';
  const missing =
    closest.action.holds === 'no' ? `it does not allow ${quote(action)}` : firstPart(closest, 'no');
  const others = closest.conditions.filter((condition) => condition.holds === 'no').length - 1;
  const more =
    closest.principal.holds !== 'no' && others > 0
      ? ` (and ${others} more ${others === 1 ? 'condition fails' : 'conditions fail'})`
      : '';
  return `${nameOf(closest)} comes closest: ${missing ?? 'it does not match'}${more}`;
}

/** The Allow statement with the fewest parts that fail; the first of them on a tie. */
export function closestAllow(trace: readonly StatementTrace[]): StatementTrace | undefined {
  const failures = (entry: StatementTrace): number =>
    (entry.action.holds === 'no' ? 100 : 0) +
    (entry.principal.holds === 'no' ? 10 : 0) +
    entry.conditions.filter((condition) => condition.holds === 'no').length;
  let best: StatementTrace | undefined;
  for (const entry of trace) {
    if (entry.statement.effect === 'Allow' && (best === undefined || failures(entry) < failures(best)))
      best = entry;
  }
  return best;
}

function firstPart(entry: StatementTrace, holds: 'no' | 'unknown'): string | undefined {
  if (entry.principal.holds === holds) return `the principal does not match: ${entry.principal.why}`;
  return entry.conditions.find((condition) => condition.holds === holds)?.why;
}

/** `statement 2 (Deploy)`: counted from 1, with its `Sid`. */
export function nameOf({ statement }: StatementTrace): string {
  return `statement ${statement.index + 1}${statement.sid === undefined ? '' : ` (${statement.sid})`}`;
}
