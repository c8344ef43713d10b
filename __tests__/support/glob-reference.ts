import type { Formula, Pattern, Shape } from '../../policies/automata';

/**
 * What patterns, shapes and formulas mean, written a second time and as plainly as possible: backtracking, position sets
 * and pair exploration. Shares no code with the engine; exponential where the definition is.
 */
const STAR = -1;
const ANY = -2;

/** Whether the token admits the unit; a star admits none by itself. */
function admits(pattern: Pattern, token: number, unit: number): boolean {
  return (
    token === ANY || token === unit || (token >= 0 && (pattern.fold?.members(token).includes(unit) ?? false))
  );
}

/** Positions a pattern may be at, its stars passed for free; nothing below the last star, which can swallow it all. */
export function settle(pattern: Pattern, positions: readonly number[]): readonly number[] {
  const all = new Set(positions);
  for (const p of all) if (pattern.tokens[p] === STAR) all.add(p + 1);
  const barrier = Math.max(0, ...[...all].filter((p) => pattern.tokens[p] === STAR));
  return [...all].filter((p) => p >= barrier).toSorted((a, b) => a - b);
}

/** The positions after one more unit. */
export function read(pattern: Pattern, positions: readonly number[], unit: number): readonly number[] {
  const next = positions.flatMap((p) => {
    if (pattern.tokens[p] === STAR) return [p];
    return p < pattern.tokens.length && admits(pattern, pattern.tokens[p]!, unit) ? [p + 1] : [];
  });
  return settle(pattern, next);
}

export function globMatches(pattern: Pattern, word: string): boolean {
  const go = (p: number, at: number): boolean => {
    if (p === pattern.tokens.length) return at === word.length;
    if (pattern.tokens[p] === STAR) return go(p + 1, at) || (at < word.length && go(p, at + 1));
    return at < word.length && admits(pattern, pattern.tokens[p]!, word.charCodeAt(at)) && go(p + 1, at + 1);
  };
  return go(0, 0);
}

/** Whether `outer` matches every word of `inner`, token by token; may miss some inclusions, never claims a false one. */
export function covers(outer: Pattern, inner: Pattern): boolean {
  let positions = settle(outer, [0]);
  for (const token of inner.tokens) {
    const units = token < 0 ? [token] : (inner.fold?.members(token) ?? [token]);
    const eats = (own: number) =>
      token !== STAR && (own === ANY || (token !== ANY && units.every((unit) => admits(outer, own, unit))));
    const next = positions.flatMap((p) =>
      outer.tokens[p] === STAR ? [p] : eats(outer.tokens[p]!) ? [p + 1] : [],
    );
    positions = settle(outer, next);
  }
  return positions.includes(outer.tokens.length);
}

/** Whether two patterns have a word in common, by exploring pairs of positions. */
export function overlap(a: Pattern, b: Pattern): boolean {
  const seen = new Set<string>();
  const go = (i: number, j: number): boolean => {
    if (seen.has(`${i} ${j}`)) return false;
    seen.add(`${i} ${j}`);
    const [x, y] = [a.tokens[i], b.tokens[j]];
    if (x === undefined && y === undefined) return true;
    if ((x === STAR && go(i + 1, j)) || (y === STAR && go(i, j + 1))) return true;
    if (x === undefined || y === undefined) return false;
    if (x === STAR) return y !== STAR && go(i, j + 1);
    if (y === STAR) return go(i + 1, j);
    const common = x === ANY || y === ANY || (a.fold?.members(x) ?? [x]).some((unit) => admits(b, y, unit));
    return common && go(i + 1, j + 1);
  };
  return go(0, 0);
}

export function shapeMatches(shape: Shape, word: string): boolean {
  switch (shape.kind) {
    case 'nothing':
      return false;
    case 'text':
      return word === shape.text;
    case 'unit':
      return word.length === 1 && unitIn(shape.units, word.charCodeAt(0));
    case 'either':
      return shape.parts.some((part) => shapeMatches(part, word));
    case 'both':
      return shape.parts.every((part) => shapeMatches(part, word));
    case 'except':
      return !shapeMatches(shape.part, word);
    case 'sequence': {
      const [first, ...parts] = shape.parts;
      if (first === undefined) return word === '';
      return cuts(word, 0).some(
        ([head, tail]) => shapeMatches(first, head) && shapeMatches({ kind: 'sequence', parts }, tail),
      );
    }
    case 'repeat':
      if (word === '') return true;
      return cuts(word, 1).some(
        ([head, tail]) => shapeMatches(shape.part, head) && shapeMatches(shape, tail),
      );
  }
}

export function holds(formula: Formula, value: (key: string) => string | undefined): boolean {
  switch (formula.kind) {
    case 'constant':
      return formula.value;
    case 'missing':
      return value(formula.key) === undefined;
    case 'not':
      return !holds(formula.part, value);
    case 'and':
      return formula.parts.every((part) => holds(part, value));
    case 'or':
      return formula.parts.some((part) => holds(part, value));
    default: {
      const word = value(formula.key);
      if (word === undefined) return false;
      return formula.kind === 'glob' ? globMatches(formula.pattern, word) : shapeMatches(formula.shape, word);
    }
  }
}

/** Every word over the letters with at most so many of them, shortest first. */
export function wordsUpTo(letters: string, length: number): readonly string[] {
  const all = [''];
  for (let from = 0, n = 0; n < length; n++) {
    const to = all.length;
    for (; from < to; from++) for (const letter of letters) all.push(all[from]! + letter);
  }
  return all;
}

function unitIn(units: readonly number[], unit: number): boolean {
  return units.some((low, i) => i % 2 === 0 && low <= unit && unit <= units[i + 1]!);
}

function cuts(word: string, from: number): readonly (readonly [string, string])[] {
  return Array.from({ length: word.length + 1 - from }, (_, i) => [
    word.slice(0, from + i),
    word.slice(from + i),
  ]);
}
