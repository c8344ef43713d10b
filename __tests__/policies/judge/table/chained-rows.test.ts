import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeEngine } from '../../../../page/engine';
import { answers } from '../../../../page/verdicts';
import {
  judge,
  parseTable,
  readJsonArtifact,
  tableContext,
  toReport,
  type Report,
} from '../../../../policies/index';

const CASES = join(__dirname, '../../../cases/inputs/chains');

/** Two pipelines of the project that `ci` trusts and one of another; no row promises anything but `ci`. */
const TABLE = `
table:
  - { pipeline: { path: acme/api, id: 7, namespace_id: 3, branch: main, audience: sts.amazonaws.com }, assumes: [ROLES] }
  - { pipeline: { path: acme/other, id: 8, namespace_id: 3, branch: main, audience: sts.amazonaws.com }, assumes: [] }
`;

function reportOf(file: string, assumes: string): Report {
  const { artifact } = readJsonArtifact(readFileSync(join(CASES, file), 'utf8'), { file });
  const artifacts = [artifact];
  const table = parseTable(TABLE.replace('ROLES', assumes), 't.yaml', tableContext(artifacts));
  if (!table.ok || table.issuer === undefined) throw new Error(JSON.stringify(table));
  const { rows, issuer } = table;
  return toReport(judge({ artifacts, table: { rows, issuer } }), {
    version: '0',
    input: { kind: 'aws', name: file },
  });
}

type Row = readonly [file: string, outcome: string, reason: RegExp];

const ROWS: readonly Row[] = [
  ['account-root.json', 'allow', /^through `arn:aws:iam::\d+:role\/ci`: statement 1 allows it$/],
  ['two-steps.json', 'allow', /^through `\S+:role\/ci` and `\S+:role\/hop\/hop`: /],
  [
    'source-ip.json',
    'undetermined',
    /^cannot determine whether a session of `\S+` can assume it: it depends on `aws:SourceIp`$/,
  ],
  ['explicit-deny.json', 'deny', /.+/],
];

test.each(ROWS)('%s: the row that may assume `ci` is %s at `prod`', (file, outcome, reason) => {
  const { roles, rows } = reportOf(file, 'ci');
  const place = roles.findIndex(({ name }) => name === 'prod');
  const cells = rows.map((row) => row.cells[place]);
  expect(cells[0]).toMatchObject({ expected: false, outcome, holds: outcome === 'deny' });
  expect(cells[0]?.reason).toMatch(reason);
  expect(cells[1]).toMatchObject({ outcome: 'deny', holds: true });
  // what the page computes for itself is what the matrix says
  const engine = makeEngine();
  for (const { pipeline, cells: shown } of rows) {
    if (pipeline === undefined) throw new Error('a row of raw claims');
    const found = answers(roles, { kind: 'pipeline', pipeline, assumes: new Set(['ci']) }, engine);
    for (const [index, role] of roles.entries()) {
      const answer = found.find((one) => one.role === role);
      const verdict = { allow: 'can', deny: 'cannot', undetermined: 'open' }[shown[index]!.outcome];
      expect([role.name, answer?.verdict]).toEqual([role.name, verdict]);
    }
  }
});

test('a row that lists both roles holds, and its explanation is that of the role where the token arrives', () => {
  const { roles, rows, summary } = reportOf('account-root.json', 'ci, prod');
  const cell = rows[0]?.cells[roles.findIndex(({ name }) => name === 'prod')];
  expect(cell).toMatchObject({ expected: true, outcome: 'allow', holds: true });
  expect(cell?.steps[0]).toMatch(
    /^the token is for `\S+:role\/ci`; role chains lead on to `\S+:role\/prod`$/,
  );
  expect(cell?.steps[1]).toBe('statement 1, Allow: matches');
  expect(summary.cells.broken).toBe(0);
});

test('a role that a chain reaches says so', () => {
  const { roles } = reportOf('account-root.json', 'ci');
  const [prod, ci] = ['prod', 'ci'].map((wanted) => roles.find(({ name }) => name === wanted));
  expect(ci?.reachedThrough).toBeUndefined();
  expect(prod?.reachedThrough).toEqual([
    { role: ci?.key, through: [], certain: true, words: `through \`${ci?.key}\`` },
  ]);
  expect(prod?.admits.at(-1)).toMatch(/^through `\S+:role\/ci`: every branch of `acme\/api`/);
});
