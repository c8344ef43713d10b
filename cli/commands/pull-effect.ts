import type { Federation, Problem, Report, ReportFinding, ReportProof } from '../../policies/index';
import type { CommandInput } from '../inputs/command-input';
import type { Terminal } from '../output/terminal';
import { accessChanges } from './access-changes';
import { judgeInput } from './judge-input';

/** What an update of a declaration does. */
export interface PullEffect {
  readonly lines: readonly string[];
  /** Why the updated text is not a valid declaration: it must not be written then. */
  readonly invalid: readonly Problem[];
}

/**
 * What an update of a declaration does to who can assume which role: access that roles gain and lose, and what changes of the table, the
 * proofs and the findings.
 */
export async function pullEffect(
  before: string,
  after: string,
  file: string,
  terminal: Terminal,
): Promise<PullEffect> {
  const { formatProblem, parseFederation } = await import('../../policies/index');
  const next = parseFederation(after, file);
  if (next.ok) return { lines: await effectLines(before, next.federation, file, terminal), invalid: [] };
  // places are those of a string that nobody has
  const invalid = next.problems.map(({ position: _position, ...problem }) => problem);
  return {
    lines: [
      'What GitLab has is not a valid declaration:',
      ...invalid.map((each) => `  ${formatProblem(each)}`),
    ],
    invalid,
  };
}

async function effectLines(
  before: string,
  after: Federation,
  file: string,
  terminal: Terminal,
): Promise<readonly string[]> {
  const { parseFederation, renderChanges, withChanges } = await import('../../policies/index');
  const now = await judged(after, terminal);
  const was = parseFederation(before, file);
  if (!was.ok) return ['Access cannot be compared: the declaration had no ids before'];
  const old = await judged(was.federation, terminal);
  const options = { file, out: 'cdktf.out' };
  const changes = await accessChanges(old, now, options);
  const report = withChanges(now.report, changes, { comparison: true });
  const style = { columns: terminal.columns, colors: terminal.colors };
  return [
    'Who can assume which role:',
    ...renderChanges(report, style)
      .trimEnd()
      .split('\n')
      .map((line) => (line === '' ? line : `  ${line}`)),
    ...section('Rows of the table that change:', changedRows(old.report, now.report)),
    ...section('Proofs that change:', changedProofs(old.report, now.report)),
    ...section('New findings:', newFindings(old.report, now.report)),
  ];
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', title, ...lines.map((line) => `  ${line}`)];
}

/** Both reports are of the same table, so rows and roles are at the same places. */
function changedRows(before: Report, after: Report): readonly string[] {
  return after.rows.flatMap(({ label, cells }, row) =>
    cells.flatMap((cell, index) => {
      const was = before.rows[row]?.cells[index];
      if (was === undefined || (was.outcome === cell.outcome && was.holds === cell.holds)) return [];
      const verdict = cell.holds ? 'as expected' : 'not as expected';
      return [
        `${label}: ${after.roles[index]?.key ?? ''} was ${was.outcome}, is ${cell.outcome}, ${verdict}`,
      ];
    }),
  );
}

function changedProofs(before: Report, after: Report): readonly string[] {
  const key = ({ roles, property }: ReportProof): string => JSON.stringify([roles, property]);
  const was = new Map(before.proofs.map((proof) => [key(proof), proof.verdict]));
  return after.proofs.flatMap((proof) => {
    const earlier = was.get(key(proof));
    if (earlier === undefined || earlier === proof.verdict) return [];
    return [`${proof.property}: was ${earlier}, is ${proof.verdict}: ${proof.reason}`];
  });
}

function newFindings(before: Report, after: Report): readonly string[] {
  const key = ({ check, role, message }: ReportFinding): string => JSON.stringify([check, role, message]);
  const was = new Set(before.findings.map(key));
  return after.findings
    .filter((finding) => !was.has(key(finding)))
    .map(({ severity, role, message, check }) => `${severity}: ${role}: ${message} (${check})`);
}

async function judged(federation: Federation, terminal: Terminal) {
  const { declaredArtifact } = await import('../../policies/index');
  const input: CommandInput = {
    input: { kind: 'declaration', name: federation.file },
    federation,
    artifacts: [declaredArtifact(federation)],
  };
  return { input, ...(await judgeInput(input, terminal)) };
}
