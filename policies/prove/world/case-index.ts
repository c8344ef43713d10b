import { compileMatcher, isLiteral, patternText, type Formula, type Pattern } from '../../automata/index';
import type { Project } from '../../gitlab/index';
import { demandsOf } from './demands';
import type { Domain } from './domain';
import type { Subject } from './subject';
import type { TokenCase } from './token-case';

/** Places of cases in the list of all, ascending. */
type Places = readonly number[];

/** The cases that say the same about a key, by what they say. */
interface KeyGroups {
  /** By the one value that the key has there. */
  readonly byValue: ReadonlyMap<string, Places>;
  /** Where several values are possible. */
  readonly open: readonly { readonly domain: Domain; readonly places: Places }[];
  /** Where nothing is known. */
  readonly unknown: Places;
}

/**
 * The cases of a world, found by the values that a question asks of single keys: a role that names one project is not asked about
 * the cases of all the others.
 *
 * Guarantee: a case that is left out has no token that satisfies the formula.
 */
export class CaseIndex {
  private readonly bySubject = new Map<Subject, number[]>();
  private readonly byProject = new Map<Project | undefined, number[]>();
  private readonly groups = new Map<Subject, Map<string, KeyGroups>>();
  private readonly everywhere = new Map<string, KeyGroups>();

  constructor(readonly cases: readonly TokenCase[]) {
    for (const [place, { subject, project }] of cases.entries()) {
      push(this.bySubject, subject, place);
      push(this.byProject, project, place);
    }
  }

  /**
   * The cases that may have a token that satisfies a formula, in order.
   *
   * Reading a formula for a subject rewrites what it says about `sub` and nothing else. What the formula as it is asks of other keys holds in
   * every reading: a case whose keys cannot have such values is left out before anything is read for its subject.
   * @param formula before it is read
   * @param read the formula as a subject reads it
   * @param wanted projects whose own cases are asked about. @default all cases
   */
  candidates(
    formula: Formula,
    read: (subject: Subject) => Formula,
    wanted?: (project: Project) => boolean,
  ): readonly TokenCase[] {
    const places =
      wanted === undefined
        ? this.placesByKeys(formula, read)
        : [...this.byProject].flatMap(([project, own]) =>
            project !== undefined && wanted(project) ? own : [],
          );
    return places.toSorted((a, b) => a - b).map((place) => this.cases[place]!);
  }

  private placesByKeys(formula: Formula, read: (subject: Subject) => Formula): Places {
    const demands = demandsOf(formula);
    if (demands === undefined) return [];
    let best: readonly Places[] | undefined;
    for (const [key, patterns] of demands) {
      const known = this.everywhere.get(key) ?? this.group([...this.cases.keys()], key);
      this.everywhere.set(key, known);
      const found = placesThat(known, patterns);
      if (best === undefined || sizeOf(found) < sizeOf(best)) best = found;
    }
    if (best === undefined || sizeOf(best) === this.cases.length)
      return [...this.bySubject.keys()].flatMap((subject) => this.placesOf(subject, read(subject)));
    const places = best.flat();
    const wanted = new Set(places);
    const subjects = new Set(places.map((place) => this.cases[place]!.subject));
    return [...subjects]
      .flatMap((subject) => this.placesOf(subject, read(subject)))
      .filter((place) => wanted.has(place));
  }

  private placesOf(subject: Subject, formula: Formula): Places {
    const demands = demandsOf(formula);
    if (demands === undefined) return [];
    let best: readonly Places[] = [this.bySubject.get(subject) ?? []];
    for (const [key, patterns] of demands) {
      const found = placesThat(this.groupsOf(subject, key), patterns);
      if (sizeOf(found) < sizeOf(best)) best = found;
    }
    return best.flat();
  }

  private groupsOf(subject: Subject, key: string): KeyGroups {
    const ofSubject = this.groups.get(subject) ?? new Map<string, KeyGroups>();
    this.groups.set(subject, ofSubject);
    const known = ofSubject.get(key);
    if (known !== undefined) return known;
    const made = this.group(this.bySubject.get(subject) ?? [], key);
    ofSubject.set(key, made);
    return made;
  }

  private group(places: Places, key: string): KeyGroups {
    const byValue = new Map<string, number[]>();
    const open = new Map<Domain, number[]>();
    const unknown: number[] = [];
    for (const place of places) {
      const domain = this.cases[place]!.domains.get(key);
      if (domain === undefined) unknown.push(place);
      else if (domain.only === undefined) push(open, domain, place);
      else push(byValue, domain.only, place);
    }
    return { byValue, open: [...open].map(([domain, of]) => ({ domain, places: of })), unknown };
  }
}

/** Where the key may match one of the patterns. */
function placesThat({ byValue, open, unknown }: KeyGroups, patterns: readonly Pattern[]): readonly Places[] {
  const found: Places[] = [unknown];
  const exact = patterns.filter((pattern) => pattern.fold === undefined && isLiteral(pattern));
  const values = new Set(exact.map(patternText));
  for (const { domain, places } of open) {
    if (exact.length < patterns.length || [...values].some((value) => domain.accepts(value)))
      found.push(places);
  }
  if (exact.length === patterns.length) {
    for (const value of values) found.push(byValue.get(value) ?? []);
  } else {
    const matches = compileMatcher(patterns);
    for (const [value, places] of byValue) if (matches(value)) found.push(places);
  }
  return found;
}

function sizeOf(groups: readonly Places[]): number {
  let size = 0;
  for (const places of groups) size += places.length;
  return size;
}

function push<K>(lists: Map<K, number[]>, key: K, place: number): void {
  const known = lists.get(key);
  if (known === undefined) lists.set(key, [place]);
  else known.push(place);
}
