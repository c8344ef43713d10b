import {
  either,
  inShape,
  literal,
  matches,
  oneOf,
  sequence,
  type Formula,
  type Shape,
} from '../../automata/index';
import { LOWER_FOLD, isPlainLower } from './text-pattern';

/**
 * The texts whose lower case is that of `wanted`, exactly: context-sensitive lower-casing, no folding, no normalisation.
 * Cost: linear for text without sigma, dotted capital i and astral letters; else a shape as long as the text.
 */
export function equalsIgnoringCase(variable: string, wanted: string): Formula {
  const lower = wanted.toLowerCase();
  return isPlainLower(lower)
    ? matches(variable, literal(lower, LOWER_FOLD))
    : inShape(variable, textsLoweringTo(lower));
}

function textsLoweringTo(lower: string): Shape {
  const parts: Shape[] = [];
  for (let at = 0; at < lower.length; at += 1) {
    const single = oneOf(sourcesOf(lower, at, 1).join(''));
    // Letters of two units never overlap: a surrogate pair, or an i with a dot above.
    const pairs = at + 1 < lower.length ? sourcesOf(lower, at, 2) : [];
    if (pairs.length === 0) parts.push(single);
    else {
      parts.push(either(...pairs, sequence(single, oneOf(sourcesOf(lower, at + 1, 1).join('')))));
      at += 1;
    }
  }
  return sequence(...parts);
}

/** The letters that lower-case to the `length` units at `at`, in their context. */
function sourcesOf(lower: string, at: number, length: number): readonly string[] {
  const target = lower.slice(at, at + length);
  const sources = (inverse().get(target) ?? []).filter((source) => source !== 'Σ');
  if (target === 'σ' || target === 'ς') {
    const capital = `${lower.slice(0, at)}Σ${lower.slice(at + 1)}`.toLowerCase();
    if (capital.charAt(at) === target) return [...sources, 'Σ'];
  }
  return sources;
}

let inverted: ReadonlyMap<string, readonly string[]> | undefined;

/** Every code point (a lone surrogate included) by its lower case. */
function inverse(): ReadonlyMap<string, readonly string[]> {
  if (inverted !== undefined) return inverted;
  const map = new Map<string, string[]>();
  const add = (source: string): void => {
    const lower = source.toLowerCase();
    const sources = map.get(lower);
    if (sources === undefined) map.set(lower, [source]);
    else sources.push(source);
  };
  for (let unit = 0; unit < 0x10000; unit += 1) add(String.fromCharCode(unit));
  for (let point = 0x10000; point < 0x20000; point += 1) {
    const source = String.fromCodePoint(point);
    if (source.toLowerCase() !== source || source.toUpperCase() !== source) add(source);
  }
  inverted = map;
  return map;
}
