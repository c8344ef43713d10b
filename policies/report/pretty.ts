import { displayWidth, wrapTo } from './display-width';
import { CHANGE_COLORS, MARKS, markOf, PROOF_SIGNS, VERDICTS } from './mark';
import { renderReportMatrix } from './matrix-text';
import { NOT_COVERED_HINT } from './not-covered';
import type { Report, ReportChange, ReportFinding, ReportProof, ReportWitness } from './report';
import { paint, type Color, type TextStyle } from './style';
import { visible } from './visible';
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
  tellingClaims,
  witnessPhrase,
  type BrokenCell,
} from './wording';

const SEVERITIES: Readonly<
  Record<ReportFinding['severity'], { readonly sign: string; readonly color: Color }>
> = {
  error: { sign: '✗', color: 'red' },
  warning: { sign: '!', color: 'yellow' },
  note: { sign: 'i', color: 'blue' },
};

/** Names that a line lists. */
const MAX_NAMES = 10;

/** A report for a terminal: what is wrong by role, the table, the proofs, and the sum in the last line. */
export function renderPretty(report: Report, given: TextStyle): string {
  const style = { ...given, columns: Math.max(40, given.columns) };
  const sections = [
    heading(report, style),
    changeSection(report.changes ?? [], style),
    ...findingSections(report, style),
    pageHint(report, style),
    tableSection(report, style),
    proofSection(report.proofs, style),
    gapSection(report, style),
    notJudgedSection(report, style),
    noticeSection(report, style),
    coverageHint(report, style),
    summaryLine(report, style),
  ];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}

function heading({ tool, input, roles, rows }: Report, style: TextStyle): string {
  const size =
    rows.length === 0
      ? count(roles.length, 'role')
      : `${count(rows.length, 'pipeline')} × ${count(roles.length, 'role')}`;
  const text = `${tool.name} ${visible(tool.version)}  ${visible(input.name)} (${visible(input.kind)})  ${size}`;
  return wrapTo(text, style.columns)
    .map((line) => paint(line, 'bold', style))
    .join('\n');
}

function findingSections({ findings, roles }: Report, style: TextStyle): readonly string[] {
  const keys = new Set([...roles.map(({ key }) => key), ...findings.map(({ role }) => role)]);
  return [...keys].flatMap((key) => {
    const mine = findings.filter(({ role }) => role === key);
    if (mine.length === 0) return [];
    const role = roles.find((entry) => entry.key === key);
    const address = role === undefined || role.address === key ? '' : ` (${visible(role.address)})`;
    const title = wrapTo(`${visible(key)}${address}`, style.columns).map((line) =>
      paint(line, 'bold', style),
    );
    return [[...title, ...mine.map((finding) => renderFinding(finding, style))].join('\n')];
  });
}

/** Where the page of a check is; the first one that was found is the example. */
function pageHint({ findings: [first] }: Report, style: TextStyle): string {
  if (first === undefined) return '';
  return indented(`refgate explain-check ${visible(first.check)}  # why, examples, and the fix`, 0, style)
    .map((line) => paint(line, 'dim', style))
    .join('\n');
}

function renderFinding(finding: ReportFinding, style: TextStyle): string {
  const { sign, color } = SEVERITIES[finding.severity];
  const where = place(finding) ?? (finding.pointer === '' ? '' : `at ${finding.pointer}`);
  const head = `${sign} ${finding.severity}  ${visible(finding.check)}`;
  const shown = visible(where);
  const fits = displayWidth(head) + displayWidth(shown) + 4 <= style.columns;
  const [first = '', ...rest] = wrapTo(shown, style.columns - 4);
  return [
    `  ${paint(head, color, style)}${shown !== '' && fits ? `  ${paint(shown, 'dim', style)}` : ''}`,
    ...(fits ? [] : [first, ...rest].map((line) => `    ${paint(line, 'dim', style)}`)),
    ...indented(visible(finding.message), 4, style),
    ...(finding.tokens ?? []).flatMap((token) => witnessLines('token', token, style)),
    ...indented(`fix: ${visible(finding.fix)}`, 4, style, 5),
  ].join('\n');
}

function tableSection(report: Report, style: TextStyle): string {
  if (rolesOfTable(report).length === 0) return '';
  const broken = brokenCells(report);
  const notes = columnNotes(report).flatMap(([key, words]) =>
    indented(`${visible(key)}: ${words}`, 0, style, 2),
  );
  const matrix = [renderReportMatrix(report, style), ...(notes.length === 0 ? [] : [notes.join('\n')])];
  const parts = [...matrix, ...broken.map((entry) => renderBroken(entry, style))];
  return `${paint('table', 'bold', style)}\n${parts.join('\n\n')}`;
}

function renderBroken({ row, role, cell }: BrokenCell, style: TextStyle): string {
  const { sign, color } = MARKS[markOf(cell)];
  const where = place(row);
  const head = `row ${row.number} \`${visible(row.label)}\` against \`${visible(role.key)}\``;
  const [first = '', ...rest] = wrapTo(head, style.columns - 4);
  return [
    `  ${paint(`${sign} ${first}`, color, style)}`,
    ...rest.map((line) => `    ${paint(line, color, style)}`),
    ...(where === undefined ? [] : [`    ${paint(visible(where), 'dim', style)}`]),
    ...indented(`${brokenPromise(cell)}: ${visible(cell.reason)}`, 4, style),
    ...cell.assuming.flatMap((text) => indented(`assuming: ${visible(text)}`, 4, style, 10)),
    ...cell.advice.flatMap((text) => indented(`fix: ${visible(text)}`, 4, style, 5)),
  ].join('\n');
}

function proofSection(proofs: readonly ReportProof[], style: TextStyle): string {
  if (proofs.length === 0) return '';
  return [
    paint('for all tokens', 'bold', style),
    ...proofs.map((proof) => renderProof(proof, style)),
    ...assumedLines(proofAssumptions(proofs), style),
  ].join('\n');
}

/** What an answer rests on, by the names that `--assume` and the reference have. */
function assumedLines(names: readonly string[], style: TextStyle): readonly string[] {
  if (names.length === 0) return [];
  return indented(`assuming: ${names.join(', ')}`, 2, style, 10).map((line) => paint(line, 'dim', style));
}

function renderProof(proof: ReportProof, style: TextStyle): string {
  const { sign, color } = PROOF_SIGNS[proof.verdict];
  const where = place(proof);
  const [first = '', ...rest] = wrapTo(visible(proof.property), style.columns - 4);
  const lines = [
    `  ${paint(`${sign} ${first}`, color, style)}`,
    ...rest.map((line) => `    ${paint(line, color, style)}`),
  ];
  if (proof.verdict !== 'proved') {
    if (where !== undefined) lines.push(`    ${paint(visible(where), 'dim', style)}`);
    lines.push(...indented(visible(proofReason(proof)), 4, style));
  }
  if (proof.counterexample !== undefined)
    lines.push(...witnessLines('counterexample', proof.counterexample, style));
  return lines.join('\n');
}

function changeSection(changes: readonly ReportChange[], style: TextStyle): string {
  const told = changes.filter(({ kind }) => kind !== 'same');
  if (changes.length === 0) return '';
  const title = paint('who can assume what changed', 'bold', style);
  if (told.length === 0)
    return [
      title,
      ...indented(`nothing: ${count(changes.length, 'role')} with the access of before`, 2, style),
      ...assumedLines(changeAssumptions(changes), style),
    ].join('\n');
  return [
    title,
    ...told.map((change) => renderChange(change, style)),
    ...assumedLines(changeAssumptions(changes), style),
  ].join('\n');
}

function renderChange({ role, kind, gained, lost, reason }: ReportChange, style: TextStyle): string {
  const what = { added: ' is new', removed: ' is gone', changed: '', same: '', cannot_tell: ': cannot tell' }[
    kind
  ];
  return [
    ...indented(`${visible(role)}${what}`, 2, style).map((line) =>
      paint(line, kind === 'cannot_tell' ? 'yellow' : 'bold', style),
    ),
    ...(reason === undefined ? [] : indented(visible(reason), 4, style)),
    ...gained.flatMap((witness) => witnessLines('gains', witness, style, CHANGE_COLORS.gained)),
    ...lost.flatMap((witness) => witnessLines('loses', witness, style, CHANGE_COLORS.lost)),
  ].join('\n');
}

function witnessLines(
  title: string,
  witness: ReportWitness,
  style: TextStyle,
  color: Color = 'dim',
): readonly string[] {
  const claims = tellingClaims(witness);
  const longest = claims.reduce((most, [name]) => Math.max(most, name.length), 0);
  return [
    ...indented(`${title}: ${visible(witnessPhrase(witness))}`, 4, style).map((line) =>
      paint(line, color, style),
    ),
    // a value goes on in the next line: what is cut off a subject may be what matters
    ...claims.flatMap(([name, value]) => {
      const head = `      ${name.padEnd(longest)}  `;
      const width = displayWidth(head);
      return wrapTo(visible(value), style.columns - width).map(
        (line, i) => `${i === 0 ? head : ' '.repeat(width)}${line}`,
      );
    }),
  ];
}

function gapSection({ unresolved }: Report, style: TextStyle): string {
  if (unresolved.length === 0) return '';
  const entries = unresolved.flatMap((gap) => {
    const where = place(gap);
    const [first = '', ...rest] = wrapTo(`? ${visible(gap.address)}`, style.columns - 2);
    return [
      ...[first, ...rest].map((line) => `  ${paint(line, 'yellow', style)}`),
      ...(where === undefined ? [] : [`    ${paint(visible(where), 'dim', style)}`]),
      ...indented(visible(gap.reason), 4, style),
    ];
  });
  return [paint('could not be judged', 'bold', style), ...entries].join('\n');
}

/** Roles that were read and not judged in full: why, and which. */
function notJudgedSection(report: Report, style: TextStyle): string {
  const lines = rolesNotInFull(report).flatMap(({ what, because, withoutProvider, roles }) => {
    const names = roles.slice(0, MAX_NAMES).map(({ key }) => visible(key));
    const more = roles.length > names.length ? ` and ${roles.length - names.length} more` : '';
    const head = `${withoutProvider ? '·' : '?'} ${what === 'in_part' ? 'in part: ' : ''}${visible(because)}`;
    return [
      ...indented(head, 2, style).map((line) => paint(line, withoutProvider ? 'dim' : 'yellow', style)),
      ...indented(`${names.join(', ')}${more}`, 4, style),
    ];
  });
  return lines.length === 0 ? '' : [paint('not judged in full', 'bold', style), ...lines].join('\n');
}

/** What fails nothing, by the reason. */
function noticeSection({ notices = [] }: Report, style: TextStyle): string {
  if (notices.length === 0) return '';
  const byReason = new Map<string, (typeof notices)[number][]>();
  for (const notice of notices) byReason.set(notice.reason, [...(byReason.get(notice.reason) ?? []), notice]);
  const lines = [...byReason].flatMap(([reason, members]) => {
    const names = members.slice(0, MAX_NAMES).map(({ address }) => visible(address));
    const more = members.length > names.length ? ` and ${members.length - names.length} more` : '';
    return [
      ...indented(`· ${visible(reason)}`, 2, style).map((line) => paint(line, 'dim', style)),
      ...indented(`${members.length}: ${names.join(', ')}${more}`, 4, style),
    ];
  });
  return [paint('also in the input', 'bold', style), ...lines].join('\n');
}

/** Once, above the sum: what a verdict on tokens says nothing about. */
function coverageHint({ proofs, changes = [] }: Report, style: TextStyle): string {
  if (proofs.length + changes.length === 0) return '';
  return indented(NOT_COVERED_HINT, 0, style, 2)
    .map((line) => paint(line, 'dim', style))
    .join('\n');
}

function summaryLine({ summary }: Report, style: TextStyle): string {
  const { sign, color } = VERDICTS[summary.verdict];
  return wrapTo(`${sign} ${summary.headline}: ${summaryPhrases(summary).join(', ')}`, style.columns)
    .map((line) => paint(line, color, style))
    .join('\n');
}

function indented(text: string, by: number, { columns }: TextStyle, hanging = 0): readonly string[] {
  return wrapTo(text, columns - by - hanging).map(
    (line, i) => ' '.repeat(by + (i === 0 ? 0 : hanging)) + line,
  );
}
