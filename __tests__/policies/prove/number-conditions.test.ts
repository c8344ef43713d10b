import { compilePolicy, judgeToken } from '../../../policies/evaluate/index';
import { admitsNothing, disjoint, gitlabWorld, implies } from '../../../policies/prove/index';
import { asInteger, placeOf } from '../../../policies/prove/compile/integer-shape';
import { COM, role } from '../../support/prover-world';

/** Numbers as people write them, all of them near ids below {@link MOST}. */
const WRITTEN = ['7', '007', '7.0', '7.5', '+7', '-1', '0', '-0', '1e1', '0.5', '99.', '100'] as const;
const MOST = 300;
const OPERATORS = [
  'NumericEquals',
  'NumericNotEquals',
  'NumericLessThan',
  'NumericLessThanEquals',
  'NumericGreaterThan',
  'NumericGreaterThanEquals',
] as const;

const world = gitlabWorld({ instance: COM, projects: [] });
const sub = 'project_path:acme/api:ref_type:branch:ref:main';

interface Written {
  readonly operator: (typeof OPERATORS)[number];
  readonly value: string;
}

const ALL = OPERATORS.flatMap((operator) => WRITTEN.map((value): Written => ({ operator, value })));

const roleOf = ({ operator, value }: Written) =>
  role({ StringEquals: { sub, aud: 'sts.amazonaws.com' }, [operator]: { project_id: value } });

/** The ids below {@link MOST} that the evaluator lets in. */
function idsOf(written: Written): ReadonlySet<number> {
  const { policy } = roleOf(written);
  const compiled = compilePolicy(policy);
  const ids = Array.from({ length: MOST }, (_, i) => i + 1);
  return new Set(
    ids.filter((id) => {
      const claims = { iss: COM.issuer, aud: 'sts.amazonaws.com', sub, project_id: String(id) };
      return (
        judgeToken(compiled, claims, { issuer: COM.issuer, account: '111122223333' }).outcome === 'allow'
      );
    }),
  );
}

const BESIDE = OPERATORS.flatMap((operator) =>
  ['7', '9.5', '99.0'].map((value): Written => ({ operator, value })),
);

const IDS = new Map([...ALL, ...BESIDE].map((written) => [written, idsOf(written)]));

describe('a number in a condition on an id is decided however it is written, as the evaluator decides every id', () => {
  it.each(ALL)('$operator $value', (written) => {
    const ids = IDS.get(written)!;
    const verdict = admitsNothing(roleOf(written), world);
    expect(verdict.verdict).toBe(ids.size === 0 ? 'proved' : 'refuted');
  });

  it.each(ALL.filter(({ value }) => value !== '7'))('$operator $value beside another condition', (one) => {
    for (const other of BESIDE) {
      const [a, b] = [IDS.get(one)!, IDS.get(other)!];
      const within = [...a].every((id) => b.has(id));
      const apart = [...a].every((id) => !b.has(id));
      const shown = `${JSON.stringify(one)} ${JSON.stringify(other)}`;
      expect([shown, implies(roleOf(one), roleOf(other), world).verdict]).toEqual([
        shown,
        within ? 'proved' : 'refuted',
      ]);
      expect([shown, disjoint(roleOf(one), roleOf(other), world).verdict]).toEqual([
        shown,
        apart ? 'proved' : 'refuted',
      ]);
    }
  });

  it('a text that is no number stays what it is: IAM does not accept it', () => {
    expect(admitsNothing(roleOf({ operator: 'NumericEquals', value: 'seven' }), world).verdict).toBe(
      'undecided',
    );
  });
});

describe('where a number stands among the whole ones', () => {
  it.each([
    ['7', 7n, 7n, ['7']],
    ['007', 7n, 7n, ['7']],
    ['7.0', 7n, 7n, ['7']],
    ['70e-1', 7n, 7n, ['7']],
    ['1e3', 1000n, 1000n, ['1000']],
    ['7.5', 7n, 8n, []],
    ['.5', 0n, 1n, []],
    ['0.05', 0n, 1n, []],
    ['-0.5', -1n, 0n, []],
    ['-7', -7n, -7n, []],
    ['-7.5', -8n, -7n, []],
    ['0', 0n, 0n, ['0']],
    ['-0', 0n, 0n, ['0']],
  ] as const)('%s', (text, floor, ceiling, integer) => {
    expect(placeOf(text)).toEqual({ floor, ceiling });
    expect(asInteger(text)).toEqual(integer);
  });

  it.each(['', 'x', '7,5', '0x7', '1e61', `1${'0'.repeat(70)}1`])('none: %s', (text) => {
    expect(placeOf(text)).toBeUndefined();
    expect(asInteger(text)).toEqual([]);
  });
});
