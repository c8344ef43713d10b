import type { BoundedTrust } from './provable-trust';
import { withNames } from './renamed-roles';

/** A role of one of two versions, with what AWS knows it by. */
export type ComparedTrust = BoundedTrust & {
  /** `RoleName`; absent where the input does not tell. */
  readonly name?: string;
  /** Twelve digits; absent where the input does not tell. */
  readonly account?: string;
};

/**
 * The earlier version with the keys of the roles that its own are in AWS: those of the same name, wherever the input has them. An address
 * that has a role of another name now is the same role only where neither name is in the other version.
 * Cost: linear in the number of roles.
 */
export function asNamedLater<T extends ComparedTrust>(
  before: readonly T[],
  after: readonly T[],
): readonly T[] {
  const [was, is] = [byName(before), byName(after)];
  const keys = new Map<string, string>();
  for (const [name, old] of was) {
    const now = is.get(name);
    const [one, another] = [old[0], now?.[0]];
    if (one === undefined || another === undefined || old.length > 1 || now?.length !== 1) continue;
    if (one.account === undefined || another.account === undefined || one.account === another.account)
      keys.set(one.key, another.key);
  }
  const taken = new Set(keys.values());
  for (const { key, name } of before)
    if (!keys.has(key) && taken.has(key)) keys.set(key, `${key} (${name ?? 'before'})`);
  return before.map((trust) => withNames(trust, (key) => keys.get(key) ?? key));
}

function byName<T extends ComparedTrust>(trusts: readonly T[]): ReadonlyMap<string, readonly T[]> {
  const found = new Map<string, T[]>();
  for (const trust of trusts) {
    if (trust.name === undefined) continue;
    const same = found.get(trust.name);
    if (same === undefined) found.set(trust.name, [trust]);
    else same.push(trust);
  }
  return found;
}
