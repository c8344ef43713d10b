import { and, not, or, type Formula } from './formula';

/** A statement about one key, or a constant. */
export type Atom = Extract<Formula, { readonly kind: 'constant' | 'missing' | 'glob' | 'shape' }>;

/**
 * A formula of the same structure with other atoms; a part in which nothing changes stays the same object.
 * @param known what was made before, and what is made now: a part that appears in several places is made once
 */
export function mapAtoms(
  formula: Formula,
  known: Map<Formula, Formula>,
  map: (atom: Atom) => Formula,
): Formula {
  const before = known.get(formula);
  if (before !== undefined) return before;
  const made = mapped(formula, known, map);
  known.set(formula, made);
  return made;
}

function mapped(formula: Formula, known: Map<Formula, Formula>, map: (atom: Atom) => Formula): Formula {
  switch (formula.kind) {
    case 'not': {
      const part = mapAtoms(formula.part, known, map);
      return part === formula.part ? formula : not(part);
    }
    case 'and':
    case 'or': {
      const parts = formula.parts.map((part) => mapAtoms(part, known, map));
      if (parts.every((part, i) => part === formula.parts[i])) return formula;
      return formula.kind === 'and' ? and(...parts) : or(...parts);
    }
    default:
      return map(formula);
  }
}
