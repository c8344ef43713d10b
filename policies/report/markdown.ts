import { markOf, MARKS, PROOF_SIGNS, VERDICTS, type Mark } from './mark';
import { code, details, fenced, linked, markdownTable, prose } from './markdown-text';
import { NOT_COVERED_PAGE } from './not-covered';
import type { Report, ReportChange, ReportWitness } from './report';
import { visibleJson } from './visible';
import {
  brokenCells,
  brokenPromise,
  changeAssumptions,
  columnNotes,
  count,
  place,
  proofAssumptions,
  proofReason,
  rolesNotInFull,
  rolesOfTable,
  summaryPhrases,
  witnessPhrase,
} from './wording';

/** The first line of every comment: a job that posts one finds its own by it. */
export const COMMENT_MARKER = '<!-- refgate:report -->';

/** Rows that a table of the comment shows; a comment is for reading, the page has everything. */
const MAX_ROWS = 20;
const MAX_EXAMPLES = 3;
/** The last line of a comment: a green tick is about tokens, and about nothing else. */
const COVERAGE = `Judged: which tokens can assume which role. Not judged: who can push to a protected ref, what a job does with a role, other principals. The rest of what a proof does not cover is in \`${NOT_COVERED_PAGE}\`.`;
const LARGEST_MATRIX = { rows: 100, roles: 20 };

/** The web address of a line of a file, `undefined` where the file has none. Lines count from 1. */
export type LinkTo = (file: string, line: number) => string | undefined;

/** Where something is, as a table cell. */
type Where = (item: Parameters<typeof place>[0]) => string;

/**
 * A comment on a merge request: what changed in who can assume what, then what is broken, then the matrix behind a fold.
 * GitLab flavoured Markdown; user text is always code.
 * @param options.linkTo where a place leads to; by default nowhere
 */
export function renderMarkdown(report: Report, { linkTo }: { readonly linkTo?: LinkTo } = {}): string {
  const where = placesBy(linkTo);
  const { sign } = VERDICTS[report.summary.verdict];
  const sections = [
    `${COMMENT_MARKER}\n### ${sign} refgate: ${prose(report.summary.headline)}`,
    `${code(report.input.name)}: ${prose(summaryPhrases(report.summary).join(', '))}`,
    changeSection(report.changes),
    brokenSection(report, where),
    proofSection(report, where),
    findingSection(report, where),
    gapSection(report, where),
    noticeSection(report, where),
    notJudgedSection(report),
    matrixSection(report),
    COVERAGE,
  ];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}

function changeSection(changes: readonly ReportChange[] | undefined): string {
  if (changes === undefined) return '';
  const told = changes.filter(({ kind }) => kind !== 'same');
  const title = '#### Who can assume what changed';
  const rewritten = changes.flatMap(({ role, kind, reason }) =>
    kind === 'same' && reason !== undefined ? [`- ${code(role)}: ${prose(reason)}`] : [],
  );
  if (told.length === 0) {
    const nothing = `${title}\n\nNothing: ${count(changes.length, 'role')} with the access of before.`;
    const list = rewritten.length === 0 ? '' : shortList(rewritten);
    return [nothing, list, assumed(changeAssumptions(changes))].filter((part) => part !== '').join('\n\n');
  }
  const rows = told.flatMap(changeRows);
  const witnesses = told.flatMap(({ role, gained, lost }) => [
    ...gained.slice(0, MAX_EXAMPLES).map((witness) => tokenOf(`${code(role)} gains`, witness)),
    ...lost.slice(0, MAX_EXAMPLES).map((witness) => tokenOf(`${code(role)} loses`, witness)),
  ]);
  return [
    title,
    capped(['role', 'access', 'for example', 'subject'], rows),
    ...(rewritten.length === 0 ? [] : [shortList(rewritten)]),
    ...[assumed(changeAssumptions(changes))].filter((part) => part !== ''),
    ...(witnesses.length === 0 ? [] : [details('the tokens', witnesses.slice(0, MAX_ROWS).join('\n\n'))]),
  ].join('\n\n');
}

function shortList(lines: readonly string[]): string {
  const more = lines.length - MAX_EXAMPLES;
  const shown = lines.slice(0, MAX_EXAMPLES);
  return [...shown, ...(more > 0 ? [`- and ${more} more`] : [])].join('\n');
}

function changeRows({ role, kind, gained, lost, reason }: ReportChange): readonly (readonly string[])[] {
  const named =
    code(role) + { added: ' (new)', removed: ' (removed)', changed: '', same: '', cannot_tell: '' }[kind];
  const rows = [
    ...gained.slice(0, MAX_EXAMPLES).map((witness) => [named, '**gained**', ...witnessCells(witness)]),
    ...lost.slice(0, MAX_EXAMPLES).map((witness) => [named, 'lost', ...witnessCells(witness)]),
  ];
  if (rows.length > 0 && kind !== 'cannot_tell') return rows;
  return [...rows, [named, kind === 'cannot_tell' ? '**cannot tell**' : 'none', prose(reason ?? ''), '']];
}

function witnessCells(witness: ReportWitness): readonly string[] {
  const { sub } = witness.claims;
  return [
    witness.pipeline === undefined ? '' : prose(witness.pipeline),
    typeof sub === 'string' ? code(sub) : '',
  ];
}

function tokenOf(title: string, witness: ReportWitness): string {
  return `${title}\n\n${fenced('json', visibleJson(witness.claims, 2))}`;
}

function brokenSection(report: Report, where: Where): string {
  const broken = brokenCells(report);
  if (broken.length === 0) return '';
  const rows = broken.map(({ row, role, cell }) => [
    String(row.number),
    code(row.label),
    code(role.key),
    `${MARKS[markOf(cell)].sign} ${prose(`${brokenPromise(cell)}: ${cell.reason}`)}`,
    where(row),
  ]);
  return `#### Promises that do not hold\n\n${capped(['row', 'pipeline', 'role', 'what happens', 'where'], rows)}`;
}

function proofSection({ proofs }: Report, where: Where): string {
  const failed = proofs.filter(({ verdict }) => verdict !== 'proved');
  const rests = assumed(proofAssumptions(proofs));
  if (failed.length === 0) return rests;
  const rows = failed.map((proof) => [
    `${PROOF_SIGNS[proof.verdict].sign} ${proof.verdict}`,
    prose(proof.property),
    prose(proofReason(proof)),
    proof.counterexample === undefined ? '' : counterexampleCell(proof.counterexample),
    where(proof),
  ]);
  const table = capped(['verdict', 'property', 'why', 'counterexample', 'where'], rows);
  return [`#### Not so for all tokens`, table, ...(rests === '' ? [] : [rests])].join('\n\n');
}

/** What an answer rests on, by the names that `--assume` and the reference have. */
function assumed(names: readonly string[]): string {
  return names.length === 0 ? '' : `Assuming: ${names.map((name) => code(name)).join(', ')}.`;
}

function findingSection({ findings }: Report, where: Where): string {
  if (findings.length === 0) return '';
  const rows = findings.map((finding) => [
    finding.severity === 'error' ? '**error**' : finding.severity,
    code(finding.role),
    `${prose(finding.message)} (${code(finding.check)})<br>fix: ${prose(finding.fix)}`,
    where(finding),
  ]);
  return `#### Findings\n\n${capped(['', 'role', 'what', 'where'], rows)}`;
}

function gapSection({ unresolved }: Report, where: Where): string {
  if (unresolved.length === 0) return '';
  const rows = unresolved.map((gap) => [code(gap.address), prose(gap.reason), where(gap)]);
  return `#### Could not be judged\n\n${capped(['address', 'why', 'where'], rows)}`;
}

function noticeSection({ notices = [] }: Report, where: Where): string {
  if (notices.length === 0) return '';
  const rows = notices.map((notice) => [code(notice.address), prose(notice.reason), where(notice)]);
  return details('Also in the input', capped(['address', 'why', 'where'], rows));
}

function notJudgedSection(report: Report): string {
  const rows = rolesNotInFull(report).flatMap(({ what, because, roles }) =>
    roles.map(({ key }) => [code(key), what === 'in_part' ? 'in part' : 'not judged', prose(because)]),
  );
  if (rows.length === 0) return '';
  return details(
    count(rows.length, 'role not judged in full', 'roles not judged in full'),
    capped(['role', 'judged', 'why'], rows),
  );
}

function matrixSection(report: Report): string {
  const { rows } = report;
  const roles = rolesOfTable(report);
  const { rows: mostRows, roles: mostRoles } = LARGEST_MATRIX;
  if (rows.length === 0 || roles.length === 0 || rows.length > mostRows || roles.length > mostRoles)
    return '';
  const head = ['', 'pipeline', ...roles.map(({ key }) => code(key))];
  const body = rows.map((row) => [
    String(row.number),
    code(row.label),
    ...row.cells.map((cell) => MARKS[markOf(cell)].sign),
  ]);
  const seen = new Set<Mark>(['can', 'cannot', ...rows.flatMap(({ cells }) => cells.map(markOf))]);
  const key = (Object.keys(MARKS) as Mark[])
    .filter((mark) => seen.has(mark))
    .map((mark) => `${MARKS[mark].sign} ${MARKS[mark].text}`)
    .join(' · ');
  return details(
    `${count(rows.length, 'pipeline')} × ${count(roles.length, 'role')}`,
    [markdownTable(head, body), prose(key), ...columnNotes(report).map(requestLine)].join('\n\n'),
  );
}

function requestLine([key, words]: readonly [string, string]): string {
  return `${code(key)}: ${prose(words)}`;
}

function capped(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const table = markdownTable(head, rows.slice(0, MAX_ROWS));
  return rows.length <= MAX_ROWS ? table : `${table}\n\nand ${rows.length - MAX_ROWS} more`;
}

/** The pipeline in words; where there is none, its subject or its claims as they are. */
function counterexampleCell(witness: ReportWitness): string {
  return witness.pipeline === undefined ? code(witnessPhrase(witness)) : prose(witness.pipeline);
}

function placesBy(linkTo: LinkTo = () => undefined): Where {
  return (item) => {
    const text = place(item);
    if (text === undefined) return '';
    const { file, line } = item.position as { readonly file?: string; readonly line: number };
    const url = file === undefined ? undefined : linkTo(file, line);
    return url === undefined ? code(text) : linked(code(text), url);
  };
}
