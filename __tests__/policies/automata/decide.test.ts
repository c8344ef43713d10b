import {
  ANYTHING,
  ASCII_FOLD,
  FALSE,
  STAR,
  TRUE,
  and,
  decide,
  inShape,
  isMember,
  literal,
  matches,
  matchesAny,
  minus,
  missing,
  not,
  oneOf,
  or,
  pattern,
  present,
  repeat,
  sequence,
  unitRanges,
  type Answer,
  type Formula,
} from '../../../policies/automata';
import { glob } from '../../support/gitlab-like-universe';

const x = (source: string): Formula => matches('x', glob(source));
const ask = (formula: Formula, maxNodes = 1000): Answer => decide(formula, { maxNodes });

function witness(formula: Formula, keys?: readonly string[]): Record<string, string | undefined> {
  const answer = decide(formula, { maxNodes: 1000, keys });
  if (answer.kind !== 'witness') throw new Error(`expected a witness, got ${answer.kind}`);
  expect(isMember(formula, answer.assignment)).toBe(true);
  return Object.fromEntries(answer.assignment);
}

describe('missing keys', () => {
  it('make a statement about the value false and its negation true', () => {
    expect(witness(not(x('*')))).toEqual({ x: undefined });
    expect(ask(and(missing('x'), x('*'))).kind).toBe('empty');
    expect(witness(and(present('x'), not(x('a'))))).toEqual({ x: '' });
  });

  it('are not the empty value', () => {
    expect(witness(and(not(x('')), not(missing('x'))))).toEqual({ x: 'a' });
    expect(ask(and(missing('x'), present('x')))).toMatchObject({ kind: 'empty', tier: 'formula' });
  });

  it('are tried before values', () => {
    expect(witness(or(missing('x'), x('')))).toEqual({ x: undefined });
  });
});

describe('witnesses', () => {
  it('omit keys that do not matter', () => {
    expect(witness(or(x('a'), and(x('b'), matches('y', glob('*')))))).toEqual({ x: 'a' });
    expect(witness(TRUE)).toEqual({});
  });

  it('are shortest in the order of the keys that is asked for', () => {
    const either = or(and(x('a'), matches('y', glob('bbb'))), and(x('aaa'), matches('y', glob('b'))));
    expect(witness(either, ['x', 'y'])).toEqual({ x: 'a', y: 'bbb' });
    expect(witness(either, ['y', 'x'])).toEqual({ x: 'aaa', y: 'b' });
  });

  it('prefer letters, then digits, then what else prints, lone surrogates last', () => {
    const without = (letters: string) =>
      and(
        x('?'),
        not(
          matchesAny(
            'x',
            [...letters].map((one) => literal(one)),
          ),
        ),
      );
    const lower = 'abcdefghijklmnopqrstuvwxyz';
    expect(witness(without('a'))).toEqual({ x: 'b' });
    expect(witness(without(lower))).toEqual({ x: '0' });
    expect(witness(without(`${lower}0123456789`))).toEqual({ x: 'A' });
    const exotic = inShape('x', oneOf(unitRanges([0xd800, 0xdfff, 0x20ac, 0x20ac])));
    expect(witness(exotic)).toEqual({ x: '\u20ac' });
    expect(witness(inShape('x', oneOf(unitRanges([0xd800, 0xdfff]))))).toEqual({ x: '\ud800' });
  });

  it('take every letter of the plane into account', () => {
    const all = inShape('x', oneOf(unitRanges([0, 0xffff])));
    expect(ask(and(all, not(inShape('x', oneOf(unitRanges([0, 0xfffe])))))).kind).toBe('witness');
    expect(ask(and(all, not(inShape('x', oneOf(unitRanges([0, 0xfffe])))), not(x('\uffff')))).kind).toBe(
      'empty',
    );
  });

  it('match newlines and nothing by a star', () => {
    expect(isMember(x('a*b'), new Map([['x', 'a\nb']]))).toBe(true);
    expect(isMember(x('a*b'), new Map([['x', 'ab']]))).toBe(true);
    expect(isMember(x('?'), new Map([['x', '\u{1f600}']]))).toBe(false);
    expect(isMember(x('??'), new Map([['x', '\u{1f600}']]))).toBe(true);
  });
});

describe('a universe without a fresh letter', () => {
  const universe = inShape('x', repeat(oneOf('ab')));

  it('makes exclusions of all its letters exhaustive', () => {
    expect(ask(and(universe, not(matchesAny('x', [glob('*a*'), glob('*b*'), literal('')])))).kind).toBe(
      'empty',
    );
    expect(
      witness(and(not(missing('x')), not(matchesAny('x', [glob('*a*'), glob('*b*'), literal('')])))),
    ).toEqual({
      x: 'c',
    });
  });

  it('still finds the word that alternates', () => {
    const formula = and(universe, x('???*'), not(matchesAny('x', [glob('*aa*'), glob('*bb*'), glob('a*')])));
    expect(witness(formula)).toEqual({ x: 'bab' });
  });

  it('may be a class that only folds', () => {
    const formula = and(inShape('x', oneOf('aA')), not(matches('x', literal('A', ASCII_FOLD))));
    expect(ask(formula).kind).toBe('empty');
  });
});

describe('explanations', () => {
  it('name the rule that covers each pattern', () => {
    const [main, release, rule] = [
      literal('api:main'),
      pattern(['api:release/', STAR]),
      pattern(['api:', STAR]),
    ];
    const other = pattern(['web:', STAR]);
    const answer = ask(minus(matchesAny('x', [main, release]), matchesAny('x', [other, rule])));
    expect(answer).toMatchObject({ kind: 'empty', tier: 'syntactic', nodes: 0 });
    if (answer.kind !== 'empty') return;
    expect(answer.covered).toEqual([
      {
        cube: [{ key: 'x', pattern: main }],
        facts: [{ key: 'x', pattern: main, other: rule, relation: 'covered' }],
      },
      {
        cube: [{ key: 'x', pattern: release }],
        facts: [{ key: 'x', pattern: release, other: rule, relation: 'covered' }],
      },
    ]);
  });

  it('name the patterns that exclude each other', () => {
    const [a, b] = [pattern(['a', STAR]), pattern(['b', STAR])];
    const answer = ask(and(matches('x', a), matches('x', b)));
    expect(answer).toMatchObject({ kind: 'empty', tier: 'syntactic' });
    if (answer.kind !== 'empty') return;
    expect(answer.covered[0]?.facts).toEqual([{ key: 'x', pattern: a, other: b, relation: 'disjoint' }]);
  });

  it('say for each key which rule failed', () => {
    const allowed = and(x('a'), matches('aud', literal('sts')));
    const rule = and(x('a*'), matches('aud', glob('s*')));
    const answer = ask(minus(allowed, rule));
    expect(answer).toMatchObject({ kind: 'empty', tier: 'syntactic' });
    if (answer.kind !== 'empty') return;
    expect(answer.covered[0]?.facts.map(({ key }) => key).toSorted()).toEqual(['aud', 'x']);
  });

  it('are partial where a search had the last word', () => {
    const answer = ask(
      minus(matchesAny('x', [glob('ab*'), glob('b*b*')]), matchesAny('x', ['a*', 'b?*b*', 'bb*'].map(glob))),
    );
    expect(answer).toMatchObject({ kind: 'empty', tier: 'search' });
    if (answer.kind === 'empty') expect(answer.covered).toHaveLength(1);
  });
});

describe('budgets', () => {
  const hard = and(x('*a????????????b'), not(x('*a???????????bb')), not(x('*c*')));

  it('surface by name, never as empty', () => {
    expect(decide(hard, { maxNodes: 3, without: ['guessing'] })).toMatchObject({
      kind: 'undecided',
      budget: 3,
    });
    expect(decide(hard, { maxNodes: 5000 }).kind).toBe('witness');
  });

  it('keep a witness that may not be the shortest, and say so', () => {
    const long = and(
      matches('y', glob('?????????b')),
      or(and(x('a'), inShape('y', sequence(repeat(oneOf('ab'))))), x('bbb')),
    );
    const answers = Array.from({ length: 40 }, (_, maxNodes) => decide(long, { maxNodes, keys: ['x', 'y'] }));
    expect(answers.every(({ kind }) => kind !== 'empty')).toBe(true);
    expect(answers.at(-1)).toMatchObject({ kind: 'witness', shortest: true });
  });

  it('of nothing still decide what needs no search', () => {
    expect(decide(FALSE, { maxNodes: 0 })).toEqual({ kind: 'empty', tier: 'formula', covered: [], nodes: 0 });
    expect(decide(minus(x('ab'), x('a*')), { maxNodes: 0 }).kind).toBe('empty');
  });
});

describe('running a plain pattern one position at a time', () => {
  it('spares the subsets that `?` behind a star makes', () => {
    const formula = and(x(`*a${'?'.repeat(10)}b`), not(inShape('x', sequence(ANYTHING, 'b'))));
    expect(decide(formula, { maxNodes: 10_000 })).toMatchObject({ kind: 'empty', nodes: 22 });
    expect(decide(formula, { maxNodes: 10_000, without: ['guessing'] })).toMatchObject({
      kind: 'empty',
      nodes: 4096,
    });
  });
});

describe('answers', () => {
  it('are the same every time', () => {
    const formula = minus(
      matchesAny('x', ['*a*b', '*b*a', '?c'].map(glob)),
      matchesAny('x', ['*ab', '*ba*'].map(glob)),
    );
    expect(ask(formula)).toEqual(ask(formula));
  });

  it('do not touch the question', () => {
    const formula = Object.freeze({
      kind: 'and' as const,
      parts: Object.freeze([x('a*'), Object.freeze(not(x('ab*')))]),
    });
    expect(witness(formula)).toEqual({ x: 'a' });
  });
});
