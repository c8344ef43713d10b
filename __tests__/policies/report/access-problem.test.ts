import { renderReport } from '../../../policies/report/index';
import { cellProblem, proofProblem } from '../../../policies/report/access-problem';
import type { Report, ReportCell, ReportProof } from '../../../policies/report/index';
import { HOLDS } from './fixtures/holds';

const cell = (expected: boolean, outcome: ReportCell['outcome']): ReportCell => ({
  expected,
  outcome,
  holds: false,
  layer: 'trust',
  reason: 'because',
  steps: [],
  advice: [],
  assuming: [],
});
const proof = (
  property: string,
  verdict: ReportProof['verdict'] = 'refuted',
  roles = ['deploy'],
): ReportProof => ({
  roles,
  property,
  verdict,
  reason: 'because',
  assumptions: [],
});

/** One row and one role, with one problem. */
const withCell = (one: ReportCell): Report => ({
  ...HOLDS,
  roles: HOLDS.roles.slice(0, 1),
  rows: [{ ...HOLDS.rows[0]!, cells: [one] }],
  proofs: [],
});

const OUTSIDER = withCell(cell(false, 'allow'));
const REFUSED = withCell(cell(true, 'deny'));
const UNKNOWN = withCell(cell(true, 'undetermined'));

test.each([
  ['unexpected-access', OUTSIDER, 'failure', 'error', '::error ', 'critical'],
  ['missing-access', REFUSED, 'failure', 'warning', '::warning ', 'major'],
  ['undetermined', UNKNOWN, 'error', 'error', '::error ', 'critical'],
] as const)(
  '%s has a type and a level of its own in every list',
  (rule, report, kind, level, command, severity) => {
    expect(renderReport(report, 'junit')).toContain(`<${kind} type="${rule}" message=`);
    const sarif = JSON.parse(renderReport(report, 'sarif')) as {
      runs: { results: { ruleId: string; level: string }[]; tool: { driver: { rules: object[] } } }[];
    };
    expect(sarif.runs[0]?.results.filter(({ ruleId }) => ruleId === rule)).toMatchObject([
      { ruleId: rule, level },
    ]);
    expect(sarif.runs[0]?.tool.driver.rules).toContainEqual(
      expect.objectContaining({ id: rule, defaultConfiguration: { level } }),
    );
    const lines = renderReport(report, 'github').split('\n');
    expect(lines.filter((line) => line.includes(`title=refgate ${rule}`))).toEqual([
      expect.stringMatching(`^${command}`),
    ]);
    const quality = JSON.parse(renderReport(report, 'codequality')) as object[];
    expect(quality).toContainEqual(expect.objectContaining({ check_name: rule, severity }));
  },
);

test.each([
  ['deploy admits all of its grant', 'refuted', 'missing-access'],
  ['deploy admits all of its grant, requested from `1.2.3.4`', 'refuted', 'missing-access'],
  ['deploy admits nothing beyond its grant', 'refuted', 'unexpected-access'],
  ['deploy admits no fork', 'refuted', 'unexpected-access'],
  ['deploy admits no fork', 'undecided', 'undetermined'],
] as const)('%s, %s: %s', (property, verdict, problem) => {
  expect(proofProblem(proof(property, verdict))).toBe(problem);
});

test('a promise about two roles does not say which way it is broken', () => {
  expect(proofProblem(proof('every token that can assume a can assume b', 'refuted', ['a', 'b']))).toBe(
    'refuted',
  );
});

test('a cell is unexpected access only where a token can assume the role', () => {
  expect((['allow', 'deny', 'undetermined'] as const).map((outcome) => cellProblem({ outcome }))).toEqual([
    'unexpected-access',
    'missing-access',
    'undetermined',
  ]);
});
