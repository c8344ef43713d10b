import type { Pattern, Shape } from '../../policies/automata';
import { read, settle } from './glob-reference';
import type { Atom } from './propositional';

/** The automata of shapes are taken as given: state -1 is dead, -2 accepts everything, equal states equal languages. */
export type Run = (shape: Shape, word: string) => { readonly state: number; readonly accepts: boolean };

/** An atom after a word: whether it holds there, and what it may still become. */
export interface Watched {
  readonly accepts: boolean;
  /** The truth that no further letter can change. */
  readonly settled: boolean | undefined;
  /** Whether every continuation accepted here is accepted there (may miss some). */
  below(other: Watched): boolean;
  readonly positions: readonly number[];
  readonly barrier: number;
}

export function watch(atom: Atom, word: string, run: Run): Watched {
  if (atom.kind === 'missing') throw new TypeError('a missing bit reads no letters');
  if (atom.kind === 'shape') {
    const { state, accepts } = run(atom.shape, word);
    return watched(accepts, state === -1 ? false : state === -2 ? true : undefined, [state], -1);
  }
  const { pattern } = atom;
  let positions = settle(pattern, [0]);
  for (let i = 0; i < word.length; i++) positions = read(pattern, positions, word.charCodeAt(i));
  const accepts = positions.includes(pattern.tokens.length);
  const universal = accepts && pattern.tokens.at(-1) === -1;
  const barrier = Math.max(-1, ...positions.filter((p) => pattern.tokens[p] === -1));
  return watched(accepts, positions.length === 0 ? false : universal ? true : undefined, positions, barrier);
}

/** The first units of intervals on which no atom tells two units apart. */
export function cutPoints(atoms: readonly Atom[]): readonly number[] {
  const cuts = new Set([0]);
  const cut = (low: number, high: number) => cuts.add(low).add(high + 1);
  const visit = (shape: Shape): void => {
    if (shape.kind === 'text')
      for (const letter of shape.text) cut(letter.charCodeAt(0), letter.charCodeAt(0));
    if (shape.kind === 'unit') shape.units.forEach((low, i) => i % 2 === 0 && cut(low, shape.units[i + 1]!));
    if ('part' in shape) visit(shape.part);
    if ('parts' in shape) shape.parts.forEach(visit);
  };
  for (const atom of atoms) {
    if (atom.kind === 'shape') visit(atom.shape);
    if (atom.kind === 'glob') for (const unit of lettersOf(atom.pattern)) cut(unit, unit);
  }
  return [...cuts].filter((unit) => unit <= 0xffff);
}

function lettersOf({ tokens, fold }: Pattern): readonly number[] {
  return tokens.filter((token) => token >= 0).flatMap((unit) => fold?.members(unit) ?? [unit]);
}

function watched(
  accepts: boolean,
  settled: boolean | undefined,
  positions: readonly number[],
  barrier: number,
): Watched {
  const below = (other: Watched): boolean => {
    if (settled === false || other.settled === true) return true;
    if (settled === true || other.settled === false) return false;
    return positions.every((p) => other.positions.includes(p) || p < other.barrier);
  };
  return { accepts, settled, below, positions, barrier };
}
