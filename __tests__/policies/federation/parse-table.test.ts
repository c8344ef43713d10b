import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatProblem } from '../../../policies/errors';
import { parseFederation, parseTable } from '../../../policies/federation/index';

const parsed = parseFederation(
  readFileSync(join(__dirname, '../../../federation.yaml'), 'utf8'),
  'federation.yaml',
);
if (!parsed.ok) throw new Error('the sample is broken');
const { federation } = parsed;

test('a table of its own reads like the one in the federation', () => {
  const read = parseTable(
    'table:\n  - { pipeline: { project: api, branch: main }, assumes: [deploy] }\n',
    't.yaml',
    federation,
  );
  expect(read).toMatchObject({
    ok: true,
    rows: [{ label: 'api branch main', assumes: ['deploy'], position: { file: 't.yaml', line: 2 } }],
  });
});

test.each([
  ['table: 3', 'ERR_TABLE: the file has no `table` (t.yaml:1:1); expected a list of rows under `table:`'],
  ['rows: []', 'ERR_TABLE: unknown key `rows` in a table at /rows (t.yaml:1:1); expected `table`'],
  ['table: [{ pipeline: { project: apo, branch: main }, assumes: [] }]', 'did you mean `api`?'],
  ['table: [{ pipeline: { project: api, branch: main }, assumes: [deply] }]', 'did you mean `deploy`?'],
  ['{', 'ERR_YAML'],
])('%s is a problem with its place', (text, message) => {
  const read = parseTable(text, 't.yaml', federation);
  expect(read.ok ? '' : read.problems.map(formatProblem).join('\n')).toContain(message);
});
