import type { PatternToken } from '../trust/index';
import type { Issuer } from './issuer';

/** What a pattern makes of the fields of a form that it matches. */
export interface FormMatch {
  /** Fields in which the pattern leaves at least one character open. */
  readonly open: ReadonlySet<string>;
  /** Fields of which it fixes at least one character. */
  readonly touched: ReadonlySet<string>;
  /** All fields of the form. */
  readonly fields: ReadonlySet<string>;
}

/** One place of a form: a character, or a field of one character and more. */
export type Place =
  | { readonly kind: 'character'; readonly text: string }
  | { readonly kind: 'field'; readonly name: string; readonly stops: string };

/** One place of a pattern. A policy variable is as open as `*`: its value is the caller's. */
type Piece = { readonly kind: 'character'; readonly text: string } | { readonly kind: 'any' | 'one' };

/**
 * Matches a pattern with a form such as `repo:{owner}/{repository}`, over every way in which the two can agree.
 * Cost: length of the pattern × length of the form.
 * @returns `undefined` when no text has both
 */
export function matchForm(
  pattern: readonly PatternToken[],
  form: string,
  fields: Issuer['fields'],
): FormMatch | undefined {
  const pieces = piecesOf(pattern);
  const places = placesOf(form, fields);
  const steps = reachableSteps(pieces, places);
  if (!steps.some(({ to }) => isEnd(to, pieces, places)) && !isEnd(START, pieces, places)) return undefined;
  const used = stepsToTheEnd(steps, pieces, places);
  if (used.length === 0) return undefined;
  const open = new Set<string>();
  const touched = new Set<string>();
  for (const { field, free } of used) if (field !== undefined) (free ? open : touched).add(field);
  return {
    open,
    touched,
    fields: new Set(places.flatMap((place) => (place.kind === 'field' ? [place.name] : []))),
  };
}

/** Where both are before the next character; `inside`: the field at `place` has had a character already. */
interface State {
  readonly piece: number;
  readonly place: number;
  readonly inside: boolean;
}

/** One character that both take. */
interface Step {
  readonly from: State;
  readonly to: State;
  readonly field?: string;
  /** The pattern leaves the character open. */
  readonly free: boolean;
}

const START: State = { piece: 0, place: 0, inside: false };

const keyOf = ({ piece, place, inside }: State): string => `${piece} ${place} ${inside ? 1 : 0}`;

function reachableSteps(pieces: readonly Piece[], places: readonly Place[]): readonly Step[] {
  const seen = new Set([keyOf(START)]);
  const queue: State[] = [START];
  const steps: Step[] = [];
  for (let state = queue.pop(); state !== undefined; state = queue.pop()) {
    for (const step of stepsFrom(state, pieces, places)) {
      steps.push(step);
      if (seen.has(keyOf(step.to))) continue;
      seen.add(keyOf(step.to));
      queue.push(step.to);
    }
  }
  return steps;
}

/** The steps after which the end can still be reached. */
function stepsToTheEnd(
  steps: readonly Step[],
  pieces: readonly Piece[],
  places: readonly Place[],
): readonly Step[] {
  const into = new Map<string, Step[]>();
  const good = new Set<string>();
  const queue: string[] = [];
  const add = (key: string): void => {
    if (good.has(key)) return;
    good.add(key);
    queue.push(key);
  };
  for (const step of steps) {
    const key = keyOf(step.to);
    into.set(key, [...(into.get(key) ?? []), step]);
    if (isEnd(step.to, pieces, places)) add(key);
  }
  for (let key = queue.pop(); key !== undefined; key = queue.pop())
    for (const { from } of into.get(key) ?? []) add(keyOf(from));
  return steps.filter(({ to }) => good.has(keyOf(to)));
}

function stepsFrom(state: State, pieces: readonly Piece[], places: readonly Place[]): readonly Step[] {
  const steps: Step[] = [];
  for (const { piece, next } of pieceMoves(state.piece, pieces)) {
    for (const move of placeMoves(state, places)) {
      const { place } = move;
      const text = piece.kind === 'character' ? piece.text : undefined;
      const to = { piece: next, place: move.at, inside: place.kind === 'field' };
      if (place.kind === 'character') {
        if (text === undefined || text === place.text)
          steps.push({ from: state, to: { ...to, place: move.at + 1 }, free: false });
      } else if (text === undefined || !place.stops.includes(text)) {
        steps.push({ from: state, to, field: place.name, free: text === undefined });
      }
    }
  }
  return steps;
}

/** What the pattern can take next: a `*` may be passed by, and stays where it is when it takes a character. */
function pieceMoves(
  at: number,
  pieces: readonly Piece[],
): readonly { readonly piece: Piece; readonly next: number }[] {
  const piece = pieces[at];
  if (piece === undefined) return [];
  return piece.kind === 'any'
    ? [{ piece, next: at }, ...pieceMoves(at + 1, pieces)]
    : [{ piece, next: at + 1 }];
}

/** What the form can take next: more of the field that it is in, or the place after it. */
function placeMoves(
  { place: at, inside }: State,
  places: readonly Place[],
): readonly { readonly place: Place; readonly at: number }[] {
  const move = (index: number): readonly { readonly place: Place; readonly at: number }[] => {
    const place = places[index];
    return place === undefined ? [] : [{ place, at: index }];
  };
  return inside ? [...move(at), ...move(at + 1)] : move(at);
}

function isEnd({ piece, place, inside }: State, pieces: readonly Piece[], places: readonly Place[]): boolean {
  return (
    (inside ? place + 1 : place) === places.length && pieces.slice(piece).every(({ kind }) => kind === 'any')
  );
}

function piecesOf(tokens: readonly PatternToken[]): readonly Piece[] {
  return tokens.flatMap((token): readonly Piece[] => {
    switch (token.kind) {
      case 'literal':
      case 'malformed':
        return [...token.text].map((text) => ({ kind: 'character', text }));
      case 'variable':
        return [{ kind: 'any' }];
      case 'any':
      case 'one':
        return [{ kind: token.kind }];
    }
  });
}

/** A form, place by place. */
export function placesOf(form: string, fields: Issuer['fields']): readonly Place[] {
  return form.split(/(\{[a-z_]+\})/).flatMap((part): readonly Place[] => {
    const name = /^\{([a-z_]+)\}$/.exec(part)?.[1];
    if (name === undefined) return [...part].map((text) => ({ kind: 'character', text }));
    return [{ kind: 'field', name, stops: fields[name]?.stops ?? '' }];
  });
}
