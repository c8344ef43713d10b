import * as fc from 'fast-check';
import {
  ANY,
  STAR,
  and,
  decide,
  inShape,
  isMember,
  memberTest,
  languageOf,
  literal,
  matches,
  matchesAny,
  minus,
  missing,
  not,
  oneOf,
  or,
  patternOf,
  present,
  repeat,
  type Formula,
  OPTIMISATIONS,
  type Optimisation,
  type Pattern,
} from '../../../policies/automata';
import { SEED, formulas, patterns, runs, seededRandom } from '../../support/formula-arbitraries';
import { holds } from '../../support/glob-reference';

const one = formulas(['x']);
const small = formulas(['x'], 2);
const decided = (formula: Formula, without: readonly Optimisation[] = []) => {
  const answer = decide(formula, { maxNodes: 20_000, without });
  if (answer.kind === 'undecided') throw new Error('gave up on a small formula');
  return answer;
};
const isEmpty = (formula: Formula) => decided(formula).kind === 'empty';
const implies = (a: Formula, b: Formula) => isEmpty(minus(a, b));
const equivalent = (a: Formula, b: Formula) => implies(a, b) && implies(b, a);
const shortest = (formula: Formula) => {
  const answer = decided(formula);
  return answer.kind === 'witness' ? (answer.assignment.get('x')?.length ?? 0) : undefined;
};
const languageIn = (formula: Formula) => {
  const answer = languageOf(formula, { maxNodes: 20_000 });
  if (answer.kind === 'undecided') throw new Error('gave up on a small formula');
  return answer.language;
};

describe(`laws of Boolean algebra (seed ${SEED})`, () => {
  it('A implies A or B, and A and B implies A', () => {
    fc.assert(
      fc.property(one, one, (a, b) => {
        expect(implies(a, or(a, b))).toBe(true);
        expect(implies(and(a, b), a)).toBe(true);
      }),
      runs(100),
    );
  });

  it('double negation and De Morgan', () => {
    fc.assert(
      fc.property(one, small, (a, b) => {
        expect(equivalent({ kind: 'not', part: { kind: 'not', part: a } }, a)).toBe(true);
        expect(equivalent(not(and(a, b)), or(not(a), not(b)))).toBe(true);
      }),
      runs(100),
    );
  });

  it('a formula or its negation has a model, and never both the same', () => {
    fc.assert(
      fc.property(one, (a) => {
        expect(isEmpty(and(a, not(a)))).toBe(true);
        expect(isEmpty(a) && isEmpty(not(a))).toBe(false);
      }),
      runs(100),
    );
  });

  it('implication is transitive', () => {
    fc.assert(
      fc.property(small, small, small, (a, b, c) => {
        fc.pre(implies(a, b) && implies(b, c));
        expect(implies(a, c)).toBe(true);
      }),
      { ...runs(40), maxSkipsPerRun: 100 },
    );
  });

  it('adding a value admits no less, adding an exclusion no more', () => {
    fc.assert(
      fc.property(fc.array(patterns, { maxLength: 3 }), patterns, small, (allowed, extra, rest) => {
        const before = and(matchesAny('x', allowed), rest);
        expect(implies(before, and(matchesAny('x', [...allowed, extra]), rest))).toBe(true);
        expect(implies(minus(before, matches('x', extra)), before)).toBe(true);
      }),
      runs(100),
    );
  });

  it('what holds without a universe holds within it', () => {
    const universe = inShape('x', repeat(oneOf('ab')));
    fc.assert(
      fc.property(small, small, (a, b) => {
        fc.pre(implies(a, b));
        expect(implies(and(universe, a), b)).toBe(true);
      }),
      { ...runs(100), maxSkipsPerRun: 50 },
    );
  });
});

describe(`laws of patterns (seed ${SEED})`, () => {
  it('`**` is `*` and `*?` is `?*`', () => {
    const tokens = fc.array(fc.constantFrom(STAR, ANY, 97, 98), { maxLength: 4 });
    fc.assert(
      fc.property(tokens, tokens, (before, after) => {
        const wrapped = (middle: readonly number[]): Pattern => ({
          tokens: [...before, ...middle, ...after],
        });
        const normal = (raw: Pattern) => matches('x', patternOf(raw.tokens));
        expect(equivalent(normal(wrapped([STAR, STAR])), normal(wrapped([STAR])))).toBe(true);
        expect(equivalent(normal(wrapped([STAR, ANY])), normal(wrapped([ANY, STAR])))).toBe(true);
      }),
      runs(100),
    );
  });

  it('renaming letters keeps verdicts and lengths', () => {
    const renamed = (formula: Formula): Formula => {
      if (formula.kind === 'glob') {
        const rename = (token: number) => (token === 97 ? 0x3b1 : token === 98 ? 0xd801 : token);
        return matches(formula.key, patternOf(formula.pattern.tokens.map(rename)));
      }
      if (formula.kind === 'not') return not(renamed(formula.part));
      return 'parts' in formula ? { ...formula, parts: formula.parts.map(renamed) } : formula;
    };
    const plain = (formula: Formula): boolean => {
      if (formula.kind === 'glob') return formula.pattern.fold === undefined;
      if (formula.kind === 'not') return plain(formula.part);
      return 'parts' in formula ? formula.parts.every(plain) : formula.kind !== 'shape';
    };
    fc.assert(
      fc.property(one, (formula) => {
        fc.pre(plain(formula));
        expect(shortest(renamed(formula))).toBe(shortest(formula));
      }),
      { ...runs(200), maxSkipsPerRun: 20 },
    );
  });
});

describe(`the engine agrees with itself (seed ${SEED})`, () => {
  it.each(OPTIMISATIONS)('with and without %s', (left) => {
    fc.assert(
      fc.property(formulas(['x', 'y']), (formula) => {
        const [a, b] = [decided(formula), decided(formula, [left])];
        expect(b.kind).toBe(a.kind);
        if (a.kind !== 'witness' || b.kind !== 'witness') return;
        const lengths = ({ assignment }: typeof a) =>
          ['x', 'y'].map((key) => assignment.get(key)?.length ?? 0);
        expect(lengths(b)).toEqual(lengths(a));
      }),
      runs(100),
    );
  });

  it('on witnesses: members, and none shorter', () => {
    fc.assert(
      fc.property(one, (formula) => {
        const answer = decided(formula);
        if (answer.kind !== 'witness') return;
        expect(isMember(formula, answer.assignment)).toBe(true);
        const length = answer.assignment.get('x')?.length ?? 0;
        if (length > 0) expect(languageIn(and(formula, present('x'))).count(length - 1)).toBe(0n);
      }),
      runs(200),
    );
  });

  it('on counts: a language and its complement are everything', () => {
    fc.assert(
      fc.property(one, fc.integer({ min: 0, max: 6 }), (formula, length) => {
        const universe = inShape('x', repeat(oneOf('abA')));
        const count = (part: Formula) => languageIn(and(universe, part)).count(length);
        expect(count(formula) + count(not(formula))).toBe(languageIn(universe).count(length));
        expect(languageIn(formula).count(length) + languageIn(not(formula)).count(length)).toBe(
          languageIn(matches('x', patternOf([STAR]))).count(length),
        );
      }),
      runs(100),
    );
  });

  it('on samples: a member of the smaller language is one of the larger', () => {
    fc.assert(
      fc.property(small, small, fc.nat(), (a, b, seed) => {
        fc.pre(implies(and(present('x'), a), b));
        const language = languageIn(a);
        const random = seededRandom(seed);
        for (let i = 0; i < 5; i++) {
          const word = language.sample(random, 12);
          if (word === undefined) return;
          expect(holds(b, () => word)).toBe(true);
          expect(isMember(b, new Map([['x', word]]))).toBe(true);
        }
      }),
      { ...runs(100), maxSkipsPerRun: 50 },
    );
  });

  it('on membership, with the definition', () => {
    const value = fc.option(fc.string({ unit: fc.constantFrom('a', 'b', 'A', 'z'), maxLength: 5 }), {
      nil: undefined,
    });
    fc.assert(
      fc.property(formulas(['x', 'y']), value, value, (formula, x, y) => {
        const assignment = new Map([
          ['x', x],
          ['y', y],
        ]);
        const truth = holds(formula, (key) => assignment.get(key));
        expect(isMember(formula, assignment)).toBe(truth);
        expect(memberTest(formula)(assignment)).toBe(truth);
      }),
      runs(300),
    );
  });

  it('on absent keys: leaving out a key or saying undefined is the same', () => {
    expect(isMember(missing('x'), new Map())).toBe(true);
    expect(isMember(missing('x'), new Map([['x', undefined]]))).toBe(true);
    expect(isMember(matches('x', literal('')), new Map([['x', '']]))).toBe(true);
  });
});
