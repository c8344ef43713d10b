import { do_not_optimize, measure } from 'mitata';
import type { Effort } from './section';

/** Above this an item is timed by the processor time that it takes. */
const SLOW = 20_000;
/** Processor time spent on the items of one median. */
const ENOUGH = 4e8;

/**
 * Processor time of the process in nanoseconds, all of its threads: what other work on the machine takes does not count. On an idle
 * machine it is the time that passes, or more where threads help.
 */
function processor(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) * 1000;
}

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
  const first = once(all).ns / items.length;
  if (effort === 'once') return first;
  if (first < SLOW) {
    const { p50 } = await measure(all);
    return p50 / items.length;
  }
  const taken: number[] = [];
  for (let spent = 0; spent < ENOUGH;) {
    const { ns } = once(all);
    spent += ns;
    taken.push(ns / items.length);
  }
  return medianOf(taken.slice(taken.length >> 2));
}

/** Median processor time of a few runs of something that takes long. */
export function median(runs: number, work: () => unknown): number {
  return medianOf(Array.from({ length: runs }, () => once(work).ns));
}

/** One run: its processor time and the time that passed, in nanoseconds, and what it answered. */
export function once<T>(work: () => T): {
  readonly ns: number;
  readonly passed: number;
  readonly answer: T;
} {
  const started = performance.now();
  const start = processor();
  const answer = work();
  const ns = Math.max(1000, processor() - start);
  return { ns, passed: (performance.now() - started) * 1e6, answer };
}

/** The same as {@link median} for something that waits for its own threads. */
export async function medianAsync(runs: number, work: () => Promise<unknown>): Promise<number> {
  const taken: number[] = [];
  for (let run = 0; run < runs; run++) {
    const start = processor();
    await work();
    taken.push(processor() - start);
  }
  return medianOf(taken);
}

export function medianOf(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] as number;
}
