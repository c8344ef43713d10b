import { FALSE, TRUE, and, type Formula } from '../../automata/index';
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

/**
 * The tokens of a case that satisfy a formula, with as little of the world as the formula asks about. It has a model iff there
 * is such a token; values of keys that it leaves out can be chosen to fit.
 */
export function within(tokens: TokenCase, formula: Formula): Formula {
  const settled = settle(formula, tokens.domains);
  if (settled === FALSE || (settled.kind === 'constant' && !settled.value)) return FALSE;
  const keys = new Set<string>();
  collectKeys(settled, keys);
  const parts = [settled];
  for (const part of tokens.parts) {
    // A key with one value is settled above, and its own parts with it.
    if (!part.keys.every((key) => keys.has(key))) continue;
    const open = settle(part.formula, tokens.domains);
    if (open === FALSE) return FALSE;
    parts.push(open);
  }
  const open = parts.filter((part) => part !== TRUE);
  return open.length === 0 ? TRUE : and(...open);
}

/** Every token of a case: the world and nothing else. */
export function everyToken(tokens: TokenCase): Formula {
  return and(...tokens.parts.map(({ formula }) => formula));
}
