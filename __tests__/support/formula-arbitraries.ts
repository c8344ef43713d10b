import * as fc from 'fast-check';
import {
  ANY,
  ANYTHING,
  ASCII_FOLD,
  STAR,
  and,
  both,
  either,
  except,
  inShape,
  matches,
  missing,
  not,
  oneOf,
  or,
  pattern,
  repeat,
  sequence,
  text,
  type Formula,
  type Pattern,
  type Shape,
} from '../../policies/automata';

/** Where random tests start; they print it in their titles. */
export const SEED = Number(process.env.REFGATE_SEED ?? 20_260_101);

/** Options of a bounded run. */
export function runs(numRuns: number): fc.Parameters<unknown> {
  return { seed: SEED, numRuns, endOnFailure: true };
}

const wildcard = fc.constantFrom<typeof STAR | typeof ANY>(STAR, STAR, ANY);

/** Short patterns over `a`, `b` and, rarely, `A`, now and then without regard to case. */
export const patterns: fc.Arbitrary<Pattern> = fc
  .tuple(
    fc.array(fc.oneof(wildcard, fc.constantFrom('a', 'b', 'a', 'b', 'A')), { maxLength: 5 }),
    fc.constantFrom(undefined, undefined, undefined, undefined, undefined, ASCII_FOLD),
  )
  .map(([parts, fold]) => pattern(parts, fold));

/** Patterns without `?` and fold, the ones the independence theorem speaks about. */
export const plainPatterns: fc.Arbitrary<Pattern> = fc
  .array(fc.constantFrom<string | typeof STAR>(STAR, 'a', 'b'), { maxLength: 6 })
  .map((parts) => pattern(parts));

export const shapes: fc.Arbitrary<Shape> = fc.letrec<{ shape: Shape }>((tie) => ({
  shape: fc.oneof(
    { maxDepth: 2, depthIdentifier: 'shape' },
    fc.constantFrom('', 'a', 'ab', 'ba').map(text),
    fc.constantFrom('a', 'b', 'ab', 'bA').map((units) => oneOf(units)),
    fc.constant(ANYTHING),
    fc.tuple(tie('shape'), tie('shape')).map(([a, b]) => sequence(a, b)),
    fc.tuple(tie('shape'), tie('shape')).map(([a, b]) => either(a, b)),
    fc.tuple(tie('shape'), tie('shape')).map(([a, b]) => both(a, b)),
    tie('shape').map(repeat),
    tie('shape').map(except),
  ),
})).shape;

/** Formulas over the keys, three connectives deep. */
export function formulas(keys: readonly string[], depth = 3): fc.Arbitrary<Formula> {
  const key = fc.constantFrom(...keys);
  const depthIdentifier = fc.createDepthIdentifier();
  return fc.letrec<{ formula: Formula }>((tie) => ({
    formula: fc.oneof(
      { maxDepth: depth, depthIdentifier },
      { weight: 5, arbitrary: fc.tuple(key, patterns).map(([k, p]) => matches(k, p)) },
      { weight: 1, arbitrary: fc.tuple(key, shapes).map(([k, s]) => inShape(k, s)) },
      { weight: 1, arbitrary: key.map(missing) },
      { weight: 2, arbitrary: tie('formula').map(not) },
      {
        weight: 4,
        arbitrary: fc.array(tie('formula'), { minLength: 2, maxLength: 3 }).map((parts) => and(...parts)),
      },
      {
        weight: 4,
        arbitrary: fc.array(tie('formula'), { minLength: 2, maxLength: 3 }).map((parts) => or(...parts)),
      },
    ),
  })).formula;
}

export { seededRandom } from '../../bench/seeded-random';
