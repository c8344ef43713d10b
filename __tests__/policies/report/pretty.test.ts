import { displayWidth } from '../../../policies/report/display-width';
import { renderReport, type Report } from '../../../policies/report/index';
import { AWKWARD, BROKEN } from './fixtures/broken';
import { CANNOT_TELL } from './fixtures/cannot-tell';
import { HOLDS } from './fixtures/holds';
import { makeReport } from './fixtures/make-report';

const widths = (text: string): readonly number[] => text.split('\n').map(displayWidth);

test.each([40, 60, 80, 120, 200])('at %i columns no line is longer', (columns) => {
  for (const report of [HOLDS, BROKEN, CANNOT_TELL]) {
    const text = renderReport(report, 'pretty', { columns, colors: false });
    expect(Math.max(...widths(text))).toBeLessThanOrEqual(columns);
  }
});

test.each([
  ['main', 4, 'letters'],
  ['功能', 4, 'two columns each'],
  ['가나', 4, 'Hangul'],
  ['🚀', 2, 'an emoji'],
  ['e\u0301', 1, 'a combining accent'],
])('%j takes %i columns (%s)', (text, width) => {
  expect(displayWidth(text)).toBe(width);
});

test('a finding has its place, its message and its fix', () => {
  const text = renderReport(BROKEN, 'pretty', { columns: 200, colors: false });
  expect(text).toContain(`  ✗ error  open-ref-prefix  terraform/roles.tf:17:9
    \`gitlab.com:sub\` ends in \`${AWKWARD.markup}*\`: every ref that begins so can assume the role
    fix: end the pattern at a \`/\``);
});

test('findings are under their role, also under one that the report does not list', () => {
  const text = renderReport(BROKEN, 'pretty');
  expect(text.indexOf('\ndeploy (aws_iam_role.deploy)\n')).toBeGreaterThan(0);
  expect(text).toContain('\nelsewhere\n  i note  long-session\n');
});

test('more roles than fit side by side make more tables, with numbers and a legend', () => {
  const roles = Array.from({ length: 60 }, (_, i) => ({
    ...(HOLDS.roles[0] as Report['roles'][number]),
    key: `role-number-${i + 1}`,
  }));
  const [row] = HOLDS.rows as readonly [Report['rows'][number], ...Report['rows']];
  const wide = makeReport({
    input: HOLDS.input,
    roles,
    rows: [
      { ...row, cells: roles.map((_, i) => row.cells[i % 2] as Report['rows'][number]['cells'][number]) },
    ],
  });
  const text = renderReport(wide, 'pretty');
  expect(Math.max(...widths(text))).toBeLessThanOrEqual(80);
  expect(text).toContain('60 role-number-60');
  expect(text.match(/^ +pipeline/gm)?.length).toBeGreaterThan(1);
});

test('the last line is the sum', () => {
  const last = (report: Report): string | undefined =>
    renderReport(report, 'pretty', { columns: 200, colors: false }).trimEnd().split('\n').at(-1);
  expect(last(HOLDS)).toBe(
    '✓ all holds: 4 promises kept, 2 properties proved, no findings, no new access to 2 roles, 2 of 2 roles judged',
  );
  expect(last(BROKEN)).toBe(
    '✗ broken: 7 of 30 promises broken, 1 of 2 proofs refuted, 2 errors, 1 warning, 1 note, 2 of 5 roles with new access, 3 of 3 roles judged',
  );
  expect(last(CANNOT_TELL)).toBe(
    '? cannot tell: 1 of 1 promise undetermined, 1 of 1 proof undecided, no findings, 2 not readable, 1 of 1 role not comparable, 1 of 1 role judged',
  );
});
