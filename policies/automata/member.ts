import { inShape, type Assignment, type Formula } from './formula';
import { ALL, DEAD, type Matcher } from './matcher';
import type { Pattern } from './pattern';
import { compileMatcher, type PointMatcher } from './point-matcher';
import { Product } from './product';
import { questionOf } from './question';
import type { Shape } from './shape';

/**
 * Whether an assignment satisfies a formula. A key that is not in the assignment is missing.
 *
 * Cost: linear in the formula as a graph; one step per letter for each pattern and shape, which are prepared once.
 */
export function isMember(formula: Formula, assignment: Assignment): boolean {
  const done = new Map<Formula, boolean>();
  const holds = (at: Formula): boolean => {
    switch (at.kind) {
      case 'constant':
        return at.value;
      case 'missing':
        return assignment.get(at.key) === undefined;
      case 'glob': {
        const value = assignment.get(at.key);
        return value !== undefined && matcherOf(at.pattern)(value);
      }
      case 'shape': {
        const value = assignment.get(at.key);
        return value !== undefined && testOf(at.shape)(value);
      }
      case 'not':
        return !holds(at.part);
      case 'and':
      case 'or': {
        const known = done.get(at);
        if (known !== undefined) return known;
        const made = at.kind === 'and' ? at.parts.every(holds) : at.parts.some(holds);
        done.set(at, made);
        return made;
      }
    }
  };
  return holds(formula);
}

const matchers = new WeakMap<Pattern, PointMatcher>();

function matcherOf(pattern: Pattern): PointMatcher {
  const known = matchers.get(pattern) ?? compileMatcher([pattern]);
  matchers.set(pattern, known);
  return known;
}

const tests = new WeakMap<Shape, PointMatcher>();

function testOf(shape: Shape): PointMatcher {
  const known = tests.get(shape);
  if (known !== undefined) return known;
  const test = memberTest(inShape('value', shape));
  const made: PointMatcher = (text) => test(new Map([['value', text]]));
  tests.set(shape, made);
  return made;
}

/** The same for many assignments, by the automata that a proof would run: they are prepared once and grow as they are walked. */
export function memberTest(formula: Formula): (assignment: Assignment) => boolean {
  const question = questionOf(formula);
  const { keys, atoms, root, store } = question;
  const products = keys.map((_, key) => new Product(question, key, root, false));
  return (assignment) => {
    const rest = store.restrict(root, (variable) => {
      const atom = atoms[variable]!;
      const value = assignment.get(keys[atom.key]!);
      if (atom.kind === 'missing') return value === undefined ? 1 : 0;
      return value !== undefined && accepts(products[atom.key]!.matcher(variable), value) ? 1 : 0;
    });
    return rest.kind === 'true';
  };
}

function accepts(matcher: Matcher, word: string): boolean {
  let state = matcher.start;
  for (let i = 0; i < word.length && state >= 0; i++) state = matcher.step(state, word.charCodeAt(i));
  return state === ALL || (state !== DEAD && matcher.accepts(state));
}
