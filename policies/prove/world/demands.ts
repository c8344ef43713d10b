import type { Formula, Pattern } from '../../automata/index';

/** For each key the patterns of which its value must match one, in every token that satisfies a formula. */
export type Demands = ReadonlyMap<string, readonly Pattern[]>;

const NONE: Demands = new Map();

/** Longer lists rule little out. */
const MAX_PATTERNS = 64;

/**
 * What a formula asks of single keys, whatever else it asks. Cost: linear in the formula as a graph.
 * @returns `undefined` for a formula that is false as written
 */
export function demandsOf(
  formula: Formula,
  done = new Map<Formula, Demands | undefined>(),
): Demands | undefined {
  switch (formula.kind) {
    case 'constant':
      return formula.value ? NONE : undefined;
    case 'missing':
    case 'shape':
    case 'not':
      return NONE;
    case 'glob':
      return new Map([[formula.key, [formula.pattern]]]);
    default: {
      if (done.has(formula)) return done.get(formula);
      const parts = formula.parts.map((part) => demandsOf(part, done));
      const made = formula.kind === 'and' ? ofAll(parts) : ofAny(parts);
      done.set(formula, made);
      return made;
    }
  }
}

function ofAll(parts: readonly (Demands | undefined)[]): Demands | undefined {
  const all = new Map<string, readonly Pattern[]>();
  for (const part of parts) {
    if (part === undefined) return undefined;
    for (const [key, patterns] of part) {
      const known = all.get(key);
      if (known === undefined || patterns.length < known.length) all.set(key, patterns);
    }
  }
  return all;
}

function ofAny(parts: readonly (Demands | undefined)[]): Demands | undefined {
  const [first, ...others] = parts.filter((part) => part !== undefined);
  if (first === undefined) return undefined;
  let shared = new Map(first);
  for (const part of others) {
    if (shared.size === 0) return NONE;
    const both = new Map<string, readonly Pattern[]>();
    for (const [key, patterns] of shared) {
      const more = part.get(key);
      if (more !== undefined && patterns.length + more.length <= MAX_PATTERNS)
        both.set(key, [...patterns, ...more]);
    }
    shared = both;
  }
  return shared;
}
