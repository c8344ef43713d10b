import { moveCondition, type Change } from '../advice/index';
import { GITLAB_COM_HOST, isGitlabCom, issuerHost } from '../context/index';
import {
  escapeLiteral,
  escapePointer,
  parseProviderArn,
  WEB_IDENTITY_ACTION,
  type Condition,
  type Statement,
} from '../trust/index';
import type { Match } from './check';
import type { CheckInput } from './check-input';
import { isPositive, patterns } from './conditions';
import { component, literal, readSubPattern } from './sub-pattern';

/** The condition that a finding points to. */
function conditionAt({ pointer, statement }: Match): Condition | undefined {
  return statement?.conditions.find((condition) => condition.pointer === pointer);
}

/** The condition under another operator; nothing where the statement has the key under that operator already: the two would become one. */
export function underOperator(
  match: Match,
  name: (operator: string) => string,
): readonly Change[] | undefined {
  const condition = conditionAt(match);
  return condition === undefined
    ? undefined
    : moved(match, condition, { operator: name(condition.operator) });
}

/** The condition under another key. */
export function underKey(match: Match, key: string): readonly Change[] | undefined {
  const condition = conditionAt(match);
  return condition === undefined ? undefined : moved(match, condition, { key });
}

function moved(
  { statement }: Match,
  condition: Condition,
  to: { readonly operator?: string; readonly key?: string },
): readonly Change[] | undefined {
  const { operator = condition.operator, key = condition.key } = to;
  const isTaken = statement?.conditions.some(
    (other) =>
      other !== condition && other.operator === operator && other.key.toLowerCase() === key.toLowerCase(),
  );
  return isTaken === true ? undefined : moveCondition(condition, to);
}

/** The condition with each value once. */
export function withoutTwins(match: Match): readonly Change[] | undefined {
  const condition = conditionAt(match);
  if (condition === undefined) return undefined;
  return [setAt(condition.pointer, listed(condition.values))];
}

/** The condition without its empty values, where others are left. */
export function withoutEmptyValue(match: Match): readonly Change[] | undefined {
  const condition = conditionAt(match);
  const rest = condition?.values.filter((value) => value !== '') ?? [];
  return condition === undefined || rest.length === 0 ? undefined : [setAt(condition.pointer, listed(rest))];
}

/** The statement with a condition on the one audience that its one provider has registered. */
export function demandSoleAudience(
  { pointer, statement }: Match,
  { providers = [], policy: { version } }: CheckInput,
): readonly Change[] | undefined {
  const [host, ...others] = hostsOf(statement);
  if (host === undefined || others.length > 0 || !pointer.endsWith('/Condition')) return undefined;
  const registered = providers.filter(({ issuer }) => issuerHost(issuer) === host);
  const [audience, ...more] = new Set(registered.flatMap(({ clientIds = [] }) => clientIds));
  const isKnown = registered.length > 0 && registered.every(({ clientIds }) => clientIds !== undefined);
  if (audience === undefined || more.length > 0 || !isKnown) return undefined;
  const value = version === '2012-10-17' ? escapeLiteral(audience) : audience;
  return [setAt(`${pointer}/StringEquals/${escapePointer(`${host}:aud`)}`, value)];
}

/**
 * The statement with the ids of its one project, which is declared: it names no other, and neither id yet. More tokens are refused, none
 * can assume the role.
 */
export function demandDeclaredIds(
  { pointer, statement }: Match,
  { projects = [], instance, policy: { version } }: CheckInput,
): readonly Change[] | undefined {
  // of another instance the ids say nothing
  if (instance !== undefined && !isGitlabCom(instance.issuer)) return undefined;
  const at = /^\/Statement(?:\/\d+)?/.exec(pointer)?.[0];
  if (at === undefined || statement === undefined || hostsOf(statement).size !== 1) return undefined;
  const isId = ({ key }: Condition): boolean => ID_KEYS.some((name) => key.toLowerCase() === name);
  if (statement.conditions.some(isId)) return undefined;
  const subjects = statement.conditions.filter(
    (condition) => condition.key.toLowerCase() === `${GITLAB_COM_HOST}:sub` && isPositive(condition),
  );
  const paths = subjects.flatMap((condition) =>
    patterns(condition, version).map((tokens) => {
      const path = component(readSubPattern(tokens), 'project_path');
      return path === undefined ? undefined : literal(path);
    }),
  );
  const [path, ...others] = new Set(paths);
  const project = projects.find((one) => one.path === path);
  const { id, namespaceId } = project ?? {};
  if (others.length > 0 || id === undefined || namespaceId === undefined) return undefined;
  const equals = `${at}/Condition/StringEquals`;
  return [
    setAt(`${equals}/${GITLAB_COM_HOST}:project_id`, id),
    setAt(`${equals}/${GITLAB_COM_HOST}:namespace_id`, namespaceId),
  ];
}

function hostsOf(statement: Statement | undefined): ReadonlySet<string> {
  const federated = statement?.principal.kind === 'listed' ? statement.principal.federated : [];
  return new Set(federated.flatMap((arn) => parseProviderArn(arn)?.host ?? []));
}

const ID_KEYS = [`${GITLAB_COM_HOST}:project_id`, `${GITLAB_COM_HOST}:namespace_id`];

/** The one action of ID tokens. */
export function webIdentityAction({ pointer }: Match): readonly Change[] {
  return [setAt(pointer, WEB_IDENTITY_ACTION)];
}

/** The statement without the condition, where its subject is still tested: then the other conditions decide. */
export function withoutCondition(match: Match): readonly Change[] | undefined {
  const condition = conditionAt(match);
  const isPinned = match.statement?.conditions.some(
    (other) => other !== condition && /:sub$/i.test(other.key) && isPositive(other),
  );
  return condition === undefined || isPinned !== true ? undefined : [removeAt(condition.pointer)];
}

/** Another value at a place of the trust policy. */
export function setAt(at: string, value: string | readonly string[]): Change {
  return { place: 'trust_policy', op: 'set', at, value };
}

/** Nothing at a place of the trust policy, or a list there without a value. */
export function removeAt(at: string, value?: string): Change {
  return { place: 'trust_policy', op: 'remove', at, value };
}

/** The condition under the plain operator on texts that says the same, where its own operator compares otherwise. */
export function plainly(match: Match, operators: RegExp): readonly Change[] | undefined {
  const condition = conditionAt(match);
  const base = condition?.form?.base;
  if (condition === undefined || base === undefined || !operators.test(base)) return undefined;
  const isPattern = condition.values.some((value) => /[*?]/.test(value));
  const like = base === 'ArnLike' || base === 'ArnEquals';
  // under StringEquals a wildcard is an ordinary character, and stays one
  return underOperator(match, () => (isPattern && like ? 'StringLike' : 'StringEquals'));
}

/** Values as they are written: one alone, or a list of several, each once. */
export function listed(values: readonly string[]): string | readonly string[] {
  const [only, ...others] = new Set(values);
  return only !== undefined && others.length === 0 ? only : [...new Set(values)];
}
