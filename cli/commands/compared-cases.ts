import type { ComparedTrust, ReportChange, WrittenRole } from '../../policies/index';

/**
 * @property caseOf the address of what makes the role in one case, and another one in others
 * @property decidedBy what decides which case that is
 */
export type ComparedTrusts = readonly (ComparedTrust & Pick<WrittenRole, 'caseOf' | 'decidedBy'>)[];

/**
 * A role that depends on a condition is compared case by case. Where the two versions have other cases of it, one in the earlier version has
 * no counterpart: whoever had the one role may have the other now.
 */
export function unlessOtherCases(
  changes: readonly ReportChange[],
  old: ComparedTrusts,
  now: ComparedTrusts,
): readonly ReportChange[] {
  const casesOf = (trusts: ComparedTrusts, resource: string): readonly string[] =>
    trusts.flatMap(({ key, caseOf = key }) => (caseOf === resource ? [key] : [])).toSorted();
  const resources = new Map([...old, ...now].map(({ key, caseOf = key }) => [key, caseOf]));
  return changes.flatMap((change): readonly ReportChange[] => {
    const resource = resources.get(change.role) ?? change.role;
    const [was, is] = [casesOf(old, resource), casesOf(now, resource)];
    if (was.length === 0 || is.length === 0) return [change];
    if (was.join('\n') === is.join('\n')) {
      const decidedIn = (trusts: ComparedTrusts): ReadonlyMap<string, string> =>
        trusts.find(({ key }) => key === change.role)?.decidedBy ?? new Map();
      const changed = differing(decidedIn(old), decidedIn(now));
      if (changed.length === 0) return [change];
      const what = `what decides between its cases has changed: ${changed.join(', ')}; give the values with \`--var\``;
      return [{ role: change.role, kind: 'cannot_tell', gained: [], lost: [], reason: what }];
    }
    if (!is.includes(change.role)) return [];
    const reason = `it depends on other conditions than before, when it was ${was.map((name) => `\`${name}\``).join(' or ')}; give the values with \`--var\``;
    return [{ role: change.role, kind: 'cannot_tell', gained: [], lost: [], reason }];
  });
}

/** The keys under which two maps have not the same. */
function differing(one: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>): readonly string[] {
  return [...new Set([...one.keys(), ...other.keys()])].filter((key) => one.get(key) !== other.get(key));
}
