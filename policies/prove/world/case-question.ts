import { and, or, type Formula } from '../../automata/index';
import { settle } from './domain';
import type { Subject } from './subject';
import type { TokenCase } from './token-case';

/** Adds the variables that a formula speaks of. */
export function collectKeys(formula: Formula, keys: Set<string>, seen = new Set<Formula>()): void {
  if (seen.has(formula)) return;
  seen.add(formula);
  switch (formula.kind) {
    case 'constant':
      return;
    case 'missing':
    case 'glob':
    case 'shape':
      keys.add(formula.key);
      return;
    case 'not':
      collectKeys(formula.part, keys, seen);
      return;
    default:
      for (const part of formula.parts) collectKeys(part, keys, seen);
  }
}

/** The tokens of a case that satisfy a formula: what is asked, and what the world says about the keys that are asked about. */
export interface OpenCase {
  readonly tokens: TokenCase;
  readonly asked: Formula;
  readonly world: readonly Formula[];
}

/**
 * Reads one formula within many cases, with as little of the world as it asks about. Cases that settle it alike share the work.
 */
export class CaseReader {
  private readonly readings = new Map<Subject, Map<Formula, Formula>>();
  private readonly keys = new Map<Formula, ReadonlySet<string>>();
  private readonly settled = new Map<string, Formula>();
  private readonly numbers = new Map<object, number>();

  constructor(private readonly formula: Formula) {}

  /**
   * The tokens of a case that satisfy the formula, and `about` too. There is one iff the result has a model: values of keys that it
   * omits can be chosen to fit. `undefined` when it can be seen that there is none.
   */
  within(tokens: TokenCase, about?: Formula): OpenCase | undefined {
    const asked = this.settle(this.readAs(tokens.subject), tokens, 'values');
    if (isFalse(asked)) return undefined;
    const world: Formula[] = [];
    const keys = new Set(this.keysOf(asked));
    if (about !== undefined) {
      const region = this.settle(this.read(about, tokens.subject), tokens, 'values');
      if (isFalse(region)) return undefined;
      if (region.kind !== 'constant') {
        world.push(region);
        for (const key of this.keysOf(region)) keys.add(key);
      }
    }
    for (const part of tokens.parts) {
      // A key with one value is settled above, and its own parts with it.
      if (!part.keys.every((key) => keys.has(key))) continue;
      const open = this.settle(part.formula, tokens, 'constants');
      if (isFalse(open)) return undefined;
      if (open.kind !== 'constant') world.push(open);
    }
    return { tokens, asked, world };
  }

  /** The formula as a subject reads it. */
  readAs(subject: Subject): Formula {
    return this.read(this.formula, subject);
  }

  private read(formula: Formula, subject: Subject): Formula {
    const known = this.readings.get(subject) ?? new Map<Formula, Formula>();
    this.readings.set(subject, known);
    return subject.read(formula, known);
  }

  private settle(formula: Formula, { domains }: TokenCase, by: 'values' | 'constants'): Formula {
    let name = `${by} ${this.number(formula)}`;
    for (const key of this.keysOf(formula)) {
      const domain = domains.get(key);
      if (domain !== undefined) name += ` ${this.number(domain)}`;
    }
    const known = this.settled.get(name);
    if (known !== undefined) return known;
    const made = settle(formula, domains, by);
    this.settled.set(name, made);
    return made;
  }

  private keysOf(formula: Formula): ReadonlySet<string> {
    const known = this.keys.get(formula);
    if (known !== undefined) return known;
    const made = new Set<string>();
    collectKeys(formula, made);
    this.keys.set(formula, made);
    return made;
  }

  private number(thing: object): number {
    const known = this.numbers.get(thing) ?? this.numbers.size;
    this.numbers.set(thing, known);
    return known;
  }
}

/** The tokens of one case. */
export function formulaOf({ asked, world }: OpenCase): Formula {
  return and(asked, ...world);
}

/** The cases without those of which another one says less: they add nothing. */
export function distinctCases(cases: readonly OpenCase[]): readonly OpenCase[] {
  const groups = new Map<Formula, { readonly one: OpenCase; readonly parts: ReadonlySet<Formula> }[]>();
  for (const one of cases) {
    const group = groups.get(one.asked) ?? [];
    groups.set(one.asked, group);
    const parts = new Set(one.world);
    if (group.some((other) => isSubset(other.parts, parts))) continue;
    groups.set(one.asked, [...group.filter((other) => !isSubset(parts, other.parts)), { one, parts }]);
  }
  return [...groups.values()].flatMap((group) => group.map(({ one }) => one));
}

/** The tokens of all cases. Cases that ask the same share it. */
export function anyOf(cases: readonly OpenCase[]): Formula {
  const groups = new Map<Formula, Formula[]>();
  for (const { asked, world } of distinctCases(cases)) {
    const group = groups.get(asked) ?? [];
    groups.set(asked, group);
    group.push(and(...world));
  }
  return or(...[...groups].map(([asked, group]) => and(asked, or(...group))));
}

function isSubset(a: ReadonlySet<Formula>, b: ReadonlySet<Formula>): boolean {
  if (a.size > b.size) return false;
  for (const part of a) if (!b.has(part)) return false;
  return true;
}

function isFalse(formula: Formula): boolean {
  return formula.kind === 'constant' && !formula.value;
}
