import { bitset, setBit, type Bitset } from './bitset';
import { STAR, type Pattern } from './pattern';
import { compileMatcher } from './point-matcher';
import { programOf } from './program';

/** What a field pattern selects in a column. */
export interface Selection {
  /** Every subject. */
  readonly all: boolean;
  /** How many subjects have a selected value. */
  readonly size: number;
  /** Numbers of the selected values. */
  readonly values: readonly number[];
  /** Whether the value with this number is selected. */
  readonly has: Uint8Array;
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
  private readonly selections = new Map<string, Selection>();
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

  select(pattern: Pattern): Selection {
    const { signature } = programOf(pattern);
    const known = this.selections.get(signature);
    if (known !== undefined) return known;
    const values = this.matching(pattern);
    const has = new Uint8Array(this.values.length);
    let size = 0;
    for (const number of values) {
      has[number] = 1;
      size += this.offsets[number + 1]! - this.offsets[number]!;
    }
    const made = { all: size === this.subjects.length, size, values, has };
    this.selections.set(signature, made);
    return made;
  }

  /** Calls back with every subject of a selection. */
  each({ values }: Selection, visit: (subject: number) => void): void {
    for (const number of values) {
      for (let i = this.offsets[number]!; i < this.offsets[number + 1]!; i++) visit(this.subjects[i]!);
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

  private matching(pattern: Pattern): readonly number[] {
    const wildcard = pattern.tokens.findIndex((token) => token < 0);
    const fixed = pattern.fold !== undefined ? 0 : wildcard < 0 ? pattern.tokens.length : wildcard;
    const beginning = String.fromCharCode(...pattern.tokens.slice(0, fixed));
    const from = this.lowerBound((value) => value < beginning);
    const to = this.lowerBound((value) => value < beginning || value.startsWith(beginning));
    const open = pattern.tokens.length === fixed + 1 && pattern.tokens[fixed] === STAR;
    const matches = open ? () => true : compileMatcher([pattern]);
    const found: number[] = [];
    for (let number = from; number < to; number++) if (matches(this.values[number]!)) found.push(number);
    return found;
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
