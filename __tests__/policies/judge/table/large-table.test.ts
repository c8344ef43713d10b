import {
  declaredArtifact,
  judge,
  parseFederation,
  RefgateError,
  renderReport,
  toReport,
} from '../../../../policies/index';

const parsed = parseFederation(
  `gitlab: { url: https://gitlab.com, audience: sts.amazonaws.com }
projects:
  api: { path: acme/api, id: 101, namespace_id: 12, protected_branches: {}, protected_tags: {} }
accounts: { main: { id: '111122223333', region: eu-west-1 } }
roles: { plan: { account: main, trust: [{ project: api, branches: ['*'] }], permissions: {} } }
table: [{ pipeline: { project: api, branch: main }, assumes: [plan] }]
`,
  'federation.yaml',
);
if (!parsed.ok) throw new RefgateError(parsed.problems);
const { federation } = parsed;
const judgement = judge({ federation, artifacts: [declaredArtifact(federation)] });
const report = toReport(judgement, { version: '0.0.0', input: { kind: 'declaration', name: 'x' } });

test('a cell keeps its outcome, not its trace: a million of them fit into memory', () => {
  const cell = judgement.matrix!.rows[0]!.cell(0);
  expect(cell).toMatchObject({ outcome: 'allow', layer: 'trust' });
  expect(cell.decisions).not.toBe(cell.decisions);
  expect(cell.decisions).toEqual(cell.decisions);
  expect(cell.decisions[0]!.decision.trace).not.toHaveLength(0);
});

test('a cell of the report says when asked what it would have said at once', () => {
  const cell = report.rows[0]!.cells[0]!;
  const { expected, outcome, holds, layer, reason, steps, advice, assuming, claims } = cell;
  expect(JSON.parse(renderReport(report, 'json')).rows[0].cells[0]).toEqual({
    expected,
    outcome,
    holds,
    layer,
    reason,
    steps,
    advice,
    assuming,
    claims,
  });
  expect(cell).toMatchObject({
    holds: true,
    reason: 'statement 1 (Project101Patterns) allows it',
    steps: expect.any(Array),
  });
});

test('a report that no text can hold is refused with what to do instead', () => {
  const tooLong = { ...report, rows: [{ ...report.rows[0]!, label: 'x'.repeat(2 ** 20) }] };
  const rows = Array.from({ length: 600 }, () => tooLong.rows[0]!);
  expect(() => renderReport({ ...tooLong, rows }, 'json')).toThrow(
    /ERR_QUOTA: the report is too long for `json`; got 1 cells.*take `html` or `pretty`/,
  );
});
