import { covers, likeLiteral, likeValue } from '../grant/index';
import {
  operator,
  parsePolicy,
  renderPolicy,
  type Condition,
  type Policy,
  type Statement,
} from '../trust/index';

/** Every token that one of the policies admits: what one of them allows, without what all of them deny. */
export function unionOf(policies: readonly Policy[]): Policy | undefined {
  const isInAll = (statement: Statement): boolean =>
    policies.every(({ statements }) => statements.some((one) => keyOf(one) === keyOf(statement)));
  return joined(policies, (statement) =>
    statement.effect === 'Allow' || isInAll(statement) ? [statement] : [],
  );
}

/** No token that one of the policies does not admit: what all of them allow, without what one of them denies. */
export function commonOf(policies: readonly Policy[]): Policy | undefined {
  return joined(policies, (statement) => {
    if (statement.effect === 'Deny') return [statement];
    let common: readonly Statement[] = [statement];
    for (const { statements } of policies) {
      const allowed = statements.filter(({ effect }) => effect === 'Allow');
      common = common.flatMap((one) => allowed.flatMap((other) => within(one, other) ?? []));
      if (common.length > MAX_COMMON) return [];
    }
    return common;
  });
}

/** More statements for one are not kept. */
const MAX_COMMON = 64;

function joined(
  policies: readonly Policy[],
  keep: (statement: Statement) => readonly Statement[],
): Policy | undefined {
  const versions = new Set(policies.map(({ version }) => version));
  const [version] = versions;
  // `${…}` is not the same in both
  if (version === undefined || versions.size > 1) return undefined;
  const all = policies.flatMap(({ statements }) => statements);
  const kept = new Map(all.flatMap(keep).map((statement) => [keyOf(statement), statement]));
  if (kept.size === 0) return { version, statements: [] };
  const parsed = parsePolicy(renderPolicy({ version, statements: [...kept.values()] }));
  return parsed.ok ? parsed.policy : undefined;
}

/** A statement that allows nothing that one of the two does not: the first one, with the values that the second one has, too. */
function within(one: Statement, other: Statement): Statement | undefined {
  if (JSON.stringify([one.principal, one.action]) !== JSON.stringify([other.principal, other.action]))
    return undefined;
  const conditions = one.conditions.map((condition) => {
    const also = other.conditions.filter((same) => isAlike(same, condition));
    return also.reduce<Condition | undefined>(narrowed, condition);
  });
  const isAsked = other.conditions.every((same) =>
    one.conditions.some((condition) => isAlike(same, condition)),
  );
  if (!isAsked || conditions.includes(undefined)) return undefined;
  return { ...one, conditions: conditions as Condition[] };
}

function isAlike(one: Condition, other: Condition): boolean {
  const isSame = one.key.toLowerCase() === other.key.toLowerCase();
  return isSame && (one.operator === other.operator || (isLike(one) && isEqual(other)));
}

/** A condition with those of its values that another one accepts; nothing where there are none. */
function narrowed(condition: Condition | undefined, other: Condition): Condition | undefined {
  if (condition === undefined || condition.form === undefined) return undefined;
  if (
    JSON.stringify(condition.values) === JSON.stringify(other.values) &&
    condition.operator === other.operator
  )
    return condition;
  if (operator(condition.form.base).negated || other.form === undefined) return undefined;
  const wide = other.values.map(likeValue);
  const values = condition.values.filter((value) => {
    if (!isLike(other)) return other.values.includes(value);
    const like = isLike(condition) ? value : likeLiteral(value);
    return like !== undefined && wide.some((one) => covers(one, likeValue(like)));
  });
  return values.length === 0 ? undefined : { ...condition, values };
}

function isLike({ operator: name }: Condition): boolean {
  return name === 'StringLike';
}

function isEqual({ operator: name }: Condition): boolean {
  return name === 'StringEquals';
}

/** What a statement does, without where it is. */
function keyOf({ effect, principal, action, conditions }: Statement): string {
  const tests = conditions.map((one) => [one.operator, one.key, one.values]);
  return JSON.stringify([effect, principal, action, tests]);
}
