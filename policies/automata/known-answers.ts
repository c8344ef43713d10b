import type { Answer, DecideOptions } from './answer';
import { signatureOf } from './program';
import type { Atom, Question } from './question';
import type { Shape } from './shape';

/** Answers to keep: the questions about many roles of a few kinds come to a few questions of the engine. */
const MAX_ANSWERS = 512;
/** A question with a longer name is seldom asked twice. */
const MAX_NAME = 20_000;

const answers = new Map<string, Answer>();

/**
 * The answer to a question, kept for the next one that is the same: equal keys, atoms and residuals, and equal options. Whatever the
 * formulas were made of, the engine is then given the same and answers the same.
 *
 * Cost: linear in the question. A certificate is about the formula itself, so that a question that asks for one is asked again.
 */
export function knownAnswer(question: Question, options: DecideOptions, answer: () => Answer): Answer {
  if (options.certify === true) return answer();
  const name = nameOf(question, options);
  if (name.length > MAX_NAME) return answer();
  const known = answers.get(name);
  if (known !== undefined) return known;
  const made = answer();
  if (answers.size >= MAX_ANSWERS) answers.clear();
  answers.set(name, made);
  return made;
}

function nameOf({ keys, atoms, store, root }: Question, { maxNodes, without = [] }: DecideOptions): string {
  return JSON.stringify([maxNodes, without, keys, atoms.map(nameOfAtom), store.signature(), root.id]);
}

function nameOfAtom(atom: Atom): string {
  switch (atom.kind) {
    case 'missing':
      return `missing ${atom.key}`;
    case 'glob':
      return `glob ${atom.key} ${signatureOf(atom.pattern)}`;
    case 'shape':
      return `shape ${atom.key} ${numberOf(atom.shape)}`;
    case 'words':
      return `words ${atom.key} ${JSON.stringify(atom.words)}`;
  }
}

const numbers = new WeakMap<Shape, number>();
let count = 0;

/** A shape is told by itself: what is made of it is kept with it. */
function numberOf(shape: Shape): number {
  const known = numbers.get(shape) ?? (count += 1);
  numbers.set(shape, known);
  return known;
}
