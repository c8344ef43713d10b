import { memberTest } from '../../../policies/automata/index';
import { conditionFormula } from '../../../policies/prove/compile/condition-formula';
import type { KeyUniverse } from '../../../policies/prove/compile/key-universe';
import { OpaqueParts } from '../../../policies/prove/compile/opaque';
import {
  OPERATOR_NAMES,
  operator,
  operatorOf,
  type OperatorLanguage,
  type OperatorRow,
} from '../../../policies/trust/index';

// The recipe "an operator" of CONTRIBUTING.md: one row. `tsc` reads this file, so what must not compile is written down here.

test('a row has a language and says whether it is negated', () => {
  const whole: OperatorRow = { language: { kind: 'text', fold: 'none', wildcards: true }, negated: false };
  // @ts-expect-error a row without a language
  const silent: OperatorRow = { negated: false };
  // @ts-expect-error a row that does not say whether it is negated
  const open: OperatorRow = { language: { kind: 'truth' } };
  const added: OperatorRow = {
    language: { kind: 'text', fold: 'none', wildcards: false },
    negated: false,
    // @ts-expect-error a test beside the language: the two could disagree
    compile: () => ({ ok: true, test: () => true }),
  };
  // @ts-expect-error a language that neither the evaluator nor the prover can read
  const foreign: OperatorLanguage = { kind: 'prefix' };
  // @ts-expect-error patterns that ignore case: no operator of IAM does, and nothing here reads them
  const folded: OperatorLanguage = { kind: 'text', fold: 'lower', wildcards: true };
  expect([whole, silent, open, added, foreign, folded]).toHaveLength(6);
});

const SAMPLES: Readonly<Record<OperatorLanguage['kind'], readonly (readonly string[])[]>> = {
  text: [['a'], ['a*'], ['A?', 'b'], ['*'], [''], ['ΟΣ'], []],
  arn: [['arn:aws:iam::1:role/a'], ['arn:aws:iam::*:role/*'], []],
  order: [['1'], ['1', '5'], ['2020-01-01'], []],
  truth: [['true'], ['false'], ['yes'], ['true', 'false'], []],
  bytes: [['YQ=='], ['YWI='], []],
  network: [['10.0.0.0/8'], ['::/0'], []],
  presence: [['true'], ['false'], []],
};
const TEXTS =
  'a,A,ab,AB,b,*,?,,ος,οσ,ΟΣ,arn:aws:iam::1:role/a,arn:aws:iam::2:role/b,0,1,01,2,5,6,2020-01-01,2021-01-01T00:00:00Z,true,TRUE,false,yes,YQ==,YWI=,10.1.2.3,11.1.1.1,::1'.split(
    ',',
  );

describe('test and language of a row say the same of every text', () => {
  test.each(OPERATOR_NAMES)('%s', (name) => {
    const row = operator(name);
    let compared = 0;
    for (const values of SAMPLES[row.language.kind]) {
      const compiled = row.compile(values, { wildcards: row.wildcards, variables: row.variables });
      if (!compiled.ok || row.language.kind === 'presence') continue;
      const condition = {
        operator: name,
        form: { base: name, ifExists: false },
        key: 'k',
        values,
        pointer: '',
      };
      // Every text is a candidate: what is not regular is tried, text by text.
      const universe: KeyUniverse = {
        sortOf: () => ({ kind: 'text', variable: 'k' }),
        candidates: () => TEXTS,
      };
      const opaque = new OpaqueParts('surely');
      const formula = conditionFormula(condition, '2012-10-17', universe, opaque);
      for (const text of TEXTS) {
        const proved = memberTest(formula)(new Map([['k', text]]));
        expect({ values, text, holds: proved }).toEqual({
          values,
          text,
          holds: compiled.test(text, () => undefined),
        });
        compared += 1;
      }
    }
    expect(compared > 0 || row.language.kind === 'presence').toBe(true);
  });
});

test('the name of an operator says nothing: a row under any name is what its language is', () => {
  const made = operatorOf('StringNotLikeIgnoreCase', {
    language: { kind: 'text', fold: 'none', wildcards: false },
    negated: false,
  });
  const compiled = made.compile(['a*'], { wildcards: made.wildcards, variables: made.variables });
  const test = compiled.ok ? compiled.test : () => undefined;
  expect(['a*', 'A*', 'ab'].map((text) => test(text, () => undefined))).toEqual([true, false, false]);
});
