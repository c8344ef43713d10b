import { quote } from '../errors';
import { closestAllow, nameOf, type ConditionTrace, type StatementTrace } from '../evaluate/index';
import { WEB_IDENTITY_ACTION, renderPolicy, type Condition } from '../trust/index';
import { conditionDiagnosis } from './condition-diagnosis';
import { fixable, noted, type Change, type Diagnosis, type Json, type Repair } from './fix';
import type { AdviceContext } from './input';
import { claimOf } from './judged-condition';
import { removeCondition } from './policy-change';
import { principalDiagnosis, statementPointer } from './principal-diagnosis';
import { isOfOtherProject } from './subject-diagnosis';
import { protectStep } from './subject-step';

/** What is wrong with one statement: what each part that fails needs. All parts must be mended; each has its alternatives. */
export interface StatementDiagnosis {
  readonly notes: readonly string[];
  /** One list of alternatives for each part; empty where a part cannot be mended. */
  readonly parts: readonly (readonly Repair[])[];
}

/** The diagnoses of the statements that come closest; none where there is no statement to mend. */
export function statementDiagnoses(context: AdviceContext): readonly StatementDiagnosis[] {
  const { trace, outcome } = context.decision;
  const denied = trace.find((entry) => entry.statement.effect === 'Deny' && entry.holds === 'yes');
  if (denied !== undefined && outcome === 'deny') return [denial(denied, context)];
  const closest = closestAllow(trace);
  if (closest === undefined) {
    // what left the answer open before any statement was read is in the decision's reason
    if (context.policy.statements.some(({ effect }) => effect === 'Allow')) return [];
    return [{ notes: ['the policy has no Allow statement: add one for the project and the ref'], parts: [] }];
  }
  return [closest, ...asClose(trace, closest, context)].map((entry) => diagnosisOf(entry, context));
}

function diagnosisOf(entry: StatementTrace, context: AdviceContext): StatementDiagnosis {
  const whole: readonly Diagnosis[] = [
    ...(entry.principal.holds === 'yes' ? [] : [principalDiagnosis(entry, context)]),
    ...(entry.action.holds === 'yes' ? [] : [actionDiagnosis(entry, context)]),
  ];
  const failed = failing(entry);
  const strange = failed.some((part) => isAnotherProject(part, entry, context));
  const twice = strange ? undefined : demandedTwice(entry, context);
  const asked = failed.filter(({ trace }) => trace.key !== twice?.key);
  // nothing is loosened for another project
  const parts = (strange ? asked.filter(isIdentity) : asked).map(({ condition, trace }) =>
    conditionDiagnosis({ condition, trace, beside: entry.statement.conditions }, context),
  );
  const all = [...whole, ...(twice === undefined ? [] : [twice.diagnosis]), ...parts];
  return {
    notes: all.flatMap(({ notes }) => notes),
    parts: strange ? [[]] : all.map(({ repairs }) => repairs),
  };
}

interface FailedPart {
  readonly condition: Condition;
  readonly trace: ConditionTrace;
}

/** Conditions that do not hold: which project and ref it is comes before everything else. */
export function failing({ conditions, statement }: StatementTrace): readonly FailedPart[] {
  return conditions
    .map((trace, i) => ({ trace, condition: statement.conditions[i] as Condition }))
    .filter(({ trace }) => trace.holds !== 'yes')
    .toSorted((a, b) => Number(isSubject(b.trace)) - Number(isSubject(a.trace)));
}

/** Which project and ref it is comes before everything else. */
export function isSubject({ key }: Pick<ConditionTrace, 'key'>): boolean {
  return key.toLowerCase().endsWith(':sub');
}

const isIdentity = ({ condition }: FailedPart): boolean =>
  ['sub', 'project_id', 'namespace_id'].includes(claimOf(condition));

function isAnotherProject(
  { condition, trace }: FailedPart,
  { conditions }: StatementTrace,
  context: AdviceContext,
): boolean {
  // a value for another project beside one that matches is an alternative, written wrongly
  const isMet = conditions.some(({ key, holds }) => key === trace.key && holds === 'yes');
  if (typeof trace.got !== 'string' || isMet) return false;
  const name = claimOf(condition);
  return name === 'project_id' || (name === 'sub' && isOfOtherProject(condition, trace.got, context));
}

/** Other statements that fail as little, for the same project: what is wrong with them may be what was meant. */
function asClose(
  trace: readonly StatementTrace[],
  closest: StatementTrace,
  context: AdviceContext,
): readonly StatementTrace[] {
  const count = failing(closest).length;
  if (closest.principal.holds === 'no' || closest.action.holds === 'no') return [];
  return trace.filter(
    (entry) =>
      entry !== closest &&
      entry.statement.effect === 'Allow' &&
      entry.principal.holds !== 'no' &&
      entry.action.holds !== 'no' &&
      failing(entry).length === count &&
      !failing(entry).some((part) => isAnotherProject(part, entry, context)),
  );
}

function actionDiagnosis({ statement }: StatementTrace, context: AdviceContext): Diagnosis {
  const { negated, actions } = statement.action;
  const cause = `the statement does not allow ${quote(WEB_IDENTITY_ACTION)}`;
  const at = statementPointer(statement, context);
  if (negated) return noted(cause);
  const other = actions.every((action) => /^sts:(?:TagSession|SetSourceIdentity|AssumeRole)$/.test(action));
  return fixable({
    cause,
    changes: [
      { place: 'trust_policy', op: other ? 'add' : 'set', at: `${at}/Action`, value: WEB_IDENTITY_ACTION },
    ],
  });
}

/** A key under two operators, of which one holds: the two are ANDed, and most often they were meant as alternatives. */
function demandedTwice(
  entry: StatementTrace,
  context: AdviceContext,
): { readonly key: string; readonly diagnosis: Diagnosis } | undefined {
  const all = entry.statement.conditions;
  const half = entry.conditions.find(
    ({ key, holds }) =>
      holds === 'no' && entry.conditions.some((other) => other.key === key && other.holds === 'yes'),
  );
  if (half === undefined) return undefined;
  const failed = all.filter(
    (_, i) => entry.conditions[i]?.key === half.key && entry.conditions[i]?.holds === 'no',
  );
  const held = all.filter(({ key }, i) => key === half.key && entry.conditions[i]?.holds === 'yes');
  const operators = all.filter(({ key }) => key === half.key).map(({ operator }) => quote(operator));
  const cause = `${nameOf(entry)} tests ${quote(half.key)} with ${operators.join(' and ')}, and all of them must hold`;
  // the negated ones restrict, and were not meant as alternatives
  if (failed.some(({ form }) => form === undefined || /Not/.test(form.base)))
    return { key: half.key, diagnosis: noted(cause) };
  const [first] = held;
  if (first === undefined) return undefined;
  return { key: half.key, diagnosis: fixable(split(entry, cause, failed, held, context)) };
}

/** A statement for each of the alternatives. */
function split(
  { statement }: StatementTrace,
  cause: string,
  failed: readonly Condition[],
  held: readonly Condition[],
  context: AdviceContext,
): Repair {
  const { sid: _unique, ...copy } = statement;
  const [other] = renderPolicy({
    version: context.policy.version,
    statements: [
      { ...copy, conditions: statement.conditions.filter((condition) => !held.includes(condition)) },
    ],
  }).Statement as readonly Json[];
  return {
    cause,
    changes: [
      ...failed.map((condition): Change => removeCondition(condition)),
      { place: 'trust_policy', op: 'add', at: '/Statement', value: other as Json },
    ],
    admits: `tokens that one of them matches: ${[...held, ...failed].flatMap(({ values }) => values.slice(0, 3).map(quote)).join(' or ')}`,
  };
}

/** A Deny is never loosened; what the job or the project can do about it is said. */
function denial(denied: StatementTrace, { claims }: AdviceContext): StatementDiagnosis {
  const missing = denied.conditions
    .filter(({ got }) => got === undefined)
    .map(
      ({ key, operator }) =>
        `${quote(operator)} holds for a missing key: the token has no ${quote(key)}, so this Deny applies to every token`,
    );
  const unprotected =
    claims.ref_protected === 'false' &&
    claims.pipeline_source !== 'merge_request_event' &&
    denied.conditions.some((condition) => claimOf(condition) === 'ref_protected');
  const step = protectStep(String(claims.ref ?? ''), claims.ref_type === 'tag' ? 'tag' : 'branch');
  return {
    notes: [
      `a Deny wins over every Allow: ${nameOf(denied)} is meant to keep such tokens out, or is wrong`,
      ...missing,
    ],
    parts: unprotected ? [[{ cause: step.cause, changes: step.changes ?? [] }]] : [],
  };
}
