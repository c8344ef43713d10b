import { do_not_optimize, measure } from 'mitata';
import type { Effort } from './section';

/**
 * Median time of one item in nanoseconds, when a function does its work once for each of many items, so that neither the call nor the
 * clock is what is measured.
 * @param work answers something that depends on every item, so that nothing can be left out
 */
export async function perItem<T>(
  items: readonly T[],
  effort: Effort,
  work: (item: T) => unknown,
): Promise<number> {
  const all = (): void => {
    let held = 0;
    for (const item of items) if (work(item)) held += 1;
    do_not_optimize(held);
  };
  if (effort === 'once') return once(all).ns / items.length;
  const { p50 } = await measure(all);
  return p50 / items.length;
}

/** Median of a few runs of something that takes long. */
export function median(runs: number, work: () => unknown): number {
  return medianOf(Array.from({ length: runs }, () => once(work).ns));
}

/** One run: its time in nanoseconds, and what it answered. */
export function once<T>(work: () => T): { readonly ns: number; readonly answer: T } {
  const start = process.hrtime.bigint();
  const answer = work();
  return { ns: Number(process.hrtime.bigint() - start), answer };
}

/** The same as {@link median} for something that waits. */
export async function medianAsync(runs: number, work: () => Promise<unknown>): Promise<number> {
  const taken: number[] = [];
  for (let run = 0; run < runs; run++) {
    const start = process.hrtime.bigint();
    await work();
    taken.push(Number(process.hrtime.bigint() - start));
  }
  return medianOf(taken);
}

export function medianOf(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] as number;
}
