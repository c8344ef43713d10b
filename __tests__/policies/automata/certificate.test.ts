import * as fc from 'fast-check';
import {
  ANY,
  STAR,
  and,
  decide,
  inShape,
  literal,
  matches,
  matchesAny,
  minus,
  missing,
  not,
  oneOf,
  pattern,
  present,
  repeat,
  type Certificate,
  type Formula,
  type Shape,
} from '../../../policies/automata';
import { shapeMatcher } from '../../../policies/automata/shape-matcher';
import { certifies } from '../../support/certificate-checker';
import { SEED, formulas, runs } from '../../support/formula-arbitraries';
import { wordsUpTo } from '../../support/glob-reference';

function run(shape: Shape, word: string) {
  const matcher = shapeMatcher(shape);
  let state = matcher.start;
  for (let i = 0; i < word.length && state >= 0; i++) state = matcher.step(state, word.charCodeAt(i));
  return { state, accepts: state === -2 || (state >= 0 && matcher.accepts(state)) };
}

function certificateOf(formula: Formula): Certificate {
  const answer = decide(formula, { maxNodes: 20_000, certify: true });
  if (answer.kind !== 'empty' || answer.certificate === undefined)
    throw new Error(`no certificate: ${answer.kind}`);
  return answer.certificate;
}

const emptyFormulas: readonly { readonly note: string; readonly formula: Formula; readonly kind: string }[] =
  [
    { note: 'a contradiction of form', formula: and(missing('x'), present('x')), kind: 'constant' },
    {
      note: 'a covering rule',
      formula: minus(matches('x', pattern(['acme/api:', STAR])), matchesAny('x', [pattern(['acme/', STAR])])),
      kind: 'covered',
    },
    {
      note: 'one pattern covered, the other one by search',
      formula: minus(
        matchesAny('x', [pattern(['ab', STAR]), pattern(['b', STAR, 'b', STAR])]),
        matchesAny('x', [
          pattern(['a', STAR]),
          pattern(['b', ANY, STAR, 'b', STAR]),
          literal('bb'),
          pattern(['bb', STAR]),
        ]),
      ),
      kind: 'covered',
    },
    {
      note: 'a search over product states',
      formula: and(
        matches('x', pattern(['a', STAR])),
        not(matches('x', literal('a'))),
        not(matches('x', pattern(['a', ANY, STAR]))),
      ),
      kind: 'states',
    },
    {
      note: 'a search in a universe',
      formula: and(
        inShape('x', repeat(oneOf('ab'))),
        matches('x', pattern([ANY, STAR])),
        not(matchesAny('x', [pattern([STAR, 'a', STAR]), pattern([STAR, 'b', STAR])])),
      ),
      kind: 'states',
    },
  ];

describe('certificates', () => {
  it.each(emptyFormulas)('$note gives a certificate the checker accepts', ({ formula, kind }) => {
    const certificate = certificateOf(formula);
    expect(certificate.kind).toBe(kind);
    expect(certifies(formula, certificate, run)).toBe(true);
  });

  it(`every small formula without model has a certificate that holds (seed ${SEED})`, () => {
    const kinds = new Map<string, number>();
    fc.assert(
      fc.property(fc.oneof(formulas(['x']), formulas(['x', 'y'])), (formula) => {
        const answer = decide(formula, { maxNodes: 20_000, certify: true });
        fc.pre(answer.kind === 'empty');
        if (answer.kind !== 'empty') return;
        expect(answer.certificate).toBeDefined();
        kinds.set(answer.certificate!.kind, (kinds.get(answer.certificate!.kind) ?? 0) + 1);
        expect(certifies(formula, answer.certificate!, run)).toBe(true);
      }),
      { ...runs(120), maxSkipsPerRun: 30 },
    );
    expect([...kinds.keys()]).toEqual(expect.arrayContaining(['states', 'covered']));
  });

  it('a certificate with a state omitted is refused', () => {
    const formula = emptyFormulas.find(({ kind }) => kind === 'states')!.formula;
    const certificate = certificateOf(formula);
    if (certificate.kind !== 'states') throw new Error(certificate.kind);
    expect(certificate.words.length).toBeGreaterThan(1);
    for (const left of certificate.words) {
      const words = certificate.words.filter((word) => word !== left);
      expect(certifies(formula, { ...certificate, words }, run)).toBe(false);
    }
  });

  it('a false fact is refused', () => {
    const inner = pattern(['ab', STAR]);
    const outer = pattern(['ac', STAR]);
    const fact = { key: 'x', pattern: inner, other: outer, relation: 'covered' as const };
    const covered = [{ cube: [{ key: 'x', pattern: inner }], facts: [fact] }];
    const formula = minus(matches('x', inner), matches('x', outer));
    expect(certifies(formula, { kind: 'covered', covered, dropped: [] }, run)).toBe(false);
  });

  it(`no list of short words certifies a formula that has a model (seed ${SEED})`, () => {
    const constant: Certificate = { kind: 'constant' };
    const words = wordsUpTo('abAz', 1).map((word) => ({ word, rest: constant }));
    fc.assert(
      fc.property(formulas(['x']), (formula) => {
        fc.pre(decide(formula, { maxNodes: 20_000 }).kind === 'witness');
        expect(certifies(formula, { kind: 'states', key: 'x', missing: constant, words }, run)).toBe(false);
        expect(certifies(formula, constant, run)).toBe(false);
        expect(certifies(formula, { kind: 'covered', covered: [], dropped: [], rest: constant }, run)).toBe(
          false,
        );
      }),
      { ...runs(120), maxSkipsPerRun: 30 },
    );
  });
});
