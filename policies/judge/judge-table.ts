import { formatPosition, quote } from '../errors';
import {
  compilePolicy,
  judgePipeline,
  judgeToken,
  type CompiledPolicy,
  type PipelineDecision,
} from '../evaluate/index';
import type { Federation, Role, TableRow } from '../federation/index';
import { ASSUMPTIONS, issuerHost, type ProviderRegistration } from '../gitlab/index';
import { parsePolicy } from '../trust/index';
import { deviation, type Deviation } from './as-meant';
import type { JudgedArtifact, JudgedRole } from './artifact';
import type { BrokenPromise, Cell, Gap, Matrix, MatrixRow } from './matrix';

/**
 * Runs every row of the table against every declared role, as the artifact has it. A role that a row does not list must refuse.
 * Cost: rows × roles decisions; each policy is compiled once.
 * @param artifacts what was read back from the synthesized stacks
 * @param account key of the one account whose roles are judged; absent = all accounts
 * @param onRow hears of every row, for who waits
 */
export function judgeTable(
  federation: Federation,
  artifacts: readonly JudgedArtifact[],
  account?: string,
  onRow?: (done: number, total: number) => void,
): Matrix {
  const gaps: Gap[] = artifacts.flatMap((artifact) =>
    artifact.unresolved.map(({ address, reason }) => ({ address, reason })),
  );
  const roles = [...federation.roles.values()].filter(
    (role) => account === undefined || role.account.key === account,
  );
  const deviations: Deviation[] = [];
  const providers = new Map<string, JudgedProviders>();
  const judges = roles.map((role) => {
    const known = providers.get(role.account.key) ?? providersOf(role, federation, artifacts);
    providers.set(role.account.key, known);
    return roleJudge(role, federation, artifacts, known, { gaps, deviations });
  });
  const rows = federation.table.map((row, index): MatrixRow => {
    onRow?.(index + 1, federation.table.length);
    return { number: index + 1, row, cells: roles.map((role, i) => cell(role, row, judges[i] as Judge)) };
  });
  return { federation, roles, rows, gaps, deviations };
}

type Judge = (row: TableRow) => readonly PipelineDecision[];

interface Trouble {
  readonly gaps: Gap[];
  readonly deviations: Deviation[];
}

function roleJudge(
  role: Role,
  federation: Federation,
  artifacts: readonly JudgedArtifact[],
  { registered, anyAudience }: JudgedProviders,
  { gaps, deviations }: Trouble,
): Judge {
  const written = findRole(role, artifacts);
  if (typeof written === 'string') {
    gaps.push({ address: role.key, reason: written });
    return () => [cannotTell(written)];
  }
  const parsed = parsePolicy(written.document);
  if (!parsed.ok) {
    const reason = parsed.problems
      .map((problem) => `${problem.message} at ${problem.pointer ?? '/'}`)
      .join('; ');
    gaps.push({ address: written.address, reason });
    return () => [cannotTell(reason)];
  }
  const deviant = deviation(role, written, federation.instance.issuer);
  if (deviant !== undefined) deviations.push(deviant);
  const compiled = compilePolicy(parsed.policy);
  return (row) => judgeRow(compiled, row, row.assumes.includes(role.key) ? registered : anyAudience);
}

/** The provider of an account, as it is registered, and as if every audience were. */
interface JudgedProviders {
  readonly registered: ProviderRegistration;
  /** The provider is shared and others may register audiences there: a refusal has to stand on the trust policy alone. */
  readonly anyAudience: ProviderRegistration;
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

function judgeRow(
  compiled: CompiledPolicy,
  { token }: TableRow,
  provider: ProviderRegistration,
): readonly PipelineDecision[] {
  return token.kind === 'pipeline'
    ? judgePipeline(compiled, token.pipeline, provider)
    : [{ assuming: [], decision: judgeToken(compiled, token.claims, provider) }];
}

/** The role under its name in its account; where the artifact tells no account, the name must be unique. */
export function findRole<T extends JudgedRole>(
  role: Role,
  artifacts: readonly { readonly roles: readonly T[] }[],
): T | string {
  const named = rolesByName(artifacts).get(role.name) ?? [];
  const inAccount = named.filter(({ account }) => account === role.account.id);
  const candidates = inAccount.length > 0 ? inAccount : named.filter(({ account }) => account === undefined);
  if (candidates.length === 1) return candidates[0] as T;
  return candidates.length === 0
    ? `the artifact has no role named ${quote(role.name)} in account ${role.account.id}`
    : `the artifact has ${candidates.length} roles named ${quote(role.name)}`;
}

const namedRoles = new WeakMap<object, ReadonlyMap<string | undefined, readonly JudgedRole[]>>();

function rolesByName<T extends JudgedRole>(
  artifacts: readonly { readonly roles: readonly T[] }[],
): ReadonlyMap<string | undefined, readonly T[]> {
  const known = namedRoles.get(artifacts) as ReadonlyMap<string | undefined, readonly T[]> | undefined;
  if (known !== undefined) return known;
  const byName = new Map<string | undefined, T[]>();
  for (const role of artifacts.flatMap((artifact) => artifact.roles)) {
    const named = byName.get(role.name);
    if (named === undefined) byName.set(role.name, [role]);
    else named.push(role);
  }
  namedRoles.set(artifacts, byName);
  return byName;
}

/** The provider as the artifact registers it; one that exists already is taken to know the federation's audience. */
export function registration(
  role: Role,
  federation: Federation,
  artifacts: readonly JudgedArtifact[],
): ProviderRegistration {
  const { issuer } = federation.instance;
  const host = issuerHost(issuer);
  const written = artifacts
    .flatMap((artifact) => artifact.providers)
    .find(
      ({ url, account }) =>
        issuerHost(url.startsWith('https://') ? url : `https://${url}`) === host &&
        (account === undefined || account === role.account.id),
    );
  const clientIds = written?.clientIds ?? [federation.audience];
  return { issuer, account: role.account.id, partition: role.account.partition, clientIds };
}

function cannotTell(reason: string): PipelineDecision {
  return { assuming: [], decision: { outcome: 'undetermined', layer: 'trust', reason, trace: [] } };
}

function cell(role: Role, row: TableRow, judge: Judge): Cell {
  const expected = row.assumes.includes(role.key);
  const wanted = expected ? 'allow' : 'deny';
  const decisions = judge(row);
  const breaks = decisions.find(({ decision }) => decision.outcome !== wanted);
  return new JudgedCell(role, expected, breaks ?? (decisions[0] as PipelineDecision), breaks, { row, judge });
}

/** A trace is a hundred times the size of its outcome, and a table may have a million cells: what holds is judged again when asked. */
class JudgedCell implements Cell {
  readonly outcome: Cell['outcome'];
  readonly layer: Cell['layer'];
  readonly #again: { readonly row: TableRow; readonly judge: Judge };

  constructor(
    readonly role: Role,
    readonly expected: boolean,
    { decision }: PipelineDecision,
    readonly breaks: PipelineDecision | undefined,
    again: { readonly row: TableRow; readonly judge: Judge },
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
    row.cells.flatMap((entry): readonly BrokenPromise[] =>
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
