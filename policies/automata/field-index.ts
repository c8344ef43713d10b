import { bitset, setBit, type Bitset } from './bitset';
import { FieldColumn, selects, type Selection } from './field-column';
import { splitPattern, splitText } from './field-split';
import type { Pattern } from './pattern';
import { compileMatcher } from './point-matcher';
import { signatureOf } from './program';

/** Many pattern lists, ready to be asked about many subjects at once. */
export interface FieldIndex {
  /** Splits the subjects. Cost: the distinct field values, sorted. */
  over(subjects: readonly string[]): FieldTable;
  /**
   * Calls back once per list, in order, with the subjects that one of its patterns matches. The set belongs to the index
   * and is reused: copy what must outlive the call.
   */
  eachRow(subjects: readonly string[], visit: (list: number, matched: Readonly<Bitset>) => void): void;
}

/** Pattern lists over given subjects. */
export interface FieldTable {
  /** A number of subjects that a list matches at most. */
  atMost(list: number): number;
  /** The subjects that one of the patterns of a list matches. The set is reused by the next call. */
  row(list: number): Readonly<Bitset>;
}

/** Below one subject in so many a selection is walked, above it sets are intersected. */
const SPARSE = 24;

/**
 * An index of pattern lists by fields: patterns and subjects are split at the separators, every field value and every
 * field pattern is looked at once, and a row is the union of intersections of what the field patterns select.
 *
 * Exact for all subjects: those that lack a separator are matched whole. Cost: splitting every pattern once; a question
 * costs the distinct field values times the distinct field patterns with the same beginning, then per list and split
 * pattern the smallest selection, or a word of 32 subjects at a time where all selections are large.
 */
export function fieldIndex(
  lists: readonly (readonly Pattern[])[],
  separators: readonly string[],
): FieldIndex {
  // One object per distinct field pattern: columns remember what it selects.
  const shared = new Map<string, Pattern>();
  const share = (pattern: Pattern): Pattern => {
    const name = signatureOf(pattern);
    const known = shared.get(name);
    if (known === undefined) shared.set(name, pattern);
    return known ?? pattern;
  };
  const rows = lists.map((list) =>
    list.flatMap((pattern) => splitPattern(pattern, separators).map((fields) => fields.map(share))),
  );
  const over = (subjects: readonly string[]): FieldTable => new Table(lists, rows, subjects, separators);
  return {
    over,
    eachRow(subjects, visit) {
      const table = over(subjects);
      for (const list of lists.keys()) visit(list, table.row(list));
    },
  };
}

class Table implements FieldTable {
  private readonly columns: readonly FieldColumn[];
  /** Subjects that lack a separator. */
  private readonly unshaped: readonly number[];
  private readonly matched: Bitset;
  private readonly scratch: Bitset;

  constructor(
    private readonly lists: readonly (readonly Pattern[])[],
    private readonly rows: readonly (readonly (readonly Pattern[])[])[],
    private readonly subjects: readonly string[],
    separators: readonly string[],
  ) {
    const unshaped: number[] = [];
    const fields: readonly (readonly string[])[] =
      separators.length === 0 ? [subjects] : splitAll(subjects, separators, unshaped);
    this.columns = fields.map((values) => new FieldColumn(values));
    this.unshaped = unshaped;
    this.matched = bitset(subjects.length);
    this.scratch = bitset(subjects.length);
  }

  atMost(list: number): number {
    let most = this.unshaped.length;
    for (const patterns of this.rows[list]!) {
      let smallest = Infinity;
      for (const { size } of this.selections(patterns)) smallest = Math.min(smallest, size);
      most += smallest;
    }
    return Math.min(most, this.subjects.length);
  }

  row(list: number): Readonly<Bitset> {
    const { matched, unshaped } = this;
    matched.fill(0);
    for (const patterns of this.rows[list]!) {
      addMatches(this.columns, this.selections(patterns), this.subjects.length, matched, this.scratch);
    }
    if (unshaped.length > 0) {
      const matches = compileMatcher(this.lists[list]!);
      for (const subject of unshaped) {
        matched[subject >>> 5]! &= ~(1 << (subject & 31));
        if (matches(this.subjects[subject]!)) setBit(matched, subject);
      }
    }
    return matched;
  }

  private selections(patterns: readonly Pattern[]): readonly Selection[] {
    return patterns.map((pattern, field) => this.columns[field]!.select(pattern));
  }
}

/** The fields of all subjects, column by column; those that lack a separator are noted, with empty fields. */
function splitAll(
  subjects: readonly string[],
  separators: readonly string[],
  unshaped: number[],
): readonly (readonly string[])[] {
  const fields: string[][] = Array.from({ length: separators.length + 1 }, () => []);
  for (let subject = 0; subject < subjects.length; subject++) {
    const parts = splitText(subjects[subject]!, separators);
    if (parts === undefined) unshaped.push(subject);
    for (let i = 0; i < fields.length; i++) fields[i]!.push(parts?.[i] ?? '');
  }
  return fields;
}

function addMatches(
  columns: readonly FieldColumn[],
  selections: readonly Selection[],
  subjects: number,
  matched: Bitset,
  scratch: Bitset,
): void {
  let smallest = 0;
  for (const [field, { size }] of selections.entries())
    if (size < selections[smallest]!.size) smallest = field;
  const { size } = selections[smallest]!;
  if (size === 0) return;
  const others = [...selections.keys()].filter((field) => field !== smallest && !selections[field]!.all);
  if (size * SPARSE < subjects) {
    columns[smallest]!.each(selections[smallest]!, (subject) => {
      for (const field of others) if (!selects(selections[field]!, columns[field]!.valueOf[subject]!)) return;
      setBit(matched, subject);
    });
    return;
  }
  scratch.set(columns[smallest]!.bits(selections[smallest]!));
  for (const field of others) {
    const bits = columns[field]!.bits(selections[field]!);
    for (let i = 0; i < scratch.length; i++) scratch[i]! &= bits[i]!;
  }
  for (let i = 0; i < matched.length; i++) matched[i]! |= scratch[i]!;
}
