import { CHECKS, permissionLevel } from '../catalog/index';
import { explain, type ExplainInput } from '../advice/index';
import { ASSUMPTIONS } from '../gitlab/index';
import {
  type Cell,
  type CellResult,
  coverageOf,
  declaredBeside,
  type JudgedTrust,
  type Judgement,
  type Matrix,
  type MatrixRow,
  type PipelineDecision,
  promisingRows,
  type VerdictOptions,
  providerNamed,
} from '../judge/index';
import { admitsInWords } from './admits';
import { BESIDE_CHECKS } from './beside-checks';
import {
  REPORT_VERSION,
  type Report,
  type ReportChain,
  type ReportCell,
  type ReportFinding,
  type ReportRole,
  type ReportRow,
} from './report';
import { reportGitlab, reportPipeline } from './report-pipeline';
import { projectsOf } from './role-projects';
import { summarize } from './summarize';

/** What a report says of itself. */
export interface ReportFrame extends VerdictOptions {
  /** Version of refgate. */
  readonly version: string;
  readonly input: Report['input'];
  /** What a role admits, in plain lines. @default its statements in words */
  readonly admits?: (trust: JudgedTrust) => readonly string[];
}

/** A judgement as plain JSON. Cost: linear in the cells; what a cell says is made when somebody reads it. */
export function toReport(judgement: Judgement, frame: ReportFrame): Report {
  const { matrix } = judgement;
  const trusts = declaredFirst(judgement.trusts, matrix);
  const byKey = new Map(trusts.map((trust) => [trust.key, trust]));
  const body = {
    roles: trusts.map((trust) => reportRole(trust, frame, judgement.gaps, byKey)),
    rows: matrix === undefined ? [] : reportRows(matrix, trusts, judgement.federation),
    // What was asked is of functions and whole worlds: certificates are written of it.
    proofs: judgement.proofs.map(({ asked: _asked, ...proof }) => proof),
    findings: [...deviations(matrix), ...trusts.flatMap(reportFindings)],
    unresolved: judgement.gaps.map(({ openChain: _internal, ...gap }) => gap),
    notices:
      judgement.notices === undefined || judgement.notices.length === 0 ? undefined : judgement.notices,
  };
  return {
    version: REPORT_VERSION,
    tool: { name: 'refgate', version: frame.version },
    input: frame.input,
    gitlab: judgement.federation === undefined ? undefined : reportGitlab(judgement.federation),
    ...body,
    summary: summarize(body, frame),
  };
}

/** The roles of the table in its order, then those that nobody declared in that of the artifacts. */
function declaredFirst(trusts: readonly JudgedTrust[], matrix: Matrix | undefined): readonly JudgedTrust[] {
  const columns = columnsOf(matrix);
  const order = ({ key }: JudgedTrust): number => columns.get(key) ?? Infinity;
  return trusts.toSorted((a, b) => (order(a) === order(b) ? 0 : order(a) - order(b)));
}

function columnsOf(matrix: Matrix | undefined): ReadonlyMap<string, number> {
  return new Map(matrix?.roles.map(({ key }, column) => [key, column]));
}

function reportRole(
  trust: JudgedTrust,
  { admits = inWords }: ReportFrame,
  gaps: Judgement['gaps'],
  trusts: ReadonlyMap<string, JudgedTrust>,
): ReportRole {
  const chains = reachedThrough(trust);
  const chained = chains.flatMap(({ role, words }) => {
    const entry = trusts.get(role);
    return entry === undefined ? [] : admits(entry).map((line) => `${words}: ${line}`);
  });
  const coverage = coverageOf(trust, gaps);
  const { written, provider, declared } = trust;
  const position = declared?.position ?? written.position;
  const projects = projectsOf(
    trust.policy ?? trust.partly?.shown,
    declared?.grant.rules.map(({ project }) => project.path),
  );
  return {
    key: trust.key,
    address: written.address,
    name: written.name,
    account: written.account,
    issuer: provider?.issuer,
    projects: projects.length === 0 ? undefined : projects,
    policy: written.document,
    clientIds: provider?.clientIds,
    admits: [...admits(trust), ...chained],
    ...declaredBeside(trust),
    reachedThrough: chains.length === 0 ? undefined : chains,
    permissions: permissionLevel(trust.permissions, written.arn),
    ...(coverage.judged === 'in_full' ? {} : coverage),
    position,
  };
}

/** The roles of tokens whose sessions can become the role, each with its words. */
function reachedThrough({ reachedBy = [] }: JudgedTrust): readonly ReportChain[] {
  return reachedBy.map(({ entry, through, answer, dependsOn }): ReportChain => {
    const way = `through ${[entry, ...through].map((key) => `\`${key}\``).join(' and ')}`;
    const depends = dependsOn.map((name) => `\`${name}\``).join(', ');
    return {
      role: entry,
      through,
      certain: answer === 'yes',
      words: answer === 'yes' ? way : `${way}, which depends on ${depends}`,
    };
  });
}

function inWords({ policy, partly }: JudgedTrust): readonly string[] {
  const shown = policy ?? partly?.shown;
  return shown === undefined ? [] : admitsInWords(shown);
}

/** The rows with their cells in the order of the report's roles; those that nobody declared are last and have none. */
function reportRows(
  matrix: Matrix,
  trusts: readonly JudgedTrust[],
  federation: Judgement['federation'],
): readonly ReportRow[] {
  const known = columnsOf(matrix);
  const columns = trusts.flatMap((trust): readonly Column[] => {
    const at = known.get(trust.key);
    return at === undefined ? [] : [{ trust, at }];
  });
  const textsOf = cellExplainer(
    matrix.issuer,
    federation,
    new Map(trusts.map((trust) => [trust.key, trust])),
  );
  return matrix.rows.map((row) => ({
    number: row.number,
    label: row.row.label,
    note: row.row.note,
    ...whatRuns(row),
    position: row.row.position,
    cells: tableCells(row, columns, textsOf),
  }));
}

function whatRuns({ row: { token } }: MatrixRow): Pick<ReportRow, 'project' | 'ref' | 'pipeline'> {
  if (token.kind === 'claims') return {};
  const { project, target } = token.pipeline;
  return {
    project: project.path,
    ref: target.kind === 'merge_request' ? target.mergeRequest.from : target.name,
    pipeline: reportPipeline(token.pipeline),
  };
}

/** A role of the table with its place in the matrix. */
interface Column {
  readonly trust: JudgedTrust;
  readonly at: number;
}

function tableCells(
  row: MatrixRow,
  columns: readonly Column[],
  textsOf: CellExplainer,
): readonly ReportCell[] {
  const { results } = row;
  return columns.map((column) => new TableCell(results[column.at]!, row, column, textsOf));
}

/**
 * A table may have a million cells, and few formats show why each one holds: what a cell says is made when it is read, by accessors that
 * all cells share.
 */
class TableCell implements ReportCell {
  readonly #result: CellResult;
  readonly #row: MatrixRow;
  readonly #column: Column;
  readonly #textsOf: CellExplainer;

  constructor(result: CellResult, row: MatrixRow, column: Column, textsOf: CellExplainer) {
    this.#result = result;
    this.#row = row;
    this.#column = column;
    this.#textsOf = textsOf;
  }

  get expected() {
    return this.#result.expected;
  }

  get outcome() {
    return this.#result.outcome;
  }

  get holds() {
    return this.#result.holds;
  }

  get layer() {
    return this.#result.layer;
  }

  get reason() {
    return this.#explained.reason;
  }

  get steps() {
    return this.#explained.steps;
  }

  get advice() {
    return this.#explained.advice;
  }

  get assuming() {
    return this.#explained.assuming;
  }

  get claims() {
    return this.#explained.claims;
  }

  get #explained(): Explanation {
    return this.#textsOf(this.#row, this.#column);
  }

  toJSON(): ReportCell {
    return { ...this.#result, ...this.#explained };
  }
}

type Explanation = Pick<ReportCell, 'reason' | 'steps' | 'advice' | 'assuming' | 'claims'>;

type CellExplainer = (row: MatrixRow, column: Column) => Explanation;

/** What is to say of a cell; remembers the last one, whose texts are read one after the other. */
function cellExplainer(
  issuer: string,
  federation: Judgement['federation'],
  trusts: ReadonlyMap<string, JudgedTrust>,
): CellExplainer {
  let last: { readonly row: MatrixRow; readonly column: Column; readonly explained: Explanation } | undefined;
  return (row, column) => {
    if (last?.row !== row || last.column !== column) {
      const placed = { row, trust: column.trust, cell: row.cell(column.at) };
      last = { row, column, explained: explainCell(placed, issuer, federation, trusts) };
    }
    return last.explained;
  };
}

/** A cell with what it is about. */
interface PlacedCell {
  readonly cell: Cell;
  readonly trust: JudgedTrust;
  readonly row: MatrixRow;
}

function explainCell(
  { cell, trust: own, row }: PlacedCell,
  issuer: string,
  federation: Judgement['federation'],
  trusts: ReadonlyMap<string, JudgedTrust>,
): Explanation {
  const {
    decision,
    claims: minted,
    assuming,
    through,
  } = cell.breaks ?? (cell.decisions[0] as PipelineDecision);
  const trust = (through === undefined ? undefined : trusts.get(through.entry)) ?? own;
  const { token } = row.row;
  const claims = token.kind === 'claims' ? token.claims : minted;
  const known = claims === undefined ? undefined : { ...claims };
  const { written, declared, policy = { version: '2012-10-17', statements: [] } } = trust;
  const input: ExplainInput = {
    policy,
    document: written.document,
    provider: trust.provider ?? providerNamed(written, issuer, []),
    claims: known,
    pipeline: token.kind === 'pipeline' ? token.pipeline : undefined,
    declared:
      declared === undefined || federation === undefined
        ? undefined
        : { key: declared.key, grant: declared.grant, projects: federation.projects },
  };
  // what is denied as it should be needs no fix
  const { steps, advice } = explain(decision, input, { fixes: cell.breaks !== undefined });
  return {
    reason: decision.reason,
    steps: through === undefined ? steps : [chainStep(through.words, own.key), ...steps],
    advice,
    assuming: assuming.map((id) => ASSUMPTIONS[id].text),
    claims: known,
  };
}

function chainStep(words: string, key: string): string {
  return `the token is for ${words}; role chains lead on to \`${key}\``;
}

function reportFindings({ key, findings }: JudgedTrust): readonly ReportFinding[] {
  return findings.map(({ check, severity, message, fix, changes, tokens, pointer, position }) => ({
    check,
    title: titleOf(check),
    severity,
    role: key,
    message,
    fix,
    changes,
    tokens,
    pointer,
    position,
  }));
}

function titleOf(id: string): string | undefined {
  return [...Object.values(BESIDE_CHECKS), ...CHECKS].find((check) => check.id === id)?.title;
}

function deviations(matrix: Matrix | undefined): readonly ReportFinding[] {
  return (matrix?.deviations ?? []).map(({ role, message }) => ({
    check: BESIDE_CHECKS.deviation.id,
    title: BESIDE_CHECKS.deviation.title,
    severity: 'error',
    role: role.key,
    message: `${message}; promised by rows ${promisingRows(matrix as Matrix, role).join(', ') || 'none'}`,
    fix: 'synthesize again, or take the override out that changed the policy',
    pointer: '',
    position: role.position,
  }));
}
