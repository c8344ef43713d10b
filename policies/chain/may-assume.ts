import {
  allHold,
  anyHolds,
  outcomeOf,
  type CompiledCondition,
  type CompiledPermissions,
  type CompiledStatement,
  type Holds,
  type PermissionAnswer,
  type PermissionRequest,
} from '../evaluate/index';
import type { CompiledRole, UnknownPolicy } from './chain-role';
import { isIdOfRole, namesCaller, type Named, type Naming } from './principal';
import { inOneAccount } from './role-identity';
import { ASSUME_ROLE, choices, sessionRequest, type Choice } from './session-request';

/** Whether a session of one role can assume another. */
export type MayAssume =
  | { readonly answer: 'no' }
  /** `choosing`: what the caller has to give, such as the external ID. */
  | { readonly answer: 'yes'; readonly choosing: readonly string[] }
  /** `dependsOn`: condition keys and policies that decide and are not known. */
  | { readonly answer: 'cannot_tell'; readonly dependsOn: readonly string[] };

/**
 * Asks the trust policy of the one and the permissions of the other, as STS does: an explicit Deny in either wins. Between accounts both
 * must allow it. Within an account a trust policy that names the caller's role or session is enough, one that names the account is not.
 * A boundary limits what the permissions allow, and what a trust policy allows to the role's ARN, but not what it allows to a session's.
 * Organization policies (SCP, RCP) are not taken into account.
 *
 * Cost: linear in the two policies, times the values that the caller may choose.
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html#access_policies_boundaries-eval-logic
 */
export function mayAssume(caller: CompiledRole, target: CompiledRole): MayAssume {
  const naming = namingOf(caller, target);
  if (naming === undefined)
    return { answer: 'cannot_tell', dependsOn: [`the trust policy of ${target.key}`] };
  if (naming.every(({ statement, named }) => statement.statement.effect === 'Deny' || isNone(named)))
    return { answer: 'no' };
  const pair: Pair = { caller, target, naming };
  const conditions = conditionsOf(pair);
  const outcome = decide(pair, conditions);
  if (outcome === 'deny') return { answer: 'no' };
  if (outcome === 'allow') return { answer: 'yes', choosing: [] };
  for (const choice of choices(conditions)) {
    if (decide(pair, conditions, choice) === 'allow') return { answer: 'yes', choosing: wordsOf(choice) };
  }
  return { answer: 'cannot_tell', dependsOn: dependencies(pair, conditions) };
}

/** The answer to one call, in which the caller has chosen. */
export function decideCall(
  caller: CompiledRole,
  target: CompiledRole,
  choice: Choice,
): { readonly outcome: ReturnType<typeof outcomeOf>; readonly dependsOn: readonly string[] } {
  const naming = namingOf(caller, target);
  if (naming === undefined)
    return { outcome: 'undetermined', dependsOn: [`the trust policy of ${target.key}`] };
  const pair: Pair = { caller, target, naming };
  const conditions = conditionsOf(pair);
  const outcome = decide(pair, conditions, choice);
  return { outcome, dependsOn: outcome === 'undetermined' ? dependencies(pair, conditions) : [] };
}

/** Which statements name the caller; `undefined` where the trust policy cannot be read. */
function namingOf(caller: CompiledRole, { trust }: CompiledRole): readonly NamingStatement[] | undefined {
  return trust?.statements.map((statement): NamingStatement => ({
    statement,
    named: statement.action(ASSUME_ROLE)
      ? namesCaller(statement.statement.principal, statement.statement.effect, caller)
      : {},
  }));
}

interface NamingStatement {
  readonly statement: CompiledStatement;
  readonly named: Named;
}

interface Pair {
  readonly caller: CompiledRole;
  readonly target: CompiledRole;
  readonly naming: readonly NamingStatement[];
}

function isNone(named: Named): boolean {
  return Object.keys(named).length === 0;
}

const MFA = 'aws:multifactorauthpresent';

function decide(
  pair: Pair,
  conditions: readonly CompiledCondition[],
  choice?: Choice,
): ReturnType<typeof outcomeOf> {
  const { caller, target } = pair;
  const without = decideOn(pair, sessionRequest(caller, target, choice));
  if (!conditions.some(({ key }) => key === MFA)) return without;
  const denied = decideOn(pair, sessionRequest(caller, target, choice, 'false'));
  return denied === without ? without : 'undetermined';
}

function decideOn(
  { caller, target, naming }: Pair,
  request: PermissionRequest,
): ReturnType<typeof outcomeOf> {
  const trust = trustAnswer(naming, request);
  const permissions = permissionsAnswer(caller, request);
  const boundary = boundaryAnswer(caller.boundary, request);
  const viaPermissions = allHold([anyHolds(Object.values(trust.allow)), permissions.allow, boundary.allow]);
  const byItself = anyHolds([
    allHold([trust.allow.role, boundary.allow]),
    trust.allow.session,
    // whether `*` counts as naming the role is not documented
    allHold([trust.allow.everyone, 'unknown']),
  ]);
  const allow = anyHolds([viaPermissions, allHold([inOneAccount(caller, target), byItself])]);
  return outcomeOf(anyHolds([trust.deny, permissions.deny, boundary.deny]), allow);
}

interface TrustAnswer {
  readonly deny: Holds;
  readonly allow: Readonly<Record<Naming, Holds>>;
}

function trustAnswer(naming: readonly NamingStatement[], request: PermissionRequest): TrustAnswer {
  let deny: Holds = 'no';
  const allow: Record<Naming, Holds> = { role: 'no', session: 'no', account: 'no', everyone: 'no' };
  for (const { statement, named } of naming) {
    if (isNone(named)) continue;
    const conditions = allHold(statement.conditions.map((condition) => condition.holds(request)));
    if (conditions === 'no') continue;
    for (const [way, holds] of Object.entries(named) as [Naming, Holds][]) {
      const matched = allHold([holds, conditions]);
      if (statement.statement.effect === 'Deny') deny = anyHolds([deny, matched]);
      else allow[way] = anyHolds([allow[way], matched]);
    }
  }
  return { deny, allow };
}

function permissionsAnswer({ granted, unknown }: CompiledRole, request: PermissionRequest): PermissionAnswer {
  const answers = granted.map((policy) => policy.answer(request));
  const open: Holds = unknown.length > 0 ? 'unknown' : 'no';
  const openDeny: Holds = unknown.some(({ mayDeny }) => mayDeny) ? 'unknown' : 'no';
  return {
    deny: anyHolds([...answers.map(({ deny }) => deny), openDeny]),
    allow: anyHolds([...answers.map(({ allow }) => allow), open]),
  };
}

function boundaryAnswer(
  boundary: CompiledPermissions | UnknownPolicy | undefined,
  request: PermissionRequest,
): PermissionAnswer {
  if (boundary === undefined) return { deny: 'no', allow: 'yes' };
  if ('answer' in boundary) return boundary.answer(request);
  return { deny: boundary.mayDeny ? 'unknown' : 'no', allow: 'unknown' };
}

/** The conditions that take part in the answer. */
function conditionsOf({ caller, naming }: Pair): readonly CompiledCondition[] {
  const { granted, boundary } = caller;
  const policies = boundary !== undefined && 'answer' in boundary ? [...granted, boundary] : granted;
  return [
    ...naming.flatMap(({ statement, named }) => (isNone(named) ? [] : statement.conditions)),
    ...policies.flatMap(({ statements }) => statements.flatMap(({ conditions }) => conditions)),
  ];
}

/** Decides where nothing else does: a principal that is not known. */
export const UNNAMED_PRINCIPAL = 'what the trust policy names as principal';

/** What is not known and decides. */
function dependencies(pair: Pair, conditions: readonly CompiledCondition[]): readonly string[] {
  const { caller, target, naming } = pair;
  const request = sessionRequest(caller, target);
  const { boundary, granted, unknown } = caller;
  const statements = [
    ...granted,
    ...(boundary !== undefined && 'answer' in boundary ? [boundary] : []),
  ].flatMap((policy) => policy.statements);
  const open = new Set([
    ...naming.flatMap(({ statement, named }) => (isNone(named) ? [] : statement.conditions)),
    ...statements.flatMap((one) => (one.holds(request) === 'unknown' ? one.conditions : [])),
  ]);
  const keys = conditions
    .filter((condition) => open.has(condition))
    .filter((condition) => condition.holds(request) === 'unknown' || condition.key === MFA)
    .map(({ condition }) => condition.key);
  const identities = [caller, target].flatMap((role) =>
    role.arn === undefined ? [`the ARN of ${role.key}`] : [],
  );
  const policies = [
    ...unknown.map(({ name }) => name),
    ...(boundary !== undefined && !('answer' in boundary) ? [boundary.name] : []),
  ];
  const ids = caller.uniqueId === undefined ? uniqueIdsOf(naming) : [];
  const all = [...new Set([...keys, ...policies, ...ids, ...identities])];
  return all.length > 0 ? all : [UNNAMED_PRINCIPAL];
}

function wordsOf(choice: Choice): readonly string[] {
  return [...choice].flatMap(([key, value]) =>
    value === undefined ? [] : [`${NAMES[key] ?? key} ${value}`],
  );
}

const NAMES: Readonly<Record<string, string>> = {
  'sts:externalid': 'sts:ExternalId',
  'sts:rolesessionname': 'sts:RoleSessionName',
  'aws:requestedregion': 'aws:RequestedRegion',
  'aws:useragent': 'aws:UserAgent',
  'aws:referer': 'aws:Referer',
};

/** The unique IDs of roles that the statements name: whose they are is not known. */
function uniqueIdsOf(naming: readonly NamingStatement[]): readonly string[] {
  return naming.flatMap(({ statement: { statement }, named }) => {
    if (isNone(named) || statement.principal.kind !== 'listed') return [];
    return statement.principal.aws.filter(isIdOfRole).map((id) => `the role with the unique ID ${id}`);
  });
}
