import { formatProblem } from '../../../policies/errors';
import { readCsv } from '../../../policies/federation/read-csv';

const HEADER = 'project,branch,tag,merge_request.from,merge_request.into,child,assumes,note,claims';

function rows(text: string): unknown {
  const read = readCsv(text, 't.csv');
  if (!read.ok) throw new Error(read.problems.map(formatProblem).join('\n'));
  return (read.tree.root.value as { table: unknown }).table;
}

test.each<[string, string, unknown]>([
  ['what is empty is omitted', `${HEADER}\napi,main,,,,,deploy,,`, [row({ branch: 'main' }, ['deploy'])]],
  ['nobody is admitted', `${HEADER}\napi,,v1,,,,,,\n`, [row({ tag: 'v1' }, [])]],
  [
    'levels, flags, several roles',
    `${HEADER}\napi,,,x,main,TRUE,plan deploy,,`,
    [row({ merge_request: { from: 'x', into: 'main' }, child: true }, ['plan', 'deploy'])],
  ],
  [
    'a release that looks like a number stays text; short rows, blank lines, comments, Windows, byte order mark',
    `\ufeff${HEADER}\r\n# old\r\n\r\napi,1.10\r\n,,,,,,,,\r\n`,
    [row({ branch: '1.10' }, [])],
  ],
  [
    'quotes, also doubled, and JSON',
    'assumes,note,claims\n"a, b","says ""no"",\nand more","{""sub"": ""x""}"\n',
    [{ assumes: ['a', 'b'], note: 'says "no",\nand more', claims: { sub: 'x' } }],
  ],
  [
    'semicolons',
    'project;branch;assumes\napi;main;deploy,plan',
    [row({ branch: 'main' }, ['deploy', 'plan'])],
  ],
])('%s', (_, text, expected) => expect(rows(text)).toEqual(expected));

function row(pipeline: object, assumes: readonly string[]) {
  return { pipeline: { project: 'api', ...pipeline }, assumes };
}

test('fields know their places, past quoted line ends', () => {
  const read = readCsv('note,branch,assumes\n"a\nb",main,x\nc,"dev",y', 't.csv');
  if (!read.ok) throw new Error('does not read');
  expect(read.tree.positionOf(['table', 0, 'pipeline', 'branch'])).toEqual({
    file: 't.csv',
    line: 3,
    column: 4,
  });
  expect(read.tree.positionOf(['table', 1, 'pipeline', 'branch'])).toEqual({
    file: 't.csv',
    line: 4,
    column: 3,
  });
});

test.each([
  ['', 'the file is empty (t.csv:1:1)'],
  ['branch,brnch', 'unknown column `brnch` (t.csv:1:8); expected `project`, '],
  ['branch, branch', 'the column `branch` is there twice (t.csv:1:8)'],
  ['branch\nmain,x', 'the row has 2 fields, the first line 1 (t.csv:2:6)'],
  ['branch\n"main', 'a quote is not closed (t.csv:2:1)'],
  ['branch\n"ma"in', 'a quote is not closed (t.csv:2:1)'],
  ['claims\n[1]', '`claims` is not JSON object (t.csv:2:1)'],
])('%j is told with its place', (text, message) => {
  const read = readCsv(text, 't.csv');
  expect(read.ok ? '' : read.problems.map(formatProblem).join('\n')).toContain(message);
});
