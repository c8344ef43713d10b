/**
 * An equivalence of code units: two units of one class are the same letter to a pattern that carries the fold.
 *
 * `members(unit)` is the whole class of `unit`, ascending and including `unit`; every member must answer with the same
 * list. The first member stands for the class.
 */
export interface Fold {
  /** Different folds have different names. */
  readonly name: string;
  members(unit: number): readonly number[];
}

const UNIT_COUNT = 0x10000;

/**
 * The fold whose classes are the units with equal `representative(unit)`.
 *
 * Cost: one sweep over the 65,536 units at the first question, then a table read. Classes of one unit share no storage.
 *
 * @param representative a total function on code units; it need not be idempotent.
 */
export function foldOf(name: string, representative: (unit: number) => number): Fold {
  let classes: ReadonlyMap<number, readonly number[]> | undefined;
  return {
    name,
    members(unit) {
      classes ??= sharedClasses(representative);
      return classes.get(unit) ?? [unit];
    },
  };
}

/** ASCII letters without regard to case; every other unit only equals itself. */
export const ASCII_FOLD: Fold = foldOf('ascii', (unit) =>
  unit >= 0x41 && unit <= 0x5a ? unit + 0x20 : unit,
);

function sharedClasses(representative: (unit: number) => number): ReadonlyMap<number, readonly number[]> {
  const byRepresentative = new Map<number, number[]>();
  for (let unit = 0; unit < UNIT_COUNT; unit++) {
    const name = representative(unit);
    const members = byRepresentative.get(name);
    if (members === undefined) byRepresentative.set(name, [unit]);
    else members.push(unit);
  }
  const classes = new Map<number, readonly number[]>();
  for (const members of byRepresentative.values()) {
    if (members.length > 1) for (const unit of members) classes.set(unit, members);
  }
  return classes;
}
