/** A number from 0 up to, but without, the bound. */
export type Choose = (bound: number) => number;

/** A small generator of uniform choices (mulberry32): fast, and the same everywhere for the same seed. */
export function chooser(seed: number): Choose {
  let state = seed >>> 0;
  return (bound) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) % bound;
  };
}

/** A seed for one input: another one for each target and each number. */
export function seedOf(seed: number, target: string, number: number): number {
  let hash = 0x811c9dc5 ^ seed;
  for (const unit of `${target} ${number}`) hash = Math.imul(hash ^ unit.codePointAt(0)!, 0x01000193);
  return hash >>> 0;
}

/** One of a list. */
export function one<T>(choose: Choose, values: readonly T[]): T {
  return values[choose(values.length)] as T;
}
