import { quote } from '../../errors';
import { deepMerge } from './deep-merge';
import { entryOf, textsOf, type CiEntry, type CiMap, type StructureProblem } from './node';

/** Levels of `extends` that GitLab follows. @see https://docs.gitlab.com/ci/yaml/#extends */
const MAX_LEVELS = 11;

/**
 * Resolves `extends` in every top-level entry: the parents in their order, each over the ones before it, and the job over all.
 * @param isOpen whether an include is not known: a parent may then come from there, and is omitted without a problem
 */
export function resolveExtends(
  root: CiMap,
  isOpen: boolean,
): {
  readonly root: CiMap;
  readonly problems: readonly StructureProblem[];
  readonly missing: readonly CiEntry[];
} {
  const problems: StructureProblem[] = [];
  const missing: CiEntry[] = [];
  const done = new Map<string, CiMap>();
  const resolve = (name: string, entry: CiEntry, trail: readonly string[]): CiEntry => {
    const { value } = entry;
    const parents = entryOf(value, 'extends');
    if (value.kind !== 'map' || parents === undefined) return entry;
    const known = done.get(name);
    if (known !== undefined) return { ...entry, value: known };
    const bases = textsOf(parents.value).flatMap((parent): readonly CiMap[] => {
      const base = root.entries.get(parent);
      if (trail.includes(parent) || trail.length > MAX_LEVELS) {
        problems.push({
          rule: 'unresolved-name',
          position: parents.position,
          message: `${quote(name)} extends ${quote(parent)} in a circle, or over more than ${MAX_LEVELS} levels: GitLab refuses the pipeline`,
          fix: 'break the circle',
        });
        return [];
      }
      if (base === undefined) {
        missing.push(entry);
        if (!isOpen)
          problems.push({
            rule: 'unresolved-name',
            position: parents.position,
            message: `${quote(name)} extends ${quote(parent)}, which does not exist: GitLab refuses the pipeline`,
            fix: `define ${quote(parent)}, or correct its name`,
          });
        return [];
      }
      const resolved = resolve(parent, base, [...trail, parent]).value;
      return resolved.kind === 'map' ? [resolved] : [];
    });
    const own: CiMap = {
      ...value,
      entries: new Map([...value.entries].filter(([key]) => key !== 'extends')),
    };
    const merged = [...bases, own].reduce(deepMerge);
    done.set(name, merged);
    return { ...entry, value: merged };
  };
  const entries = new Map([...root.entries].map(([name, entry]) => [name, resolve(name, entry, [name])]));
  return { root: { ...root, entries }, problems, missing };
}
