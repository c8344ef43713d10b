import {
  bitset,
  fieldIndex,
  setBit,
  type Bitset,
  type FieldTable,
  type Pattern,
} from '../../../automata/index';
import type { TrustRequest } from '../../../evaluate/index';
import type { ValueDemand } from './value-demand';

/** A demand that was added to the tables. */
export interface Demand {
  readonly key: string;
  readonly list: number;
}

interface KeyTable {
  readonly lists: (readonly Pattern[])[];
  readonly numbers: Map<string, number>;
  table?: FieldTable;
  /** Requests for which nobody knows the value; absent where there are none. */
  unknown?: { readonly bits: Bitset; readonly count: number; readonly scratch: Bitset };
}

/** Subjects of the default form fall into three fields; others are matched whole. */
const SEPARATORS = [':ref_type:', ':ref:'];

/** For each condition key the demands of many policies over the values of many requests. */
export class KeyTables {
  private readonly byKey = new Map<string, KeyTable>();

  add({ key, patterns, name }: ValueDemand): Demand {
    const known = this.byKey.get(key) ?? { lists: [], numbers: new Map<string, number>() };
    this.byKey.set(key, known);
    const list = known.numbers.get(name) ?? known.lists.push(patterns) - 1;
    known.numbers.set(name, list);
    return { key, list };
  }

  /** A missing value counts as the empty text, and a list as well: too many requests may be found, never too few. */
  ask(requests: readonly TrustRequest[]): void {
    for (const [key, entry] of this.byKey) {
      const values: string[] = [];
      const unknown: number[] = [];
      for (const [number, { context, isUnknown }] of requests.entries()) {
        const value = context.get(key);
        values.push(typeof value === 'string' ? value : '');
        if (value === undefined && isUnknown?.(key) === true) unknown.push(number);
      }
      entry.table = fieldIndex(entry.lists, key.endsWith(':sub') ? SEPARATORS : []).over(values);
      if (unknown.length === 0) continue;
      const bits = bitset(requests.length);
      for (const number of unknown) setBit(bits, number);
      entry.unknown = { bits, count: unknown.length, scratch: bitset(requests.length) };
    }
  }

  /** A number of requests that meet a demand at most. */
  atMost({ key, list }: Demand): number {
    const { table, unknown } = this.byKey.get(key)!;
    return table!.atMost(list) + (unknown?.count ?? 0);
  }

  /** The requests that meet a demand, or may. The set is reused. */
  row({ key, list }: Demand): Readonly<Bitset> {
    const { table, unknown } = this.byKey.get(key)!;
    const row = table!.row(list);
    if (unknown === undefined) return row;
    unknown.scratch.set(row);
    for (let i = 0; i < unknown.scratch.length; i++) unknown.scratch[i]! |= unknown.bits[i]!;
    return unknown.scratch;
  }
}
