import type { Issuer } from './issuer';
import { placesOf, type Place } from './subject-form';

/** A subject, taken apart: the form that it has, and the value of each field. */
export interface SubjectReading {
  readonly form: string;
  readonly fields: Readonly<Record<string, string>>;
}

/** A subject that can be taken apart in two ways. */
export interface TwoReadings {
  readonly subject: string;
  readonly readings: readonly [SubjectReading, SubjectReading];
}

/**
 * Whether one string can be a subject in two ways: by two forms, or by one form with two different lists of values. It walks through two
 * forms side by side, character by character (the product of two automata), and looks for a string that both accept after they have been
 * at different places once. A field is any string of at least one character without its stops; real values are fewer, so `undefined` is a
 * proof for them too, and a subject with two readings is one for them only where its values exist.
 *
 * Cost: for each pair of forms at most the product of their lengths; where names differ, the length of what they have in common.
 * @returns a shortest such subject, or `undefined` when there is none
 */
export function twoReadings(forms: readonly string[], fields: Issuer['fields']): TwoReadings | undefined {
  const all = forms.map((form) => ({ form, places: placesOf(form, fields) }));
  let shortest: TwoReadings | undefined;
  for (const [index, first] of all.entries()) {
    for (const second of all.slice(index)) {
      const found = readBoth(first, second, first === second);
      if (found !== undefined && (shortest === undefined || found.subject.length < shortest.subject.length))
        shortest = found;
    }
  }
  return shortest;
}

/** {@link twoReadings} of the forms of an issuer's subjects. */
export function readingsOf({ subjects, fields }: Issuer): TwoReadings | undefined {
  return twoReadings(subjects, fields);
}

interface Form {
  readonly form: string;
  readonly places: readonly Place[];
}

/**
 * How far each form is read: twice the places that are done, plus one where the last of them is a field that may go on. `apart`: whether
 * the two have been at different places.
 */
interface State {
  readonly first: number;
  readonly second: number;
  readonly apart: boolean;
}

interface Step extends State {
  readonly before: Step | undefined;
  readonly character: string;
}

function readBoth(first: Form, second: Form, same: boolean): TwoReadings | undefined {
  const width = (second.places.length + 1) * 2;
  const start: Step = { first: 0, second: 0, apart: !same, before: undefined, character: '' };
  const seen = new Set<number>();
  const queue: Step[] = [start];
  for (const step of queue) {
    if (step.apart && isDone(step.first, first) && isDone(step.second, second))
      return told(step, first, second);
    for (const move of MOVES) {
      const at = placeAfter(step.first, move, first);
      if (at === undefined) continue;
      for (const otherMove of MOVES) {
        const otherAt = placeAfter(step.second, otherMove, second);
        const character = otherAt === undefined ? undefined : common(at, otherAt);
        if (otherAt === undefined || character === undefined) continue;
        const one = progress(step.first, move, at);
        const other = progress(step.second, otherMove, otherAt);
        const apart = step.apart || one >> 1 !== other >> 1;
        const key = (one * width + other) * 2 + (apart ? 1 : 0);
        if (seen.has(key)) continue;
        seen.add(key);
        queue.push({ first: one, second: other, apart, before: step, character });
      }
    }
  }
  return undefined;
}

/** By one more character: further in the field, or on to the next place. */
const MOVES = ['further', 'on'] as const;
type Move = (typeof MOVES)[number];

function placeAfter(at: number, move: Move, { places }: Form): Place | undefined {
  if (move === 'on') return places[at >> 1];
  return (at & 1) === 1 ? places[(at >> 1) - 1] : undefined;
}

function progress(at: number, move: Move, { kind }: Place): number {
  return move === 'further' ? at : ((at >> 1) + 1) * 2 + (kind === 'field' ? 1 : 0);
}

function isDone(at: number, { places }: Form): boolean {
  return at >> 1 === places.length;
}

/** What a field is shown with, the first that it may have. */
const SHOWN = 'xyz0123456789/:;.-_@ ';

/** A character that both places take. */
function common(one: Place, other: Place): string | undefined {
  if (one.kind === 'character') {
    const fits = other.kind === 'character' ? one.text === other.text : !other.stops.includes(one.text);
    return fits ? one.text : undefined;
  }
  if (other.kind === 'character') return common(other, one);
  const isFree = (text: string): boolean => !one.stops.includes(text) && !other.stops.includes(text);
  for (const text of SHOWN) if (isFree(text)) return text;
  for (let code = 0x100; code < 0xd800; code += 1)
    if (isFree(String.fromCharCode(code))) return String.fromCharCode(code);
  return undefined;
}

function told(last: Step, first: Form, second: Form): TwoReadings {
  const steps: Step[] = [];
  for (let step: Step | undefined = last; step?.before !== undefined; step = step.before) steps.unshift(step);
  return {
    subject: steps.map(({ character }) => character).join(''),
    readings: [
      read(
        first,
        steps.map((step) => [step.first, step.character]),
      ),
      read(
        second,
        steps.map((step) => [step.second, step.character]),
      ),
    ],
  };
}

function read(
  { form, places }: Form,
  steps: readonly (readonly [at: number, character: string])[],
): SubjectReading {
  const fields: Record<string, string> = {};
  for (const [at, character] of steps) {
    const place = places[(at >> 1) - 1];
    if (place?.kind === 'field') fields[place.name] = (fields[place.name] ?? '') + character;
  }
  return { form, fields };
}
