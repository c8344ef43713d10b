import { quote } from '../errors';
import type { TokenKind } from '../prove/index';
import { defineCheck, type Check, type Definition, type Match } from './check';
import { conditionPointer } from './conditions';
import { listedValues, type Listed } from './listed';
import type { EntryWorld } from './entry';
import { admitting, isThrough, nameOfKind, tokenThrough, type Through } from './prover';
import { type View } from './statements';
import { subPatterns, type SubPattern } from './sub-pattern';
import type { CheckInput } from './check-input';

/** Where a question is asked: an Allow statement, and what the policy lists. */
export interface StatementPlace {
  readonly input: CheckInput;
  readonly view: View;
  readonly listed: Listed;
}

/** The same, for one value of `sub`. */
export interface ValuePlace extends StatementPlace {
  readonly pattern: SubPattern;
}

/** A question about who can assume the role, and how its answer is reported. */
export interface Asked<Place> {
  /** Tokens with which the mistake is one; `undefined` where the shape of the place shows that there is none. */
  readonly question: (place: Place) => TokenKind | undefined;
  /** Tokens that must come in, too. */
  readonly and?: (place: Place) => TokenKind;
  /** Tokens with which it is another mistake. */
  readonly unless?: (place: Place) => TokenKind;
  /** Which tokens there are. @default every project's */
  readonly world?: (place: Place) => EntryWorld;
  /** @param token shows who can assume the role; without an example it depends on the rest of the request */
  readonly says: (place: Place, token: Through) => string;
}

type Description = Omit<Check, 'find'> & Pick<Definition, 'mend'>;

/** A check that asks the prover about every value of `sub` in an Allow statement. */
export function asksOfValues({
  firstOnly = false,
  through = 'value',
  ...definition
}: Description &
  Asked<ValuePlace> & {
    /** Whether one finding for a statement says it all. @default false */
    readonly firstOnly?: boolean;
    /** Whether the token comes in by that value, or by any of the statement. @default 'value' */
    readonly through?: 'value' | 'statement';
  }): Check {
  return defineCheck({
    ...described(definition),
    run: (input) =>
      admitting(input).flatMap((view) => {
        const listed = listedValues(input, view.issuers);
        const matches: Match[] = [];
        const places = subPatterns(view, input.policy.version).map((pattern) => ({
          input,
          view,
          listed,
          pattern,
        }));
        if (isNoneAtAll(definition, places)) return [];
        for (const place of places) {
          const { pattern } = place;
          const entry = through === 'value' ? { view, pattern } : { view };
          const message = ask(definition, place, entry);
          if (message === undefined) continue;
          matches.push({ message, pointer: pattern.pointer, statement: view.statement });
          if (firstOnly) break;
        }
        return matches;
      }),
  });
}

/** A check that asks the prover about every Allow statement. */
export function asksOfStatements({
  pointer,
  ...definition
}: Description &
  Asked<StatementPlace> & {
    /** @default all conditions of the statement */
    readonly pointer?: (place: StatementPlace) => string | undefined;
  }): Check {
  return defineCheck({
    ...described(definition),
    run: (input) =>
      admitting(input).flatMap((view): readonly Match[] => {
        const place = { input, view, listed: listedValues(input, view.issuers) };
        const message = ask(definition, place, { view });
        if (message === undefined) return [];
        return [{ message, pointer: pointer?.(place) ?? conditionPointer(view), statement: view.statement }];
      }),
  });
}

function ask<Place extends StatementPlace>(
  { question, and, unless, world, says }: Asked<Place>,
  place: Place,
  entry: { readonly view: View; readonly pattern?: SubPattern },
): string | undefined {
  const kind = question(place);
  if (kind === undefined) return undefined;
  const at = { ...entry, world: world?.(place) ?? 'open' };
  // An example that a reader would recognise costs more than the answer: it is made for a finding alone.
  if (and !== undefined || unless !== undefined) {
    if (!isThrough(place.input, at, kind)) return undefined;
    if (and !== undefined && !isThrough(place.input, at, and(place))) return undefined;
    if (unless !== undefined && isThrough(place.input, at, unless(place))) return undefined;
  }
  const token = tokenThrough(place.input, at, kind);
  if (token === undefined) return undefined;
  const { dependsOn } = token;
  const rest = dependsOn.length === 0 ? '' : `, depending on ${dependsOn.join(', and on ')}`;
  return `${says(place, token)}${rest}`;
}

/** Whether one question shows that no value of the statement has the mistake: where there are several, and all ask the same. */
function isNoneAtAll({ question, world }: Asked<ValuePlace>, places: readonly ValuePlace[]): boolean {
  const [first, second] = places;
  if (first === undefined || second === undefined || world !== undefined) return false;
  const kind = question(first);
  const name = kind === undefined ? '' : nameOfKind(kind);
  const isOther = (place: ValuePlace): boolean => {
    const other = question(place);
    return other === undefined || nameOfKind(other) !== name;
  };
  if (kind === undefined || places.some(isOther)) return false;
  return !isThrough(first.input, { view: first.view }, kind);
}

/** An example in words: `, such as …`, where there is one. */
export function suchAs({ example }: Through): string {
  return example === undefined ? '' : `, such as ${quote(String(example.claims.sub))}`;
}

function described({
  id,
  severity,
  title,
  rationale,
  bad,
  good,
  fix,
  sources,
  mend,
}: Description): Description {
  return { id, severity, title, rationale, bad, good, fix, sources, mend };
}
