import { bitset, setBit, type Bitset } from './bitset';
import { FieldColumn, selects, type Selection } from './field-column';
import { splitPattern, splitText } from './field-split';
import type { Pattern } from './pattern';
import { compileMatcher } from './point-matcher';
import { signatureOf } from './program';

/** Many pattern lists, ready to be asked about many subjects at once. */
export interface FieldIndex {
  /**
   * Calls back once per list, in order, with the subjects that one of its patterns matches. The set belongs to the index
   * and is reused: copy what must outlive the call.
   */
  eachRow(subjects: readonly string[], visit: (list: number, matched: Readonly<Bitset>) => void): void;
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
  return {
    eachRow(subjects, visit) {
      const shaped: number[] = [];
      const unshaped: number[] = [];
      const fields: string[][] = Array.from({ length: separators.length + 1 }, () => []);
      for (const [subject, value] of subjects.entries()) {
        const parts = splitText(value, separators);
        (parts === undefined ? unshaped : shaped).push(subject);
        for (const [i, part] of (parts ?? Array.from(fields, () => '')).entries()) fields[i]!.push(part);
      }
      const columns = fields.map((values) => new FieldColumn(values));
      const matched = bitset(subjects.length);
      const scratch = bitset(subjects.length);
      for (const [list, row] of rows.entries()) {
        matched.fill(0);
        for (const patterns of row) {
          const selections = patterns.map((pattern, field) => columns[field]!.select(pattern));
          addMatches(columns, selections, subjects.length, matched, scratch);
        }
        if (unshaped.length > 0) {
          const matches = compileMatcher(lists[list]!);
          for (const subject of unshaped) {
            matched[subject >>> 5]! &= ~(1 << (subject & 31));
            if (matches(subjects[subject]!)) setBit(matched, subject);
          }
        }
        visit(list, matched);
      }
    },
  };
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
