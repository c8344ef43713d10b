import {
  ANY,
  ASCII_FOLD,
  STAR,
  TRUE,
  and,
  decide,
  inShape,
  literal,
  matches,
  missing,
  not,
  oneOf,
  or,
  pattern,
  text,
  type Answer,
  type DecideOptions,
  type Formula,
} from '../../../policies/automata';

const X = matches('x', literal('v'));
const Y = matches('y', literal('v'));

interface Asked {
  readonly formula: Formula;
  readonly options?: Partial<DecideOptions>;
}

const ask = ({ formula, options }: Asked): Answer => decide(formula, { maxNodes: 10_000, ...options });

/** What is told of an answer: the assignment as a list. */
const told = (answer: Answer): unknown =>
  answer.kind === 'witness'
    ? [answer.kind, [...answer.assignment], answer.tier]
    : [answer.kind, answer.nodes];

describe('an answer is kept for the same question and no other', () => {
  // Each pair differs in one part of what a question is.
  it.each<{ readonly note: string; readonly one: Asked; readonly other: Asked }>([
    { note: 'the key', one: { formula: X }, other: { formula: Y } },
    { note: 'the value', one: { formula: X }, other: { formula: matches('x', literal('w')) } },
    {
      note: 'a star and the letter',
      one: { formula: and(matches('x', pattern(['a', STAR])), not(matches('x', literal('a')))) },
      other: { formula: and(matches('x', literal('a*')), not(matches('x', literal('a')))) },
    },
    {
      note: 'a letter and any letter',
      one: { formula: matches('x', pattern([ANY])) },
      other: { formula: matches('x', literal('?')) },
    },
    {
      note: 'the fold',
      one: { formula: and(matches('x', literal('a', ASCII_FOLD)), not(matches('x', literal('a')))) },
      other: { formula: and(matches('x', literal('a')), not(matches('x', literal('a', ASCII_FOLD)))) },
    },
    {
      note: 'the shape',
      one: { formula: inShape('x', text('a')) },
      other: { formula: inShape('x', text('b')) },
    },
    {
      note: 'a shape and a missing key',
      one: { formula: inShape('x', oneOf('a')) },
      other: { formula: missing('x') },
    },
    { note: 'the sign', one: { formula: X }, other: { formula: not(X) } },
    { note: 'and, or', one: { formula: and(X, Y) }, other: { formula: or(X, Y) } },
    {
      note: 'which part is left, where the same was read',
      one: { formula: and(X, or(Y, TRUE)) },
      other: { formula: and(or(X, TRUE), Y) },
    },
    {
      note: 'the key of each value',
      one: { formula: and(X, matches('y', literal('w'))), options: { keys: ['x', 'y'] } },
      other: { formula: and(Y, matches('x', literal('w'))), options: { keys: ['x', 'y'] } },
    },
    {
      note: 'the order of the keys',
      one: { formula: or(X, Y), options: { keys: ['x', 'y'] } },
      other: { formula: or(X, Y), options: { keys: ['y', 'x'] } },
    },
    {
      note: 'what may be spent',
      one: { formula: and(X, Y) },
      other: { formula: and(X, Y), options: { maxNodes: 0 } },
    },
  ])('$note', ({ one, other }) => {
    const first = told(ask(one));
    const second = told(ask(other));
    expect(second).not.toEqual(first);
    expect(told(ask(one))).toEqual(first);
    expect(told(ask(other))).toEqual(second);
  });

  it('a certificate is made each time, and for its own formula', () => {
    const formula = and(matches('x', literal('a')), matches('x', literal('b')));
    expect(ask({ formula })).not.toHaveProperty('certificate');
    const certified = { maxNodes: 10_000, certify: true };
    expect(decide(formula, certified)).toHaveProperty('certificate');
    expect(decide(formula, certified)).not.toBe(decide(formula, certified));
  });

  it('an equal question that is made anew gets the same answer object', () => {
    const make = (): Formula => and(matches('x', pattern(['a', STAR])), not(matches('x', literal('a'))));
    expect(ask({ formula: make() })).toBe(ask({ formula: make() }));
  });
});
