import { issuerHost, type RawClaims } from '../context/index';
import {
  closestAllow,
  nameOf,
  type ConditionTrace,
  type Decision,
  type StatementTrace,
} from '../evaluate/index';
import { conditionAdvice, type AdviceContext } from './condition-advice';
import { layerAdvice } from './layer-advice';
import { principalAdvice } from './principal-advice';
import { isOtherProject } from './subject-advice';

/** What would change the answer to a token that was not admitted. Never how to let in another project. */
export function advice(
  decision: Decision,
  input: { readonly issuer: string; readonly claims?: RawClaims },
): readonly string[] {
  if (decision.layer !== 'trust') return layerAdvice(decision, input.claims ?? {}, input.issuer);
  const host = issuerHost(input.issuer).toLowerCase();
  const denied = decision.trace.find((entry) => entry.statement.effect === 'Deny' && entry.holds !== 'no');
  if (denied !== undefined && decision.outcome === 'deny' && denied.holds === 'yes') {
    return [
      `a Deny wins over every Allow: change ${nameOf(denied)}, or what the token says`,
      ...deniedByMissing(denied),
    ];
  }
  const closest = closestAllow(decision.trace);
  if (closest === undefined) return ['add an Allow statement for the project and ref that should get in'];
  if (closest.principal.holds === 'no') return principalAdvice(closest, decision.trace);
  if (closest.action.holds === 'no') return ['allow `sts:AssumeRoleWithWebIdentity`, written exactly so'];
  const context = { host, claims: input.claims ?? {} };
  return [closest, ...asClose(decision.trace, closest)].flatMap((entry) => statementAdvice(entry, context));
}

/** Other statements that fail as little, for the same project: what is wrong with them may be what was meant. */
function asClose(trace: readonly StatementTrace[], closest: StatementTrace): readonly StatementTrace[] {
  const count = failing(closest).length;
  return trace.filter(
    (entry) =>
      entry !== closest &&
      entry.statement.effect === 'Allow' &&
      entry.principal.holds !== 'no' &&
      entry.action.holds !== 'no' &&
      failing(entry).length === count &&
      !failing(entry).some(isAnotherProject),
  );
}

function statementAdvice(entry: StatementTrace, context: AdviceContext): readonly string[] {
  const twice = demandedTwice(entry);
  const failed = failing(entry).filter(({ key }) => key !== twice?.key);
  // of another project nothing but that is to be said: no condition should be loosened for it
  const strange = failed.some(isAnotherProject);
  return [
    ...(twice === undefined ? [] : [twice.advice]),
    ...(strange ? failed.filter(isIdentity) : failed).flatMap((condition) =>
      conditionAdvice(condition, context),
    ),
  ];
}

/** A key under two operators, of which one holds: the two are ANDed, and most often they were meant as alternatives. */
function demandedTwice(entry: StatementTrace): { readonly key: string; readonly advice: string } | undefined {
  const half = entry.conditions.find(
    ({ key, holds }) =>
      holds === 'no' && entry.conditions.some((other) => other.key === key && other.holds === 'yes'),
  );
  if (half === undefined) return undefined;
  const operators = entry.conditions
    .filter(({ key }) => key === half.key)
    .map(({ operator }) => `\`${operator}\``);
  return {
    key: half.key,
    advice: `${nameOf(entry)} tests \`${half.key}\` with ${operators.join(' and ')}, and all of them must hold: if either is meant, write a statement for each`,
  };
}

function isAnotherProject({ key, got, values }: ConditionTrace): boolean {
  if (typeof got !== 'string') return false;
  return /:project_id$/i.test(key) || (/:sub$/i.test(key) && isOtherProject(got, values));
}

function isIdentity({ key }: ConditionTrace): boolean {
  return /:(?:sub|project_id|namespace_id)$/i.test(key);
}

/** Conditions that do not hold: which project and ref it is comes before everything else. */
export function failing({ conditions }: StatementTrace): readonly ConditionTrace[] {
  return conditions
    .filter(({ holds }) => holds !== 'yes')
    .toSorted((a, b) => Number(isSubject(b)) - Number(isSubject(a)));
}

/** Which project and ref it is comes before everything else. */
export function isSubject({ key }: ConditionTrace): boolean {
  return key.toLowerCase().endsWith(':sub');
}

/** A negated operator holds for a key that the token does not have. */
function deniedByMissing(entry: StatementTrace): readonly string[] {
  const missing = entry.conditions.filter((condition: ConditionTrace) => condition.got === undefined);
  return missing.map(
    ({ key, operator }) =>
      `\`${operator}\` holds for a missing key: the token gives no \`${key}\`, so this condition fires for everybody`,
  );
}
