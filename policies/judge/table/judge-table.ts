import { formatPosition, quote } from '../../errors';
import { compilePolicy, LAYERS, OUTCOMES, type Layer } from '../../evaluate/index';
import { stsRequest, type ProviderRegistration } from '../../context/index';
import { refusingLayer, type PipelineDecision } from '../judge-pipeline';
import { providerNamed } from '../provider-named';
import type { Federation, Role, TableRow } from '../../federation/index';
import { ASSUMPTIONS } from '../../gitlab/index';
import { parsePolicy } from '../../trust/index';
import { deviation } from '../grant-deviation';
import type { Deviation } from './matrix';
import type { JudgedArtifact, JudgedRole } from '../artifact';
import type { BrokenPromise, Cell, CellResult, Gap, Matrix, MatrixRow, TableRole } from './matrix';
import { possiblyAllowedRows, type JudgedPolicy } from './possibly-allowed-rows';
import type { ReadTrust } from '../read-trust';
import { findRole, registration } from '../written-role';
import { followingChains, sharedProviders } from './chained-judge';
import { cannotTell, rowJudge, type JudgedProviders, type RowJudge, type RoleJudge } from './judge-row';

/**
 * Runs every row of the table against every declared role, as the artifact has it. A role that a row does not list must refuse.
 * Cost: each policy is compiled once, each row simulated once; decisions for the pairs that are promised or may be admitted, as an
 * index of the rows finds them. Cells that hold are made when somebody reads them.
 * @param artifacts what was read back from the synthesized stacks
 * @param account key of the one account whose roles are judged; absent = all accounts
 * @param onRow hears of every row that is done, for those who wait
 * @param trusts every role of the artifacts: parsed, with the chains among them @default roles are parsed here, and chains are not followed
 */
export function judgeTable(
  federation: Federation,
  artifacts: readonly JudgedArtifact[],
  account?: string,
  onRow?: (done: number, total: number) => void,
  trusts: readonly ReadTrust[] = [],
): Matrix {
  const gaps: Gap[] = artifacts.flatMap((artifact) =>
    artifact.unresolved.map(({ address, reason }) => ({ address, reason })),
  );
  const roles = [...federation.roles.values()].filter(
    (role) => account === undefined || role.account.key === account,
  );
  const deviations: Deviation[] = [];
  const providers = new Map<string, JudgedProviders>();
  const read = new Map<JudgedRole, ReadTrust>(trusts.map((trust) => [trust.written, trust]));
  const parse = (written: JudgedRole): ParsedTrust => read.get(written) ?? parsedTrust(written);
  const judges = roles.map((role) => {
    const known = providers.get(role.account.key) ?? providersOf(role, federation, artifacts);
    providers.set(role.account.key, known);
    return roleJudge(role, federation, artifacts, known, { parse, gaps, deviations });
  });
  const { issuer } = federation.instance;
  const following = followingChains(
    judges,
    trusts,
    sharedProviders(({ written }) => providerNamed(written, issuer, artifacts)),
  );
  return runTable({ issuer, rows: federation.table, judges: following, gaps, deviations }, onRow);
}

/** Who judges which rows, and what is known to be wrong before. */
export interface TableRun {
  readonly issuer: string;
  readonly rows: readonly TableRow[];
  readonly judges: readonly RoleJudge[];
  readonly gaps: readonly Gap[];
  readonly deviations: readonly Deviation[];
}

/** The matrix of some rows and some roles. */
export function runTable(
  { issuer, rows: table, judges, gaps, deviations }: TableRun,
  onRow?: (done: number, total: number) => void,
): Matrix {
  const suspects = suspectColumns(judges, table);
  const roles = judges.map(({ key }) => ({ key }));
  const rows = table.map((row, index): MatrixRow => {
    onRow?.(index + 1, table.length);
    const judged = (column: number): Cell => judgedCell(roles[column]!, row, judges[column]!.judge);
    const broken = suspects[index]!.map(judged).filter(({ breaks }) => breaks !== undefined);
    return {
      number: index + 1,
      row,
      broken,
      cell: judged,
      get results() {
        return rowResults(row, judges, suspects[index]!, judged);
      },
    };
  });
  return { issuer, roles, rows, gaps, deviations };
}

/**
 * What became of each role. Only suspects are decided: the others refuse every token of the row for certain, and where depends on the
 * token and the provider: what an open row omits, its ids and its protection, neither looks at.
 */
function rowResults(
  { token }: TableRow,
  judges: readonly RoleJudge[],
  suspects: readonly number[],
  cell: MatrixRow['cell'],
): readonly CellResult[] {
  const layers = new Map<ProviderRegistration, Layer>();
  const suspected = new Set(suspects);
  return judges.map(({ policy }, column) => {
    if (policy === undefined || suspected.has(column)) return resultOf(cell(column));
    const { provider } = policy;
    const layer = layers.get(provider) ?? refusingLayerOf(token, provider);
    layers.set(provider, layer);
    return resultOf({ expected: false, outcome: 'deny', layer });
  });
}

function refusingLayerOf(token: TableRow['token'], provider: ProviderRegistration): Layer {
  if (token.kind === 'pipeline') return refusingLayer(token.pipeline, provider);
  const answer = stsRequest(token.claims, provider);
  return answer.ok ? 'trust' : answer.layer;
}

/** One object for all cells that say the same: whether a promise holds follows from the other three. */
const RESULTS = new Map(
  [true, false].map((expected) => [
    expected,
    new Map(
      OUTCOMES.map((outcome) => [
        outcome,
        new Map(
          LAYERS.map((layer): [Layer, CellResult] => [
            layer,
            { expected, outcome, layer, holds: outcome === wanted(expected) },
          ]),
        ),
      ]),
    ),
  ]),
);

function resultOf({ expected, outcome, layer }: Omit<CellResult, 'holds'>): CellResult {
  return RESULTS.get(expected)!.get(outcome)!.get(layer)!;
}

/** For each row the columns that may break a promise, ascending: those that it lists, and those that do not refuse it for certain. */
function suspectColumns(
  judges: readonly RoleJudge[],
  table: readonly TableRow[],
): readonly (readonly number[])[] {
  const columns = table.map(() => new Set<number>());
  const byKey = new Map(judges.map(({ key }, column) => [key, column]));
  for (const [row, { assumes }] of table.entries()) {
    for (const key of assumes) {
      const column = byKey.get(key);
      if (column !== undefined) columns[row]!.add(column);
    }
  }
  const columnsOf = new Map<JudgedPolicy, number[]>();
  for (const [column, { policy, chained = [] }] of judges.entries()) {
    for (const one of policy === undefined ? chained : [policy, ...chained]) {
      const known = columnsOf.get(one);
      if (known === undefined) columnsOf.set(one, [column]);
      else known.push(column);
    }
  }
  const policies = [...columnsOf.keys()];
  const open = possiblyAllowedRows(policies, table);
  for (const [place, policy] of policies.entries())
    for (const row of open[place]!) for (const column of columnsOf.get(policy)!) columns[row]!.add(column);
  for (const [column, { policy }] of judges.entries())
    if (policy === undefined) for (const of of columns) of.add(column);
  return columns.map((of) => [...of].toSorted((a, b) => a - b));
}

/** A policy, or why there is none. */
type ParsedTrust = Pick<ReadTrust, 'policy' | 'problems'>;

function parsedTrust({ document }: JudgedRole): ParsedTrust {
  const parsed = parsePolicy(document);
  return parsed.ok ? { policy: parsed.policy } : { problems: parsed.problems };
}

interface RoleReading {
  readonly parse: (written: JudgedRole) => ParsedTrust;
  readonly gaps: Gap[];
  readonly deviations: Deviation[];
}

function roleJudge(
  role: Role,
  federation: Federation,
  artifacts: readonly JudgedArtifact[],
  providers: JudgedProviders,
  { parse, gaps, deviations }: RoleReading,
): RoleJudge {
  const { key } = role;
  const written = findRole(role, artifacts);
  if (typeof written === 'string') {
    gaps.push({ address: role.key, reason: written });
    return { key, judge: () => [cannotTell(written)] };
  }
  const { policy, problems = [] } = parse(written);
  if (policy === undefined) {
    const reason = problems.map((problem) => `${problem.message} at ${problem.pointer ?? '/'}`).join('; ');
    gaps.push({ address: written.address, reason });
    return { key, judge: () => [cannotTell(reason)] };
  }
  const deviant = deviation(role, { policy, document: written.document }, federation.instance.issuer);
  if (deviant !== undefined) deviations.push(deviant);
  const compiled = compilePolicy(policy);
  return {
    key,
    judge: rowJudge(compiled, key, providers, role.grant),
    policy: { compiled, provider: providers.anyAudience },
  };
}

function providersOf(
  role: Role,
  federation: Federation,
  artifacts: readonly JudgedArtifact[],
): JudgedProviders {
  const registered = registration(role, federation, artifacts);
  const { clientIds: _registered, ...anyAudience } = registered;
  return { registered, anyAudience };
}

function judgedCell(role: TableRole, row: TableRow, judge: RowJudge): Cell {
  const expected = row.assumes.includes(role.key);
  const decisions = judge(row);
  const breaks = decisions.find(({ decision }) => decision.outcome !== wanted(expected));
  return new JudgedCell(role, expected, breaks ?? (decisions[0] as PipelineDecision), breaks, { row, judge });
}

function wanted(expected: boolean): 'allow' | 'deny' {
  return expected ? 'allow' : 'deny';
}

/** A trace is a hundred times the size of its outcome, and a table may have a million cells: what holds is judged again when asked. */
class JudgedCell implements Cell {
  readonly outcome: Cell['outcome'];
  readonly layer: Cell['layer'];
  readonly #again: { readonly row: TableRow; readonly judge: RowJudge };

  constructor(
    readonly role: TableRole,
    readonly expected: boolean,
    { decision }: PipelineDecision,
    readonly breaks: PipelineDecision | undefined,
    again: { readonly row: TableRow; readonly judge: RowJudge },
  ) {
    this.outcome = decision.outcome;
    this.layer = decision.layer;
    this.#again = again;
  }

  get decisions(): readonly PipelineDecision[] {
    return this.#again.judge(this.#again.row);
  }
}

/** Every cell that does not hold, in the order of the table. */
export function brokenPromises(matrix: Matrix): readonly BrokenPromise[] {
  return matrix.rows.flatMap((row) =>
    row.broken.flatMap((entry): readonly BrokenPromise[] =>
      entry.breaks === undefined ? [] : [{ row, cell: entry, message: describe(row, entry, entry.breaks) }],
    ),
  );
}

function describe(
  { number, row }: MatrixRow,
  { role, expected }: Cell,
  { decision, assuming }: PipelineDecision,
): string {
  const happened = {
    allow: 'can assume it',
    deny: 'cannot assume it',
    undetermined: 'cannot be decided',
  }[decision.outcome];
  const must = expected ? 'must assume' : 'must not assume';
  const where = `row ${number} (${formatPosition(row.position)})`;
  const notes = assuming.map((id) => `; assuming that ${ASSUMPTIONS[id].text}`).join('');
  return `${where} ${quote(row.label)} ${must} ${quote(role.key)}, but ${happened}: ${decision.reason}${notes}`;
}
