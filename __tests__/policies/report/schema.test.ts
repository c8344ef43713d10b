import Ajv2020 from 'ajv/dist/2020';
import type { z } from 'zod';
import {
  readReport,
  renderReport,
  reportJsonSchema,
  type Report,
  type reportSchema,
} from '../../../policies/report/index';
import { BROKEN } from './fixtures/broken';
import { CANNOT_TELL, EMPTY } from './fixtures/cannot-tell';
import { expectGolden } from './fixtures/golden';
import { HOLDS } from './fixtures/holds';

const REPORTS = { HOLDS, BROKEN, CANNOT_TELL, EMPTY };

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
/** Every `readonly` and every intersection written out, so that equal shapes are equal types. */
type Plain<T> = T extends readonly (infer Item)[]
  ? Plain<Item>[]
  : T extends object
    ? { -readonly [K in keyof T]: Plain<T[K]> }
    : T;

test('the schema and the type `Report` say the same: the compiler would refuse this file', () => {
  const same: Same<Plain<z.output<typeof reportSchema>>, Plain<Report>> = true;
  expect(same).toBe(true);
});

test('the committed schema is current; `UPDATE_GOLDEN=1` writes it', () => {
  expectGolden('../../../report.schema.json', `${JSON.stringify(reportJsonSchema(), null, 2)}\n`);
});

describe('ajv, which knows nothing of zod,', () => {
  const validate = new Ajv2020({ allErrors: true, strict: true }).compile(reportJsonSchema());

  test.each(Object.entries(REPORTS))('accepts the JSON of %s', (_, report) => {
    validate(JSON.parse(renderReport(report, 'json')));
    expect(validate.errors).toBeNull();
  });

  test.each([
    ['another version', { ...HOLDS, version: 2 }],
    ['no roles', { ...HOLDS, roles: undefined }],
    ['an outcome that is none', withCell({ outcome: 'maybe' })],
    ['a line 0', withCell({}, { line: 0, column: 1 })],
    ['a summary without a verdict', { ...HOLDS, summary: { ...HOLDS.summary, verdict: undefined } }],
  ])('refuses %s', (_, report) => {
    expect(validate(JSON.parse(JSON.stringify(report)))).toBe(false);
  });
});

function withCell(change: object, position?: object): object {
  const [first, ...rest] = HOLDS.rows;
  const row = { ...first, cells: first?.cells.map((cell) => ({ ...cell, ...change })) };
  return { ...HOLDS, rows: [position === undefined ? row : { ...row, position }, ...rest] };
}

test.each(Object.entries(REPORTS))('%s reads back as it was', (_, report) => {
  const read = readReport(renderReport(report, 'json'));
  expect(read).toEqual({ ok: true, report: JSON.parse(JSON.stringify(report)) });
});

test('what is not a report is refused with its place', () => {
  const refused = (text: string): readonly unknown[] => {
    const read = readReport(text);
    return read.ok ? [] : read.problems.map(({ code, message, pointer }) => [code, message, pointer]);
  };
  expect(refused('{')).toEqual([
    ['ERR_JSON', expect.stringContaining('the report is not JSON: '), undefined],
  ]);
  expect(refused(JSON.stringify(withCell({ outcome: 'maybe' })))[0]).toEqual([
    'ERR_SCHEMA',
    'the report is not valid: invalid option: expected one of "allow"|"deny"|"undetermined"',
    '/rows/0/cells/0/outcome',
  ]);
  const short = { ...HOLDS, rows: HOLDS.rows.map((row, i) => ({ ...row, cells: row.cells.slice(i) })) };
  expect(refused(JSON.stringify(short))).toEqual([
    ['ERR_SCHEMA', 'row 2 has 1 cells, the first row has 2, and there are 2 roles', '/rows'],
  ]);
});
