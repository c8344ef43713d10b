import { formatPosition } from '../errors';
import type {
  Report,
  ReportCell,
  ReportChange,
  ReportProof,
  ReportRole,
  ReportRow,
  ReportSummary,
  ReportWitness,
} from './report';

/** A promise of the table that does not hold. */
export interface BrokenCell {
  readonly row: ReportRow;
  readonly role: ReportRole;
  readonly cell: ReportCell;
}

/** The roles that the table is about. */
export function rolesOfTable({ roles, rows }: Pick<Report, 'rows' | 'roles'>): readonly ReportRole[] {
  return roles.slice(0, rows[0]?.cells.length ?? 0);
}

/** Every cell that does not hold, row by row. */
export function brokenCells({ rows, roles }: Pick<Report, 'rows' | 'roles'>): readonly BrokenCell[] {
  return rows.flatMap((row) =>
    row.cells.flatMap((cell, i): readonly BrokenCell[] =>
      cell.holds ? [] : [{ row, role: roles[i] as ReportRole, cell }],
    ),
  );
}

/** The changes by which a token can assume a role that could not before. */
export function gaining(changes: readonly ReportChange[] = []): readonly ReportChange[] {
  return changes.filter(({ gained }) => gained.length > 0);
}

/** What `needs` has where a partly known policy is the same in both versions, but for values from outside. */
export const SAME_VALUES = 'same-unknown-values';

/**
 * Names of what a comparison leaves open: gaps, and roles that are not judged in full. What is unknown of a role whose change is known
 * decides nothing: its trust is compared with its unknown parts, and permissions decide over other roles only. How many roles a repeated
 * block makes is another question, unless nothing that it is computed from has changed.
 */
export function leftOpen({
  roles,
  unresolved,
  changes = [],
}: Pick<Report, 'roles' | 'unresolved' | 'changes'>): readonly string[] {
  const compared = new Map(
    changes.flatMap((change) => (change.kind === 'cannot_tell' ? [] : [[change.role, change] as const])),
  );
  const keys = new Map(roles.map(({ key, address }) => [address, key]));
  const decides = ({ address, concerns }: Report['unresolved'][number]): boolean => {
    const change = compared.get(keys.get(address) ?? address);
    if (change === undefined || (concerns !== 'trust' && concerns !== 'permissions')) return true;
    return concerns === 'trust' && address.endsWith(']') && change.needs?.includes(SAME_VALUES) !== true;
  };
  const gaps = unresolved.filter(decides).map(({ address }) => keys.get(address) ?? address);
  const inPart = roles.filter(
    ({ key, judged, withoutProvider }) =>
      judged !== undefined && withoutProvider !== true && !compared.has(key),
  );
  return [...new Set([...gaps, ...inPart.map(({ key }) => key)])];
}

/** `must not assume the role, but can`: what was promised and what happens instead. */
export function brokenPromise({ expected, outcome }: ReportCell): string {
  const must =
    expected === undefined ? 'is not promised anything' : expected ? 'must assume it' : 'must not assume it';
  const does = { allow: 'can', deny: 'cannot', undetermined: 'it cannot be determined whether it can' }[
    outcome
  ];
  return `${must}, but ${does}`;
}

/** The assumptions that the proofs rest on: those that one of them needs where that was asked, else all of their world. */
export function proofAssumptions(proofs: readonly ReportProof[]): readonly string[] {
  const proved = proofs.filter(({ verdict }) => verdict === 'proved');
  return [...new Set(proved.flatMap(({ needed, assumptions }) => needed ?? assumptions))].toSorted();
}

/** The assumptions without which a comparison does not prove that nothing is gained. */
export function changeAssumptions(changes: readonly ReportChange[]): readonly string[] {
  return [...new Set(changes.flatMap(({ needs = [] }) => needs))].toSorted();
}

/** `1 role`, `2 roles`. */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}

/** The counts of a summary that matter, as phrases: `2 of 225 promises broken`. */
export function summaryPhrases({
  roles,
  cells,
  proofs,
  findings,
  unresolved,
  changes,
}: ReportSummary): readonly string[] {
  const phrases: string[] = [];
  if (cells.total > 0) {
    if (cells.broken > 0) phrases.push(`${cells.broken} of ${count(cells.total, 'promise')} broken`);
    if (cells.undetermined > 0)
      phrases.push(`${cells.undetermined} of ${count(cells.total, 'promise')} undetermined`);
    if (cells.broken + cells.undetermined === 0) phrases.push(`${count(cells.total, 'promise')} kept`);
  }
  if (proofs.total > 0) {
    if (proofs.refuted > 0) phrases.push(`${proofs.refuted} of ${count(proofs.total, 'proof')} refuted`);
    if (proofs.undecided > 0)
      phrases.push(`${proofs.undecided} of ${count(proofs.total, 'proof')} undecided`);
    if (proofs.refuted + proofs.undecided === 0)
      phrases.push(`${count(proofs.total, 'property', 'properties')} proved`);
  }
  const { error, warning, note } = findings;
  if (error > 0) phrases.push(count(error, 'error'));
  if (warning > 0) phrases.push(count(warning, 'warning'));
  if (note > 0) phrases.push(count(note, 'note'));
  if (error + warning + note === 0 && roles.judged + roles.inPart > 0) phrases.push('no findings');
  if (unresolved > 0) phrases.push(`${unresolved} not readable`);
  if (changes !== undefined) {
    const { total, gaining: gains, untold } = changes;
    if (gains > 0) phrases.push(`${gains} of ${count(total, 'role')} with new access`);
    if (untold > 0) phrases.push(`${untold} of ${count(total, 'role')} not comparable`);
    if (gains + untold === 0) phrases.push(`no new access to ${count(total, 'role')}`);
  }
  return [...phrases, roleCounts(roles)];
}

/** `1 of 4 roles judged, 1 in part, 1 not judged, 1 trusts no OIDC provider`: never only those that were judged. */
export function roleCounts({
  found,
  judged,
  inPart,
  notJudged,
  withoutProvider,
}: ReportSummary['roles']): string {
  if (found === 0) return 'nothing was judged';
  const lost = notJudged - withoutProvider;
  return [
    `${judged} of ${count(found, 'role')} judged`,
    ...(inPart > 0 ? [`${inPart} in part`] : []),
    ...(lost > 0 ? [`${lost} not judged`] : []),
    ...(withoutProvider > 0
      ? [`${withoutProvider} ${withoutProvider === 1 ? 'trusts' : 'trust'} no OIDC provider`]
      : []),
  ].join(', ');
}

/** Roles that were not judged in full, by the reason; what could not be read at all is in the list of what is unresolved. */
export function rolesNotInFull({ roles, unresolved }: Pick<Report, 'roles' | 'unresolved'>): readonly {
  readonly because: string;
  readonly what: 'in_part' | 'not_judged';
  readonly withoutProvider: boolean;
  readonly roles: readonly ReportRole[];
}[] {
  const told = new Set(unresolved.map(({ address, reason }) => `${address}\n${reason}`));
  const groups = new Map<string, readonly ReportRole[]>();
  for (const role of roles) {
    const { judged, because = 'no reason was given', address } = role;
    if (judged === undefined || told.has(`${address}\n${because}`)) continue;
    const key = JSON.stringify([judged, because, role.withoutProvider === true]);
    groups.set(key, [...(groups.get(key) ?? []), role]);
  }
  return [...groups].map(([key, members]) => {
    const [what, because, withoutProvider] = JSON.parse(key) as ['in_part' | 'not_judged', string, boolean];
    return { what, because, withoutProvider, roles: members };
  });
}

/** The claims that tell tokens apart, in the order in which one reads them. */
const TELLING = [
  'iss',
  'sub',
  'aud',
  'project_path',
  'project_id',
  'namespace_id',
  'ref_protected',
  'pipeline_source',
] as const;

/** The telling claims of a token, as text. */
export function tellingClaims({
  claims,
}: Pick<ReportWitness, 'claims'>): readonly (readonly [string, string])[] {
  return TELLING.filter((name) => Object.hasOwn(claims, name)).map((name) => {
    const value = claims[name];
    return [name, typeof value === 'string' ? value : JSON.stringify(value)] as const;
  });
}

/** A witness in one phrase: the pipeline in words, or its subject. */
export function witnessPhrase({ pipeline, claims }: ReportWitness): string {
  const { sub } = claims;
  return pipeline ?? (typeof sub === 'string' ? sub : JSON.stringify(claims));
}

/** Where something stands; the input's name where no file is known. */
export function place(item: {
  readonly position?: { readonly file?: string; readonly line: number; readonly column: number };
}): string | undefined {
  return item.position === undefined ? undefined : formatPosition(item.position);
}

/** Why a proof came out as it did, without saying the property again. */
export function proofReason({ property, reason }: Pick<ReportProof, 'property' | 'reason'>): string {
  if (!reason.startsWith(property)) return reason;
  return /^(?:: |, )(.+)$/s.exec(reason.slice(property.length))?.[1] ?? reason;
}

/** What the columns of the table do not show: what ✓ demands of the request, and who needs no token. Role and words. */
export function columnNotes(report: Pick<Report, 'roles' | 'rows'>): readonly (readonly [string, string])[] {
  return rolesOfTable(report).flatMap(({ key, request, breakGlass }) => [
    ...(request === undefined
      ? []
      : [[key, `a token can assume it only if ${request.words.join(' and ')}`] as const]),
    ...(breakGlass === undefined ? [] : [[key, breakGlass] as const]),
  ]);
}
