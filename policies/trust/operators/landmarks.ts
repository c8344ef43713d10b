/** What neither a number nor a date nor an address is. */
const UNREADABLE = 'x';

/** How to name a place in an order. */
export interface Ordering<T> {
  readonly parse: (text: string) => T | undefined;
  readonly compare: (a: T, b: T) => number;
  /** A text for a place strictly between two others, where `undefined` is an open end; `undefined` when there is none. */
  readonly between: (low: T | undefined, high: T | undefined) => string | undefined;
  /** Whether two places next to each other may have nothing between them. */
  readonly discrete: boolean;
}

/** The landmarks of an order: a text that is in it nowhere, every value, and a text below, between and above them. */
export function orderedLandmarks<T>(
  values: readonly string[],
  { parse, compare, between, discrete }: Ordering<T>,
): readonly string[] | undefined {
  const places = values.flatMap((text) => {
    const place = parse(text);
    return place === undefined ? [] : [{ text, place }];
  });
  const sorted = places
    .toSorted((a, b) => compare(a.place, b.place))
    .filter(({ place }, i, all) => i === 0 || compare((all[i - 1] as { place: T }).place, place) !== 0);
  const found = [UNREADABLE, ...sorted.map(({ text }) => text)];
  for (let i = 0; i <= sorted.length; i += 1) {
    const low = sorted[i - 1]?.place;
    const high = sorted[i]?.place;
    const text = between(low, high);
    if (text === undefined) {
      if (discrete && low !== undefined && high !== undefined) continue;
      return undefined;
    }
    const place = parse(text);
    if (place === undefined) return undefined;
    if (low !== undefined && compare(low, place) >= 0) return undefined;
    if (high !== undefined && compare(place, high) >= 0) return undefined;
    found.push(text);
  }
  return found;
}
