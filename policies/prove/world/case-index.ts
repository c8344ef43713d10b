import { compileMatcher, exactText, type Formula, type Pattern } from '../../automata/index';
import type { Project } from '../../gitlab/index';
import { demandsOf, type Demands } from './demands';
import type { Domain, Domains } from './domain';
import { once } from './once';
import type { Subject } from './subject';
import { isConcerned, type CaseGroup, type Concerned, type TokenCase } from './token-case';

/** Places in a list of what is indexed, ascending. */
type Places = readonly number[];

/** What says the same about a key, by what it says. */
interface KeyGroups {
  /** By the one value that the key has there. */
  readonly byValue: ReadonlyMap<string, Places>;
  /** Where several values are possible. */
  readonly open: readonly { readonly domain: Domain; readonly places: Places }[];
  /** Where nothing is known. */
  readonly unknown: Places;
}

/** One in so many groups are few: the cases of the others are not made, and theirs are looked at one by one. */
const FEW = 2;

/**
 * The cases of a world, found by the values that a question asks of single keys: a role that names one project is not asked about
 * the cases of all the others, and they are not even made.
 *
 * Guarantee: a case that is omitted has no token that satisfies the formula.
 */
export class CaseIndex {
  private readonly whole = once(() => new WholeIndex(this.groups.flatMap(({ cases }) => cases())));
  private readonly byKey = new Map<string, KeyGroups>();
  private readonly byProject = once(() => {
    const places = new Map<Project, number[]>();
    for (const [place, { project }] of this.groups.entries())
      if (project !== undefined) push(places, project, place);
    return places;
  });

  constructor(private readonly groups: readonly CaseGroup[]) {}

  get cases(): readonly TokenCase[] {
    return this.whole().cases;
  }

  /**
   * The cases that may have a token that satisfies a formula, in order.
   *
   * Reading a formula for a subject rewrites what it says about `sub` and nothing else. What the formula as it is asks of other keys holds in
   * every reading: a case whose keys cannot have such values is omitted before anything is read for its subject.
   * @param formula before it is read
   * @param read the formula as a subject reads it
   * @param wanted whose cases are asked about. @default anybody's
   */
  candidates(
    formula: Formula,
    read: (subject: Subject) => Formula,
    wanted?: Concerned,
  ): readonly TokenCase[] {
    if (wanted !== undefined) return this.groupsOf(wanted).flatMap(({ cases }) => cases());
    const demands = demandsOf(formula);
    if (demands === undefined) return [];
    const ofFormula = new Meeting(demands);
    const few = this.fewGroups(demands, ofFormula);
    if (few === undefined) return this.whole().candidates(read);
    const ofSubject = new Map<Subject, Meeting | undefined>();
    const done = new Map<Formula, Demands | undefined>();
    const meetingOf = (subject: Subject): Meeting | undefined => {
      if (ofSubject.has(subject)) return ofSubject.get(subject);
      const asked = demandsOf(read(subject), done);
      const made = asked === undefined ? undefined : new Meeting(asked);
      ofSubject.set(subject, made);
      return made;
    };
    return few.flatMap(({ cases }) =>
      cases().filter(
        ({ subject, domains }) =>
          ofFormula.isPossible(domains) && meetingOf(subject)?.isPossible(domains) === true,
      ),
    );
  }

  private groupsOf(wanted: Concerned): readonly CaseGroup[] {
    return [...wanted.projects]
      .flatMap((project) => this.byProject().get(project) ?? [])
      .toSorted((a, b) => a - b)
      .map((place) => this.groups[place]!)
      .filter((group) => isConcerned(group, wanted));
  }

  /** The groups whose tokens may be so, where these are few. */
  private fewGroups(demands: Demands, meeting: Meeting): readonly CaseGroup[] | undefined {
    let best: readonly Places[] | undefined;
    for (const [key, patterns] of demands) {
      const known = this.byKey.get(key) ?? grouped(this.groups.entries(), key);
      this.byKey.set(key, known);
      const found = placesThat(known, patterns);
      if (best === undefined || sizeOf(found) < sizeOf(best)) best = found;
    }
    if (best === undefined || sizeOf(best) * FEW > this.groups.length) return undefined;
    return best
      .flat()
      .toSorted((a, b) => a - b)
      .map((place) => this.groups[place]!)
      .filter(({ domains }) => meeting.isPossible(domains));
  }
}

/** All cases, found by subject and key. */
class WholeIndex {
  private readonly bySubject = new Map<Subject, number[]>();
  private readonly byKey = new Map<Subject, Map<string, KeyGroups>>();

  constructor(readonly cases: readonly TokenCase[]) {
    for (const [place, { subject }] of cases.entries()) push(this.bySubject, subject, place);
  }

  candidates(read: (subject: Subject) => Formula): readonly TokenCase[] {
    return [...this.bySubject.keys()]
      .flatMap((subject) => this.placesOf(subject, read(subject)))
      .toSorted((a, b) => a - b)
      .map((place) => this.cases[place]!);
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
    const ofSubject = this.byKey.get(subject) ?? new Map<string, KeyGroups>();
    this.byKey.set(subject, ofSubject);
    const known = ofSubject.get(key);
    if (known !== undefined) return known;
    const places = this.bySubject.get(subject) ?? [];
    const made = grouped(
      places.map((place) => [place, this.cases[place]!]),
      key,
    );
    ofSubject.set(key, made);
    return made;
  }
}

function grouped(
  entries: Iterable<readonly [place: number, of: { readonly domains: Domains }]>,
  key: string,
): KeyGroups {
  const byValue = new Map<string, number[]>();
  const open = new Map<Domain, number[]>();
  const unknown: number[] = [];
  for (const [place, { domains }] of entries) {
    const domain = domains.get(key);
    if (domain === undefined) unknown.push(place);
    else if (domain.only === undefined) push(open, domain, place);
    else push(byValue, domain.only, place);
  }
  return { byValue, open: [...open].map(([domain, of]) => ({ domain, places: of })), unknown };
}

/** Where the key may match one of the patterns. */
function placesThat({ byValue, open, unknown }: KeyGroups, patterns: readonly Pattern[]): readonly Places[] {
  const found: Places[] = [unknown];
  for (const { domain, places } of open) if (mayMatch(domain, patterns)) found.push(places);
  const exact = patterns.map(exactText);
  if (exact.every((text) => text !== undefined)) {
    const values = new Set(exact);
    for (const value of values) found.push(byValue.get(value) ?? []);
  } else {
    const matches = compileMatcher(patterns);
    for (const [value, places] of byValue) if (matches(value)) found.push(places);
  }
  return found;
}

/** Demands against the domains of cases. Many cases share their domains, and more of them the domain of a key: each is looked at once. */
class Meeting {
  private readonly known = new Map<Domains, boolean>();
  private readonly keys: readonly {
    readonly key: string;
    readonly patterns: readonly Pattern[];
    readonly known: Map<Domain, boolean>;
  }[];

  constructor(demands: Demands) {
    this.keys = [...demands].map(([key, patterns]) => ({ key, patterns, known: new Map() }));
  }

  /** Whether tokens of these domains may have what is asked of each key. */
  isPossible(domains: Domains): boolean {
    const known = this.known.get(domains) ?? this.decide(domains);
    this.known.set(domains, known);
    return known;
  }

  private decide(domains: Domains): boolean {
    return this.keys.every(({ key, patterns, known }) => {
      const domain = domains.get(key);
      if (domain === undefined) return true;
      const answer = known.get(domain) ?? mayMatch(domain, patterns);
      known.set(domain, answer);
      return answer;
    });
  }
}

function mayMatch({ only, accepts }: Domain, patterns: readonly Pattern[]): boolean {
  return patterns.some((pattern) => {
    const exact = exactText(pattern);
    if (exact !== undefined) return accepts(exact);
    return only === undefined || compileMatcher([pattern])(only);
  });
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
