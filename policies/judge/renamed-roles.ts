import type { JudgedDiff } from './judged-diff';
import type { BoundedTrust } from './provable-trust';
import { trustedIssuers } from './trusted-issuers';

type Compare = (before: readonly BoundedTrust[], after: readonly BoundedTrust[]) => readonly JudgedDiff[];

/**
 * Compares two versions in which a role that trusts several issuers may have another name. Over the tokens of one issuer alone it is never
 * taken for a renamed one, because those of another issuer may differ. Here it is, if nothing is gained or lost by the tokens of each.
 *
 * Cost: one comparison for each pair of such a role that was added and one that was removed.
 */
export function withRenamedRoles(
  before: readonly BoundedTrust[],
  after: readonly BoundedTrust[],
  compare: Compare,
): readonly JudgedDiff[] {
  const newNames = renamedOfSeveral(before, after, compare);
  if (newNames.size === 0) return compare(before, after);
  const oldNames = new Map([...newNames].map(([old, name]) => [name, old]));
  const nameOf = (key: string): string => newNames.get(key) ?? key;
  const diffs = compare(
    before.map((trust) => withNames(trust, nameOf)),
    after,
  );
  return diffs.map((diff): JudgedDiff => {
    const old = oldNames.get(diff.name);
    if (old === undefined || diff.kind !== 'same') return diff;
    const { rewritten: _same, ...rest } = diff;
    return { ...rest, kind: 'renamed', before: old };
  });
}

/** New names of roles by their old ones. */
function renamedOfSeveral(
  before: readonly BoundedTrust[],
  after: readonly BoundedTrust[],
  compare: Compare,
): ReadonlyMap<string, string> {
  const added = unmatched(after, before);
  const removed = new Set(unmatched(before, after));
  const names = new Map<string, string>();
  for (const is of added) {
    for (const was of removed) {
      if (!isOfSeveral(is) && !isOfSeveral(was)) continue;
      const old = withNames(was, (key) => (key === was.key ? is.key : key));
      const diffs = compare([old, ...entriesOf(was, before)], [is, ...entriesOf(is, after)]);
      if (diffs.find(({ name }) => name === is.key)?.kind !== 'same') continue;
      removed.delete(was);
      names.set(was.key, is.key);
      break;
    }
  }
  return names;
}

function unmatched(
  trusts: readonly BoundedTrust[],
  others: readonly BoundedTrust[],
): readonly BoundedTrust[] {
  const keys = new Set(others.map(({ key }) => key));
  return trusts.filter(({ key }) => !keys.has(key));
}

function isOfSeveral(trust: BoundedTrust): boolean {
  return trustedIssuers(trust).length > 1;
}

/** The roles from which chains lead to a role. */
function entriesOf(
  { key, reachedBy = [] }: BoundedTrust,
  trusts: readonly BoundedTrust[],
): readonly BoundedTrust[] {
  const entries = new Set(reachedBy.map(({ entry }) => entry));
  return trusts.filter((trust) => trust.key !== key && entries.has(trust.key));
}

/** A role under another key, and so the roles of its chains. */
export function withNames<T extends BoundedTrust>(trust: T, nameOf: (key: string) => string): T {
  const { key, reachedBy } = trust;
  return {
    ...trust,
    key: nameOf(key),
    reachedBy: reachedBy?.map((reached) => ({
      ...reached,
      entry: nameOf(reached.entry),
      through: reached.through.map(nameOf),
    })),
  };
}
