import { bitset, setBit, type Bitset } from './bitset';
import { STAR, type Pattern } from './pattern';
import { compileMatcher } from './point-matcher';

/** What a field pattern selects in a column: the values from `low` to before `high`, or those of them that `chosen` says. */
export interface Selection {
  /** Every subject. */
  readonly all: boolean;
  /** How many subjects have a selected value. */
  readonly size: number;
  readonly low: number;
  readonly high: number;
  /** By value number less `low`; absent when all of the range is selected. */
  readonly chosen: Uint8Array | undefined;
}

/** Whether the value with this number is selected. */
export function selects({ low, high, chosen }: Selection, value: number): boolean {
  return value >= low && value < high && (chosen === undefined || chosen[value - low] === 1);
}

/**
 * One field of many subjects, each distinct value stored once, in order, so that the values with a common beginning stand
 * together: a pattern is compared only with the values that share its fixed beginning, and each pattern once.
 *
 * Cost: construction sorts the distinct values; a selection is logarithmic plus the candidates.
 */
export class FieldColumn {
  /** Number of the value of each subject. */
  readonly valueOf: Int32Array;
  private readonly values: readonly string[];
  private readonly subjects: Int32Array;
  private readonly offsets: Int32Array;
  private readonly selections = new Map<Pattern, Selection>();
  private readonly dense = new Map<Selection, Bitset>();

  constructor(fields: readonly string[]) {
    this.values = [...new Set(fields)].toSorted();
    const numbers = new Map(this.values.map((value, number) => [value, number]));
    this.valueOf = Int32Array.from(fields, (field) => numbers.get(field)!);
    this.offsets = new Int32Array(this.values.length + 1);
    for (const number of this.valueOf) this.offsets[number + 1]!++;
    for (let i = 0; i < this.values.length; i++) this.offsets[i + 1]! += this.offsets[i]!;
    this.subjects = new Int32Array(fields.length);
    const next = this.offsets.slice();
    for (const [subject, number] of this.valueOf.entries()) this.subjects[next[number]!++] = subject;
  }

  /** What a pattern selects, worked out once per pattern object. */
  select(pattern: Pattern): Selection {
    const known = this.selections.get(pattern);
    if (known !== undefined) return known;
    const { low, high, chosen } = this.range(pattern);
    let size = this.offsets[high]! - this.offsets[low]!;
    if (chosen !== undefined) {
      for (let value = low; value < high; value++) {
        if (chosen[value - low] === 0) size -= this.offsets[value + 1]! - this.offsets[value]!;
      }
    }
    const made = { all: size === this.subjects.length, size, low, high, chosen };
    this.selections.set(pattern, made);
    return made;
  }

  /** Calls back with every subject of a selection. */
  each({ low, high, chosen }: Selection, visit: (subject: number) => void): void {
    for (let value = low; value < high; value++) {
      if (chosen !== undefined && chosen[value - low] === 0) continue;
      for (let i = this.offsets[value]!; i < this.offsets[value + 1]!; i++) visit(this.subjects[i]!);
    }
  }

  /** The subjects of a selection as a set; kept, so only worth asking for large selections. */
  bits(selection: Selection): Bitset {
    const known = this.dense.get(selection);
    if (known !== undefined) return known;
    const bits = bitset(this.subjects.length);
    this.each(selection, (subject) => setBit(bits, subject));
    this.dense.set(selection, bits);
    return bits;
  }

  private range(pattern: Pattern): Pick<Selection, 'low' | 'high' | 'chosen'> {
    const wildcard = pattern.tokens.findIndex((token) => token < 0);
    const fixed = pattern.fold !== undefined ? 0 : wildcard < 0 ? pattern.tokens.length : wildcard;
    const beginning = String.fromCharCode(...pattern.tokens.slice(0, fixed));
    const low = this.lowerBound((value) => value < beginning);
    if (pattern.fold === undefined && wildcard < 0) {
      return { low, high: this.values[low] === beginning ? low + 1 : low, chosen: undefined };
    }
    const high = this.lowerBound((value) => value < beginning || value.startsWith(beginning));
    if (pattern.tokens.length === fixed + 1 && pattern.tokens[fixed] === STAR)
      return { low, high, chosen: undefined };
    const matches = compileMatcher([pattern]);
    const chosen = new Uint8Array(high - low);
    for (let value = low; value < high; value++) if (matches(this.values[value]!)) chosen[value - low] = 1;
    return { low, high, chosen };
  }

  /** The first value for which `below` is false; it must be true before and false after. */
  private lowerBound(below: (value: string) => boolean): number {
    let low = 0;
    let high = this.values.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (below(this.values[middle]!)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
