import { ASSUMPTIONS, proofReason, type PageReport, type ReportRole } from '../policies/index';
import { el, rich, type Child } from './dom';
import type { Column, Sheet, Side } from './sheet';
import { badge, signOf } from './sign';

const MOST = 50;

/** A role: what it admits in plain words, who of the table can assume the role, its proofs with what they rest on, findings, its policy. */
export function roleView(sheet: Sheet, column: Column, side: Side): readonly Child[] {
  const report = sheet.reports[side];
  const role = report?.roles[column.at[side]];
  if (report === undefined || role === undefined)
    return [el('p', { class: 'muted' }, 'This version does not have the role.')];
  return [
    section('Admits', admits(role)),
    section('Of the table', ofTheTable(sheet, column, side)),
    section('For all tokens', proofs(report, role)),
    section('Findings', findings(report, role)),
    section('Facts', facts(role)),
    section('Trust policy', el('pre', { tabindex: 0 }, JSON.stringify(role.policy ?? null, undefined, 2))),
  ];
}

function section(title: string, ...content: readonly Child[]): HTMLElement {
  return el('div', { class: 'part' }, el('h4', {}, title), content);
}

function admits({ admits: lines }: ReportRole): Child {
  return lines.length === 0
    ? el('p', { class: 'muted' }, 'The report does not put it into words.')
    : el(
        'ul',
        {},
        lines.map((line) => el('li', {}, rich(line))),
      );
}

function ofTheTable(sheet: Sheet, column: Column, side: Side): readonly Child[] {
  const can = sheet.lines.filter((line) => sheet.cell(line, column, side)?.outcome === 'allow');
  const total = sheet.lines.filter((line) => line.at[side] >= 0).length;
  return [
    el('p', {}, `${can.length} of ${total} pipelines can assume it.`),
    el(
      'ul',
      { class: 'marked' },
      can
        .slice(0, MOST)
        .map((line) => el('li', {}, badge(signOf(sheet.cell(line, column, side))), ' ', line.row.label)),
    ),
    can.length > MOST ? el('p', { class: 'muted' }, `and ${can.length - MOST} more`) : undefined,
  ];
}

const VERDICTS = {
  proved: { kind: 'good', sign: '✓' },
  refuted: { kind: 'bad', sign: '✗' },
  undecided: { kind: 'open', sign: '?' },
} as const;

function proofs(report: PageReport, { key }: ReportRole): Child {
  const mine = report.proofs.filter(({ roles }) => roles.includes(key));
  if (mine.length === 0) return el('p', { class: 'muted' }, 'Nothing was asked about it.');
  const names = [...new Set(mine.flatMap(({ assumptions, needed = [] }) => [...assumptions, ...needed]))];
  return [
    el(
      'ul',
      { class: 'marked' },
      mine.map(({ verdict, property, reason, needed = [] }) => {
        const { kind, sign } = VERDICTS[verdict];
        return el(
          'li',
          {},
          el('span', { class: `tag tag-${kind}` }, `${sign} ${verdict}`),
          ' ',
          rich(property),
          el('br'),
          el(
            'span',
            { class: 'muted' },
            rich(proofReason({ property, reason })),
            needed.length === 0 ? undefined : ` · needs ${needed.join(', ')}`,
          ),
        );
      }),
    ),
    names.length === 0
      ? undefined
      : el(
          'details',
          {},
          el('summary', {}, `${names.length} assumption${names.length === 1 ? '' : 's'}`),
          el(
            'ul',
            {},
            names.map((name) => el('li', {}, rich(assumptionText(name)))),
          ),
        ),
  ];
}

/** The sentence of an assumption; its name where this version does not know it. */
function assumptionText(name: string): string {
  return Object.hasOwn(ASSUMPTIONS, name) ? ASSUMPTIONS[name as keyof typeof ASSUMPTIONS].text : name;
}

function findings(report: PageReport, { key }: ReportRole): Child {
  const mine = report.findings.filter(({ role }) => role === key);
  if (mine.length === 0) return el('p', { class: 'muted' }, 'No check found anything.');
  return el(
    'ul',
    { class: 'marked' },
    mine.map(({ severity, check, message, fix }) => {
      const kind = { error: 'bad', warning: 'open', note: 'plain' }[severity];
      return el(
        'li',
        {},
        el('span', { class: `tag tag-${kind}` }, severity),
        ' ',
        el('code', {}, check),
        ' ',
        rich(message),
        el('br'),
        el('span', { class: 'fix' }, rich(fix)),
      );
    }),
  );
}

function facts({ judged, because, address, name, account, issuer, clientIds }: ReportRole): HTMLElement {
  const known: readonly (readonly [string, string | undefined])[] = [
    [
      'judged',
      judged === undefined ? undefined : `${judged === 'in_part' ? 'in part' : 'no'}: ${because ?? ''}`,
    ],
    ['address', address],
    ['name', name],
    ['account', account],
    ['issuer', issuer],
    ['audiences', clientIds?.join(', ')],
  ];
  return el(
    'dl',
    { class: 'facts' },
    known.flatMap(([title, value]) =>
      value === undefined ? [] : [el('dt', {}, title), el('dd', {}, value)],
    ),
  );
}
