import { and, or, type Formula } from '../../automata/index';
import { settle } from './domain';
import type { TokenCase } from './token-case';

/** Adds the variables that a formula speaks of. */
export function collectKeys(formula: Formula, keys: Set<string>, seen = new Set<Formula>()): void {
  if (seen.has(formula)) return;
  seen.add(formula);
  switch (formula.kind) {
    case 'constant':
      return;
    case 'missing':
    case 'glob':
    case 'shape':
      keys.add(formula.key);
      return;
    case 'not':
      collectKeys(formula.part, keys, seen);
      return;
    default:
      for (const part of formula.parts) collectKeys(part, keys, seen);
  }
}

/** The tokens of a case that satisfy a formula: what is asked, and what the world says about the keys that are asked about. */
export interface OpenCase {
  readonly tokens: TokenCase;
  readonly asked: Formula;
  readonly world: readonly Formula[];
}

/**
 * A formula within a case, with as little of the world as it asks about. It has a model iff there is such a token; values of keys
 * that it leaves out can be chosen to fit. `undefined` when it can be seen that there is none.
 */
export function within(tokens: TokenCase, formula: Formula): OpenCase | undefined {
  const asked = settle(formula, tokens.domains);
  if (isFalse(asked)) return undefined;
  const keys = new Set<string>();
  collectKeys(asked, keys);
  const world: Formula[] = [];
  for (const part of tokens.parts) {
    // A key with one value is settled above, and its own parts with it.
    if (!part.keys.every((key) => keys.has(key))) continue;
    const open = settle(part.formula, tokens.domains);
    if (isFalse(open)) return undefined;
    if (open.kind !== 'constant') world.push(open);
  }
  return { tokens, asked, world };
}

/** The tokens of one case. */
export function formulaOf({ asked, world }: OpenCase): Formula {
  return and(asked, ...world);
}

/**
 * The tokens of all cases. A case of which another one says less is left out: it adds nothing. Cases that ask the same share it.
 */
export function anyOf(cases: readonly OpenCase[]): Formula {
  const groups = new Map<Formula, Set<Formula>[]>();
  for (const { asked, world } of cases) {
    const group = groups.get(asked) ?? [];
    groups.set(asked, group);
    const parts = new Set(world);
    if (group.some((other) => isSubset(other, parts))) continue;
    groups.set(asked, [...group.filter((other) => !isSubset(parts, other)), parts]);
  }
  return or(...[...groups].map(([asked, group]) => and(asked, or(...group.map((parts) => and(...parts))))));
}

function isSubset(a: ReadonlySet<Formula>, b: ReadonlySet<Formula>): boolean {
  if (a.size > b.size) return false;
  for (const part of a) if (!b.has(part)) return false;
  return true;
}

function isFalse(formula: Formula): boolean {
  return formula.kind === 'constant' && !formula.value;
}
