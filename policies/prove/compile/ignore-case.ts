import {
  either,
  inShape,
  literal,
  matches,
  sequence,
  text,
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
  // From the end: the shape of the rest after each position.
  const rest: Shape[] = [text('')];
  for (let at = lower.length - 1; at >= 0; at -= 1) {
    const ways: Shape[] = [];
    for (let length = 1; at + length <= lower.length && length <= 2; length += 1) {
      const after = rest[lower.length - at - length] as Shape;
      for (const source of sourcesOf(lower, at, length)) ways.push(sequence(source, after));
    }
    rest.push(ways.length === 1 ? (ways[0] as Shape) : either(...ways));
  }
  return rest[lower.length] as Shape;
}

/** The letters that lower-case to the `length` units at `at`, in their surroundings. */
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
