import type { GlobAtom } from './format';
import type { Reader } from './reader';

const STAR = -1;
const ANY = -2;

type Tokens = readonly number[];

/** The units of a pattern, with wildcards as negative numbers. */
export function tokensOf({ matches }: Pick<GlobAtom, 'matches'>): Tokens {
  return matches.flatMap((part) => (typeof part === 'number' ? [part] : unitsOf(part)));
}

/** The UTF-16 code units of a string. */
export function unitsOf(text: string): readonly number[] {
  return Array.from({ length: text.length }, (_, i) => text.charCodeAt(i));
}

/** The unit that stands for all units that lower-case to the same one; a sigma for itself. */
function lower(unit: number): number {
  const text = String.fromCharCode(unit).toLowerCase();
  return unit === 0x03a3 || text.length !== 1 ? unit : text.charCodeAt(0);
}

const same = (fold: GlobAtom['fold'], a: number, b: number): boolean =>
  a === b || (fold === 'lower' && lower(a) === lower(b));

/** Positions with the stars passed for free, ascending; nothing before the last star, which can take all that those could. */
function settle(tokens: Tokens, positions: readonly number[]): readonly number[] {
  const all = new Set(positions);
  for (const p of all) if (tokens[p] === STAR) all.add(p + 1);
  const last = Math.max(0, ...[...all].filter((p) => tokens[p] === STAR));
  return [...all].filter((p) => p >= last).toSorted((a, b) => a - b);
}

/** A pattern, read with the set of positions that it may be at. */
export class GlobReader implements Reader {
  readonly start: number;
  readonly cuts: readonly number[];
  private readonly tokens: Tokens;
  private readonly states: (readonly number[])[] = [];
  private readonly numbers = new Map<string, number>();
  private readonly steps = new Map<string, number>();

  constructor(private readonly atom: GlobAtom) {
    this.tokens = tokensOf(atom);
    this.start = this.number(settle(this.tokens, [0]));
    const letters = this.tokens.filter((token) => token >= 0);
    const units = atom.fold === undefined ? letters : letters.flatMap((letter) => alike(letter));
    this.cuts = units.flatMap((unit) => [unit, unit + 1]);
  }

  step(state: number, unit: number): number {
    const name = `${state} ${unit}`;
    const known = this.steps.get(name);
    if (known !== undefined) return known;
    const next = this.states[state]!.flatMap((p) => {
      const token = this.tokens[p];
      if (token === STAR) return [p];
      return token !== undefined && (token === ANY || same(this.atom.fold, token, unit)) ? [p + 1] : [];
    });
    const made = this.number(settle(this.tokens, next));
    this.steps.set(name, made);
    return made;
  }

  accepts(state: number): boolean {
    return this.states[state]!.includes(this.tokens.length);
  }

  settled(state: number): boolean | undefined {
    if (this.states[state]!.length === 0) return false;
    return this.accepts(state) && this.tokens.at(-1) === STAR ? true : undefined;
  }

  below(state: number, other: number): boolean {
    if (this.settled(state) === false || this.settled(other) === true) return true;
    const there = this.states[other]!;
    const star = Math.max(-1, ...there.filter((p) => this.tokens[p] === STAR));
    return this.states[state]!.every((p) => there.includes(p) || p < star);
  }

  private number(positions: readonly number[]): number {
    const name = positions.join();
    const known = this.numbers.get(name);
    if (known !== undefined) return known;
    this.numbers.set(name, this.states.length);
    return this.states.push(positions) - 1;
  }
}

let classes: ReadonlyMap<number, readonly number[]> | undefined;

/** All units that lower-case to the same one. */
function alike(unit: number): readonly number[] {
  if (classes === undefined) {
    const made = new Map<number, number[]>();
    for (let one = 0; one <= 0xffff; one += 1) made.set(lower(one), [...(made.get(lower(one)) ?? []), one]);
    classes = made;
  }
  return classes.get(lower(unit))!;
}

/** Whether `outer` matches whatever `inner` matches, token by token; may miss some. */
export function covers(outer: GlobAtom, inner: GlobAtom): boolean {
  const [wide, narrow] = [tokensOf(outer), tokensOf(inner)];
  const eats = (own: number, token: number): boolean => {
    if (token === STAR) return false;
    if (own === ANY) return true;
    const units = token === ANY ? [] : inner.fold === undefined ? [token] : alike(token);
    return token !== ANY && units.every((unit) => same(outer.fold, own, unit));
  };
  let positions = settle(wide, [0]);
  for (const token of narrow) {
    const next = positions.flatMap((p) => {
      const own = wide[p];
      if (own === STAR) return [p];
      return own !== undefined && eats(own, token) ? [p + 1] : [];
    });
    positions = settle(wide, next);
  }
  return positions.includes(wide.length);
}

/** Whether two patterns match one text, by pairs of positions. */
export function overlap(a: GlobAtom, b: GlobAtom): boolean {
  const [left, right] = [tokensOf(a), tokensOf(b)];
  const open: (readonly [number, number])[] = [[0, 0]];
  const seen = new Set<string>();
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const [i, j] = at;
    if (seen.has(at.join())) continue;
    seen.add(at.join());
    const [x, y] = [left[i], right[j]];
    if (x === undefined && y === undefined) return true;
    if (x === STAR) open.push([i + 1, j]);
    if (y === STAR) open.push([i, j + 1]);
    if (x === undefined || y === undefined) continue;
    const units = a.fold !== undefined && x >= 0 ? alike(x) : [x];
    const common = x < 0 || y < 0 || units.some((unit) => same(b.fold, y, unit));
    if (common) open.push([x === STAR ? i : i + 1, y === STAR ? j : j + 1]);
  }
  return false;
}
