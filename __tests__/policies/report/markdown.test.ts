import { code, fenced, markdownTable, prose } from '../../../policies/report/markdown-text';
import { COMMENT_MARKER, renderReport } from '../../../policies/report/index';
import { BROKEN } from './fixtures/broken';
import { HOLDS } from './fixtures/holds';

test.each([
  ['main', '`main`', 'plain'],
  ['a*b_c<d>@e#1', '`a*b_c<d>@e#1`', 'marks that mean nothing in a code span'],
  ['a|b', '<code>a&#124;b</code>', 'a pipe, which would end the cell'],
  ['a`b', '<code>a&#96;b</code>', 'a backtick, which would end the span'],
  ['a\\|b', '<code>a&#92;&#124;b</code>', 'a backslash before a pipe'],
  [' a', '<code>&#32;a</code>', 'a space that a span would lose'],
  ['a b|c  d', '<code>a b&#124;c &#32;d</code>', 'spaces are readable, and none is lost'],
  ['', '<code></code>', 'nothing'],
  ['a\nb\u202e', '`a\\u000ab\\u202e`', 'what cannot be seen'],
])('%j as code is %j (%s)', (text, expected) => {
  expect(code(text)).toBe(expected);
});

test.each([
  ['the `ref` is `a|b`', 'the `ref` is <code>a&#124;b</code>', 'what is in backticks is code'],
  ['<b>@all #1 *x*', '\\<b\\>\\@all \\#1 \\*x\\*', 'nothing else is markup'],
  ['an `open end <b>', 'an \\`open end \\<b\\>', 'a backtick that nothing closes'],
  ['1. x', '1\\. x', 'no list'],
  ['- x', '\\- x', 'no list either'],
])('%j as prose is %j (%s)', (text, expected) => {
  expect(prose(text)).toBe(expected);
});

test('a fence is longer than what it holds', () => {
  expect(fenced('json', 'a ```` b')).toBe('`````json\na ```` b\n`````');
});

test('every row of every table has the cells of its head', () => {
  const splits = (line: string): number => line.split('|').length;
  for (const report of [HOLDS, BROKEN]) {
    for (const block of renderReport(report, 'markdown').split('\n\n')) {
      const lines = block.split('\n').filter((line) => line.startsWith('|'));
      expect(new Set(lines.map(splits)).size).toBeLessThanOrEqual(1);
    }
  }
  expect(splits(markdownTable(['a', 'b'], []).split('\n')[0] as string)).toBe(4);
});

test('the first line is what a job finds its own comment by', () => {
  expect(renderReport(HOLDS, 'markdown').split('\n')[0]).toBe(COMMENT_MARKER);
});

test('a comment on a small change says on one screen who gained access', () => {
  const { roles, rows, input } = HOLDS;
  const [gained] = BROKEN.changes?.[0]?.gained ?? [];
  const report = {
    ...HOLDS,
    roles,
    rows,
    input,
    changes: [
      { role: 'deploy', kind: 'changed', gained: gained === undefined ? [] : [gained], lost: [] },
      { role: 'plan', kind: 'same', gained: [], lost: [] },
    ],
  } as const;
  const [open = ''] = renderReport(report, 'markdown').split('<details>');
  expect(open.split('\n').length).toBeLessThan(15);
  expect(open).toContain('| `deploy` | **gained** |');
  expect(open).not.toContain('| `plan` |');
});

test('a large report stays a comment: long lists are cut and say so', () => {
  const findings = Array.from({ length: 300 }, (_, i) => ({
    check: 'c',
    severity: 'error' as const,
    role: 'deploy',
    message: `m${i}`,
    fix: 'f',
    pointer: '',
  }));
  const text = renderReport({ ...HOLDS, findings }, 'markdown');
  expect(text).toContain('and 280 more');
  expect(text.length).toBeLessThan(10_000);
});

test('a place is a link where the job knows its address', () => {
  const text = renderReport(BROKEN, 'markdown', {
    linkTo: (file, line) => `https://gitlab.example.com/-/blob/abc/${encodeURIComponent(file)}#L${line}`,
  });
  expect(text).toContain(
    '[`terraform/roles.tf:17:9`](https://gitlab.example.com/-/blob/abc/terraform%2Froles.tf#L17)',
  );
  // a place in no file has no address
  expect(text).toContain('| `3:1` |');
});

test('a counterexample reads as text, with its user text as code', () => {
  const [proof] = BROKEN.proofs;
  const counterexample = {
    ...proof!.counterexample!,
    pipeline: 'an api pipeline on branch `x|y` of `acme/api`',
  };
  const report = { ...BROKEN, proofs: [{ ...proof!, counterexample }] };
  expect(renderReport(report, 'markdown')).toContain(
    '| an api pipeline on branch <code>x&#124;y</code> of `acme/api` |',
  );
});

test('every comment says what it does not cover', () => {
  for (const report of [HOLDS, BROKEN])
    expect(renderReport(report, 'markdown').trimEnd().split('\n').at(-1)).toMatch(/^Judged: .* Not judged: /);
});
