import { quote } from '../errors';
import type { CompiledPolicy, CompiledStatement, TrustRequest } from './compile-policy';
import type { ConditionTrace, Decision, StatementTrace } from './decision';
import type { Holds } from './outcome';
import { describeComparison, textOf, type ConditionText } from './statement-text';
import type { CompiledCondition } from './compile-condition';

/**
 * Decides one request and says why. The outcome is there at once; the reason and the trace of every statement are made when somebody
 * reads them.
 *
 * Cost: a look at each condition until one fails, statement by statement. Reason and trace look once at every part of every statement.
 */
export function evaluate(compiled: CompiledPolicy, request: TrustRequest): Decision {
  return new TrustDecision(compiled, request, compiled.decide(request));
}

type Explanation = Pick<Decision, 'reason' | 'trace'>;

/** A class, because accessors of its prototype cost nothing for each decision, and those of an object literal a shape of its own. */
class TrustDecision implements Decision {
  readonly layer = 'trust';
  readonly #compiled: CompiledPolicy;
  readonly #request: TrustRequest;
  #explanation: Explanation | undefined = undefined;

  constructor(
    compiled: CompiledPolicy,
    request: TrustRequest,
    readonly outcome: Decision['outcome'],
  ) {
    this.#compiled = compiled;
    this.#request = request;
  }

  get reason(): string {
    return this.#explain().reason;
  }

  get trace(): Decision['trace'] {
    return this.#explain().trace;
  }

  toJSON(): Decision {
    const { outcome, layer, reason, trace } = this;
    return { outcome, layer, reason, trace };
  }

  #explain(): Explanation {
    this.#explanation ??= explain(this.#compiled, this.#request, this.outcome);
    return this.#explanation;
  }
}

function explain(compiled: CompiledPolicy, request: TrustRequest, outcome: Decision['outcome']): Explanation {
  const action = decidingAction(compiled, request, outcome);
  const caller = quote(request.principal);
  const asked = quote(action);
  const trace = compiled.statements.map((statement) =>
    traceStatement(statement, request, action, caller, asked),
  );
  return { reason: reasonFor(outcome, trace, action), trace };
}

/** The action that the outcome hangs on, where a request asks for several. */
function decidingAction(
  compiled: CompiledPolicy,
  request: TrustRequest,
  outcome: Decision['outcome'],
): string {
  const { actions } = request;
  const [first = ''] = actions;
  if (actions.length <= 1) return first;
  return actions.find((name) => compiled.decide({ ...request, actions: [name] }) === outcome) ?? first;
}

function traceStatement(
  compiled: CompiledStatement,
  request: TrustRequest,
  action: string,
  caller: string,
  asked: string,
): StatementTrace {
  const text = textOf(compiled);
  const principal = compiled.principal(request.principal);
  const matched = compiled.action(action) ? 'yes' : 'no';
  const conditions = compiled.conditions.map((condition, i) =>
    traceCondition(condition, text.conditions[i] as ConditionText, request),
  );
  return {
    statement: compiled.statement,
    holds: holdsOf(matched, principal, conditions),
    principal: { holds: principal, why: `${caller} against ${text.principal}` },
    action: { holds: matched, why: `${asked} against ${text.action}` },
    conditions,
  };
}

/** As `all`, without a list of its own. */
function holdsOf(action: Holds, principal: Holds, conditions: readonly ConditionTrace[]): Holds {
  if (action === 'no' || principal === 'no') return 'no';
  let result = principal;
  for (const { holds } of conditions) {
    if (holds === 'no') return 'no';
    if (holds === 'unknown') result = 'unknown';
  }
  return result;
}

function traceCondition(
  compiled: CompiledCondition,
  text: ConditionText,
  request: TrustRequest,
): ConditionTrace {
  const { operator, key, values } = compiled.condition;
  const got = request.context.get(compiled.key);
  const holds = compiled.holds(request);
  const why = describeComparison(text, got, holds === 'unknown');
  return got === undefined
    ? { operator, key, values, holds, why }
    : { operator, key, values, holds, why, got };
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

/**
 * The Allow statement with the fewest parts that fail; on a tie the one with a value that agrees with the `sub` for the longest, then the
 * first of them.
 */
export function closestAllow(trace: readonly StatementTrace[]): StatementTrace | undefined {
  const failures = (entry: StatementTrace): number =>
    (entry.action.holds === 'no' ? 100 : 0) +
    (entry.principal.holds === 'no' ? 10 : 0) +
    entry.conditions.filter((condition) => condition.holds === 'no').length;
  let best: StatementTrace | undefined;
  for (const entry of trace) {
    if (entry.statement.effect !== 'Allow') continue;
    const worse = best === undefined ? -1 : failures(entry) - failures(best);
    if (worse < 0 || (worse === 0 && best !== undefined && nearness(entry) > nearness(best))) best = entry;
  }
  return best;
}

/** How many characters a value for `sub` and the `sub` itself begin with alike, at most. */
function nearness({ conditions }: StatementTrace): number {
  const lengths = conditions.flatMap(({ key, got, values }) =>
    typeof got === 'string' && key.toLowerCase().endsWith(':sub')
      ? values.map((value) => alike(value, got))
      : [],
  );
  return Math.max(0, ...lengths);
}

function alike(one: string, other: string): number {
  let length = 0;
  while (length < one.length && one[length] === other[length]) length += 1;
  return length;
}

function firstPart(entry: StatementTrace, holds: 'no' | 'unknown'): string | undefined {
  if (entry.principal.holds === holds) return `the principal does not match: ${entry.principal.why}`;
  return entry.conditions.find((condition) => condition.holds === holds)?.why;
}

/** `statement 2 (Deploy)`: counted from 1, with its `Sid`. */
export function nameOf({ statement }: StatementTrace): string {
  return `statement ${statement.index + 1}${statement.sid === undefined ? '' : ` (${statement.sid})`}`;
}
