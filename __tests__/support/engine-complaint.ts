import * as fc from 'fast-check';
import type * as automata from '../../policies/automata';
import {
  ASCII_FOLD,
  and,
  inShape,
  literal,
  matches,
  minus,
  not,
  oneOf,
  or,
  present,
  repeat,
  sequence,
  text,
  type Formula,
  type Pattern,
} from '../../policies/automata';
import { questions } from './engine-questions';
import { SEED, formulas, patterns } from './formula-arbitraries';
import { glob } from './gitlab-like-universe';
import { globMatches, holds, wordsUpTo } from './glob-reference';

/** What a copy of the engine must offer to be checked. */
export type Engine = Pick<
  typeof automata,
  'decide' | 'subsumes' | 'disjointSyntactic' | 'languageOf' | 'isMember' | 'memberTest'
>;

const WORDS = wordsUpTo('abABz', 3);
const PROBES = ['', 'a', 'b', 'ab', 'aab', 'abab', 'aaab', 'azb', 'zazbz', 'bbabA'];
const lengthOf = (word: string | undefined) => word?.length ?? 0;

interface Sample {
  readonly formula: Formula;
  readonly shortest: number | undefined;
}

/** Small formulas with the truth about them, found by trying words. */
const samples: readonly Sample[] = fc.sample(formulas(['x']), { seed: SEED, numRuns: 500 }).map((formula) => {
  const members = [undefined, ...WORDS].filter((word) => holds(formula, () => word));
  return { formula, shortest: members.length === 0 ? undefined : Math.min(...members.map(lengthOf)) };
});
const SHARED = or(matches('x', glob('a*')), matches('x', glob('*c')));

/** Questions with a twist that random formulas rarely have; `undefined` where there is no model, else the lengths. */
const twists: readonly { readonly formula: Formula; readonly lengths: readonly number[] | undefined }[] = [
  // The star must swallow a letter that could also begin the rest.
  { formula: and(matches('x', glob('*a?b')), matches('x', glob('aaa*'))), lengths: [4, 0] },
  // The first value that ends well leaves something impossible to the other key.
  {
    formula: or(and(inShape('x', text('a')), onY('a'), onY('b')), and(inShape('x', text('b')), onY('c'))),
    lengths: [1, 1],
  },
  {
    formula: or(and(inShape('x', text('a')), onY('c')), and(inShape('x', text('b')), onY('a'), onY('b'))),
    lengths: [1, 1],
  },
  // Two letters, both named by every exclusion.
  {
    formula: and(
      inShape('x', repeat(oneOf('ab'))),
      matches('x', glob('???*')),
      not(or(...['*aa*', '*bb*', 'a*'].map((source) => matches('x', glob(source))))),
    ),
    lengths: [3, 0],
  },
  // The second half of a failed attempt is the first half of the next.
  { formula: and(inShape('x', text('aaab')), not(matches('x', glob('*aab*')))), lengths: undefined },
  // What is left of a failed attempt is found only by looking back twice.
  {
    formula: and(inShape('x', text('aaabaaaabaaaac')), not(matches('x', glob('*aaabaaaac*')))),
    lengths: undefined,
  },
  // Of two stars that meet the same letter one must let go and the other hold on.
  { formula: and(matches('x', glob('*a?b*')), matches('x', glob('*a?c*'))), lengths: [4, 0] },
  // Exact values of one key and of the other, side by side.
  {
    formula: and(
      inShape('x', text('zz')),
      present('y'),
      or(...['a', 'b', 'c'].map((value) => matches('x', glob(value))), matches('y', glob('d'))),
    ),
    lengths: [2, 1],
  },
  // Two sets of as many exact values.
  {
    formula: and(
      or(...['a', 'b', 'c'].map((value) => matches('x', glob(value)))),
      or(...['d', 'e', 'f'].map((value) => matches('y', glob(value)))),
    ),
    lengths: [1, 1],
  },
  // One part, once as it is and once negated.
  {
    formula: or(and(SHARED, inShape('x', text('b'))), and(not(SHARED), inShape('x', text('b')))),
    lengths: [1, 0],
  },
  // What some way of reading does not match, another way does.
  { formula: and(inShape('x', text('aaab')), not(matches('x', glob('*a?b')))), lengths: undefined },
  // The same parts, once all of them and once one of them.
  {
    formula: and(
      inShape('x', text('ac')),
      or(
        and(matches('x', glob('a*')), matches('x', glob('*b'))),
        and(inShape('x', repeat(oneOf('abc'))), or(matches('x', glob('a*')), matches('x', glob('*b')))),
      ),
    ),
    lengths: [2, 0],
  },
  // Exact values that hold in any case.
  {
    formula: and(
      inShape('x', text('Aa')),
      or(...['aa', 'bb', 'cc'].map((value) => matches('x', literal(value, ASCII_FOLD)))),
    ),
    lengths: [2, 0],
  },
  // Only the shape knows the letter that a star must swallow.
  { formula: and(matches('x', glob('*a')), inShape('x', sequence('b', oneOf('ab')))), lengths: [2, 0] },
  // What comes first may be empty.
  { formula: inShape('x', sequence(repeat(oneOf('a')), 'b')), lengths: [1, 0] },
  // The longer way looks shorter to an estimate that exaggerates.
  { formula: or(matches('x', glob('a*a*a*a')), inShape('x', text('bbbbb'))), lengths: [4, 0] },
  // A covered pattern that also occurs negated may not be taken as false.
  {
    formula: and(
      present('x'),
      or(
        minus(matches('x', glob('a*')), matches('x', glob('*'))),
        and(not(matches('x', glob('a*'))), inShape('x', text('ab'))),
      ),
    ),
    lengths: undefined,
  },
];

function onY(value: string): Formula {
  return inShape('y', text(value));
}

const crossed = fc.sample(formulas(['x', 'y']), { seed: SEED, numRuns: 250 });
const pairs: readonly (readonly [Pattern, Pattern])[] = fc.sample(fc.tuple(patterns, patterns), {
  seed: SEED,
  numRuns: 300,
});

/** The first complaint about an engine by a compact check suite, or undefined when it passes. */
export function complaint(engine: Engine): string | undefined {
  return onTwists(engine) ?? onPatterns(engine) ?? onSamples(engine) ?? onKeys(engine) ?? onQuestions(engine);
}

function onTwists({ decide }: Engine): string | undefined {
  for (const { formula, lengths } of twists) {
    const answer = decide(formula, { maxNodes: 5000, keys: ['x', 'y'] });
    if ((answer.kind === 'witness') !== (lengths !== undefined)) return 'a wrong answer to a twist';
    if (answer.kind !== 'witness') continue;
    const found = ['x', 'y'].map((key) => lengthOf(answer.assignment.get(key)));
    if (found.join() !== lengths!.join()) return 'a twist with a witness that is not shortest';
  }
  return undefined;
}

function onPatterns({ subsumes, disjointSyntactic, isMember, memberTest }: Engine): string | undefined {
  for (const [a, b] of pairs) {
    const formula = matches('x', a);
    const walk = memberTest(formula);
    for (const word of PROBES) {
      const at = new Map([['x', word]]);
      if (isMember(formula, at) !== globMatches(a, word)) return 'a wrong member';
      if (walk(at) !== globMatches(a, word)) return 'a wrong walk';
    }
    const [inA, inB] = [a, b].map((one) => WORDS.filter((word) => globMatches(one, word)));
    if (subsumes(a, b) && inB!.some((word) => !inA!.includes(word))) return 'a false subsumption';
    if (disjointSyntactic(a, b) !== undefined && inB!.some((word) => inA!.includes(word)))
      return 'a false clash';
  }
  return undefined;
}

function onSamples({ decide }: Engine): string | undefined {
  for (const { formula, shortest } of samples) {
    const answer = decide(formula, { maxNodes: 5000 });
    if (answer.kind === 'undecided') return 'gave up on a small formula';
    if (answer.kind === 'empty') {
      if (shortest !== undefined) return 'missed a member';
      continue;
    }
    const word = answer.assignment.get('x');
    if (!holds(formula, () => word)) return 'a witness that is none';
    if (shortest !== undefined && lengthOf(word) !== shortest) return 'a witness that is not shortest';
  }
  return undefined;
}

function onKeys({ decide }: Engine): string | undefined {
  for (const formula of crossed) {
    const answer = decide(formula, { maxNodes: 5000 });
    const values = [undefined, '', 'a', 'b', 'ab', 'ba'];
    if (answer.kind === 'witness' && !holds(formula, (key) => answer.assignment.get(key)))
      return 'a witness of two keys that is none';
    if (answer.kind !== 'empty') continue;
    const missed = values.some((x) => values.some((y) => holds(formula, (key) => (key === 'x' ? x : y))));
    if (missed) return 'missed a member of two keys';
  }
  return undefined;
}

function onQuestions({ decide, languageOf }: Engine): string | undefined {
  for (const [note, formula] of Object.entries(questions).slice(0, 20)) {
    const small = decide(formula, { maxNodes: 5 });
    const large = decide(formula, { maxNodes: 5000 });
    if (large.kind === 'undecided') return `gave up on: ${note}`;
    if (small.kind !== 'undecided' && small.kind !== large.kind)
      return `the budget changes the answer to: ${note}`;
    if (large.kind === 'empty') continue;
    const answer = languageOf(formula, { maxNodes: 5000 });
    if (answer.kind === 'language' && answer.language.shortest !== lengthOf(large.assignment.get('sub')))
      return `counting disagrees on: ${note}`;
  }
  return undefined;
}
