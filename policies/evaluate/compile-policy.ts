import type { Policy, Principal, Statement } from '../trust/index';
import { compileAction, type ActionTest } from './action';
import { compileCondition, type CompiledCondition, type ConditionRequest } from './compile-condition';
import { outcomeOf, type Holds, type Outcome } from './outcome';

/** A request as the trust policy sees it. */
export interface TrustRequest extends ConditionRequest {
  /** ARN of the provider that vouches for the token. */
  readonly principal: string;
  /** Every one of them must be allowed. */
  readonly actions: readonly string[];
}

/** A policy made ready for many requests. */
export interface CompiledPolicy {
  readonly policy: Policy;
  readonly statements: readonly CompiledStatement[];
  /** The outcome and nothing else: no trace, no allocation beyond the answer. */
  readonly decide: (request: TrustRequest) => Outcome;
}

export interface CompiledStatement {
  readonly statement: Statement;
  readonly principal: (arn: string) => Holds;
  readonly action: ActionTest;
  readonly conditions: readonly CompiledCondition[];
}

/** Compiles a policy. Cost: linear in the document; statements that were compiled before cost nothing. */
export function compilePolicy(policy: Policy): CompiledPolicy {
  const statements = policy.statements.map((statement) => compileStatement(statement, policy.version));
  return { policy, statements, decide: (request) => decide(statements, request) };
}

interface KnownStatement {
  readonly version: Policy['version'];
  readonly compiled: CompiledStatement;
}

const known = new WeakMap<Statement, KnownStatement>();

/** A statement is compiled once, in however many policies it is asked about. */
function compileStatement(statement: Statement, version: Policy['version']): CompiledStatement {
  const before = known.get(statement);
  if (before?.version === version) return before.compiled;
  const compiled = {
    statement,
    principal: compilePrincipal(statement.principal, statement.effect),
    action: compileAction(statement.action),
    conditions: statement.conditions.map((condition) => compileCondition(condition, version)),
  };
  known.set(statement, { version, compiled });
  return compiled;
}

/** Whether all parts of a statement match a request for one action. */
function statementHolds(compiled: CompiledStatement, request: TrustRequest, action: string): Holds {
  if (!compiled.action(action)) return 'no';
  let result = compiled.principal(request.principal);
  if (result === 'no') return 'no';
  for (const condition of compiled.conditions) {
    const holds = condition.holds(request);
    if (holds === 'no') return 'no';
    if (holds === 'unknown') result = 'unknown';
  }
  return result;
}

function decide(statements: readonly CompiledStatement[], request: TrustRequest): Outcome {
  let worst: Outcome = 'allow';
  for (const action of request.actions) {
    const outcome = decideAction(statements, request, action);
    if (outcome === 'deny') return 'deny';
    if (outcome === 'undetermined') worst = 'undetermined';
  }
  return worst;
}

function decideAction(
  statements: readonly CompiledStatement[],
  request: TrustRequest,
  action: string,
): Outcome {
  let allow: Holds = 'no';
  let deny: Holds = 'no';
  for (const compiled of statements) {
    const isAllow = compiled.statement.effect === 'Allow';
    if (isAllow && allow === 'yes') continue;
    const holds = statementHolds(compiled, request, action);
    if (holds === 'no') continue;
    if (isAllow) allow = holds;
    else if (holds === 'yes') return 'deny';
    else deny = holds;
  }
  return outcomeOf(deny, allow);
}

/**
 * Whom a statement is about, seen from an OIDC caller: a `Federated` ARN must equal the provider's exactly, and a star in it
 * is not a wildcard. What `"Federated": "*"` means is not documented.
 * `"AWS": "*"` and the bare `"*"` do not admit an OIDC caller; whether a Deny on them reaches one is documented for `"*"` only.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
function compilePrincipal(principal: Principal, effect: Statement['effect']): (arn: string) => Holds {
  switch (principal.kind) {
    case 'everyone':
      return () => (effect === 'Deny' ? 'yes' : 'no');
    case 'not_principal':
      return () => 'unknown';
    case 'listed': {
      const { federated, aws } = principal;
      const only = federated.length === 1 ? federated[0] : undefined;
      const otherwise: Holds =
        (effect === 'Deny' && aws.includes('*')) || federated.includes('*') ? 'unknown' : 'no';
      if (only !== undefined && otherwise === 'no') return (arn) => (arn === only ? 'yes' : 'no');
      return (arn) => (federated.includes(arn) ? 'yes' : otherwise);
    }
  }
}
