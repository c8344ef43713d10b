/**
 * A set of UTF-16 code units as ascending, disjoint, non-adjacent inclusive ranges, flattened: `[lo, hi, lo, hi, …]`.
 * Two sets are equal iff their lists are.
 */
export type UnitSet = readonly number[];

const LAST = 0xffff;

/** Every code unit. */
export const ALL_UNITS: UnitSet = [0, LAST];

/** The units that occur in `text`. */
export function unitsIn(text: string): UnitSet {
  const ranges: number[] = [];
  for (let i = 0; i < text.length; i++) ranges.push(text.charCodeAt(i), text.charCodeAt(i));
  return normalised(ranges);
}

/** The units from `first` to `last`, both one code unit long and included. */
export function unitsBetween(first: string, last: string): UnitSet {
  return normalised([first.charCodeAt(0), last.charCodeAt(0)]);
}

/** Units given by number ranges `[lo, hi, lo, hi, …]` in any order. @throws RangeError outside 0…0xffff */
export function unitRanges(ranges: readonly number[]): UnitSet {
  for (const unit of ranges) {
    if (!Number.isInteger(unit) || unit < 0 || unit > LAST) {
      throw new RangeError(
        `ERR_AUTOMATA_UNIT: expected a code unit between 0 and 65535, got \`${String(unit)}\``,
      );
    }
  }
  return normalised(ranges);
}

export function unitUnion(...sets: readonly UnitSet[]): UnitSet {
  return normalised(sets.flat());
}

export function unitComplement(set: UnitSet): UnitSet {
  const ranges: number[] = [];
  let next = 0;
  for (let i = 0; i < set.length; i += 2) {
    if (set[i]! > next) ranges.push(next, set[i]! - 1);
    next = set[i + 1]! + 1;
  }
  if (next <= LAST) ranges.push(next, LAST);
  return ranges;
}

export function unitIntersection(a: UnitSet, b: UnitSet): UnitSet {
  const ranges: number[] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    const low = Math.max(a[i]!, b[j]!);
    const high = Math.min(a[i + 1]!, b[j + 1]!);
    if (low <= high) ranges.push(low, high);
    if (a[i + 1]! < b[j + 1]!) i += 2;
    else j += 2;
  }
  return ranges;
}

export function unitDifference(a: UnitSet, b: UnitSet): UnitSet {
  return unitIntersection(a, unitComplement(b));
}

/** Membership. Cost: logarithmic in the number of ranges. */
export function hasUnit(set: UnitSet, unit: number): boolean {
  let low = 0;
  let high = set.length / 2;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (set[2 * middle + 1]! < unit) low = middle + 1;
    else high = middle;
  }
  return 2 * low < set.length && set[2 * low]! <= unit;
}

/** How many units are in the set. */
export function unitCount(set: UnitSet): number {
  let count = 0;
  for (let i = 0; i < set.length; i += 2) count += set[i + 1]! - set[i]! + 1;
  return count;
}

function normalised(ranges: readonly number[]): UnitSet {
  const pairs: [number, number][] = [];
  for (let i = 0; i < ranges.length; i += 2)
    if (ranges[i]! <= ranges[i + 1]!) pairs.push([ranges[i]!, ranges[i + 1]!]);
  pairs.sort((a, b) => a[0] - b[0]);
  const merged: number[] = [];
  for (const [low, high] of pairs) {
    if (merged.length > 0 && low <= merged.at(-1)! + 1)
      merged[merged.length - 1] = Math.max(merged.at(-1)!, high);
    else merged.push(low, high);
  }
  return merged;
}
