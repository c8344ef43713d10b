import type { Formula } from './formula';
import type { Pattern } from './pattern';
import { signatureOf } from './program';
import { ResidualStore, type Residual } from './residual';
import type { Shape } from './shape';

/** What a variable of a residual stands for. */
export type Atom =
  | { readonly kind: 'missing'; readonly key: number }
  | { readonly kind: 'glob'; readonly key: number; readonly pattern: Pattern }
  | { readonly kind: 'shape'; readonly key: number; readonly shape: Shape }
  | { readonly kind: 'words'; readonly key: number; readonly words: readonly string[] };

/** A formula made ready: its keys in order, its atoms as numbered variables, itself as a residual. */
export interface Question {
  readonly keys: readonly string[];
  readonly atoms: readonly Atom[];
  readonly store: ResidualStore;
  readonly root: Residual;
  /** The variable that says a key is missing. */
  missing(key: number): number;
  /** A new variable; the caller sees to it that it occurs nowhere else. */
  add(atom: Atom): number;
}

/**
 * Brings a formula into negation normal form with one variable per distinct atom.
 *
 * @param order keys to number first; the others follow in order of appearance.
 * Cost: linear in the formula as a graph (a shared part is converted once per sign) and in its patterns.
 */
export function questionOf(formula: Formula, order: readonly string[] = []): Question {
  const keys: string[] = [];
  const keyNumbers = new Map<string, number>();
  const atoms: Atom[] = [];
  const names = new Map<string | Shape, number>();
  const store = new ResidualStore(
    (variable) => atoms[variable]!.key,
    (variable) => atoms[variable]!.kind !== 'missing',
  );

  const keyNumber = (key: string): number => {
    const known = keyNumbers.get(key);
    if (known !== undefined) return known;
    keyNumbers.set(key, keys.length);
    return keys.push(key) - 1;
  };
  const add = (atom: Atom): number => atoms.push(atom) - 1;
  const named = (name: string | Shape, key: number, atom: () => Atom): number => {
    const full = typeof name === 'string' ? `${key} ${name}` : name;
    const known = names.get(full);
    if (known !== undefined && atoms[known]!.key === key) return known;
    const variable = add(atom());
    names.set(full, variable);
    return variable;
  };
  const missing = (key: number): number => named('missing', key, () => ({ kind: 'missing', key }));

  const globs = new Map<Formula, number>();
  const done: readonly [Map<Formula, Residual>, Map<Formula, Residual>] = [new Map(), new Map()];
  const convert = (part: Formula, negated: boolean): Residual => {
    switch (part.kind) {
      case 'constant':
        return part.value === negated ? store.no : store.yes;
      case 'not':
        return convert(part.part, !negated);
      case 'missing':
        return store.literal(missing(keyNumber(part.key)), negated);
      case 'glob': {
        const known = globs.get(part);
        if (known !== undefined) return store.literal(known, negated);
        const key = keyNumber(part.key);
        const { pattern } = part;
        const variable = named(`glob ${signatureOf(pattern)}`, key, () => ({ kind: 'glob', key, pattern }));
        globs.set(part, variable);
        return store.literal(variable, negated);
      }
      case 'shape': {
        const key = keyNumber(part.key);
        const { shape } = part;
        return store.literal(
          named(shape, key, () => ({ kind: 'shape', key, shape })),
          negated,
        );
      }
      default: {
        const known = done[negated ? 1 : 0].get(part);
        if (known !== undefined) return known;
        const parts = part.parts.map((inner) => convert(inner, negated));
        const made = (part.kind === 'and') === negated ? store.or(parts) : store.and(parts);
        done[negated ? 1 : 0].set(part, made);
        return made;
      }
    }
  };

  for (const key of order) keyNumber(key);
  const root = convert(formula, false);
  return { keys, atoms, store, root, missing, add };
}
