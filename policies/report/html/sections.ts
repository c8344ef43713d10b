import { markOf, PROOF_SIGNS } from '../mark';
import type {
  Report,
  ReportChange,
  ReportFinding,
  ReportGap,
  ReportNotice,
  ReportProof,
  ReportRole,
  ReportWitness,
} from '../report';
import {
  brokenCells,
  brokenPromise,
  changeAssumptions,
  count,
  gaining,
  place,
  proofReason,
  roleCounts,
  rolesNotInFull,
  witnessPhrase,
  type BrokenCell,
} from '../wording';
import { html, jsonBlock, rich, type Markup } from './markup';
import { markBadge } from './static-matrix';

/** Entries of a list that the page holds as text; the rest is in the report's JSON, and each role shows its own. */
const MOST = 100;
const MAX_ROLES = 50;
/** Entries that stand open; the rest of them is folded. */
const OPEN = 6;

/** What somebody must look at, the worst first; nothing when all holds. */
export function attention(report: Report): Markup {
  const broken = brokenCells(report);
  const entries = [
    ...render(
      broken.filter(({ cell }) => cell.outcome === 'allow'),
      brokenCard,
    ),
    ...render(
      report.proofs.filter(({ verdict }) => verdict === 'refuted'),
      proofCard,
    ),
    ...render(
      report.findings.filter(({ severity }) => severity === 'error'),
      findingCard,
    ),
    ...render(gaining(report.changes), changeCard),
    ...render(
      broken.filter(({ cell }) => cell.outcome !== 'allow'),
      brokenCard,
    ),
    ...render(
      report.proofs.filter(({ verdict }) => verdict === 'undecided'),
      proofCard,
    ),
    ...render(report.unresolved, gapCard),
    ...render(
      (report.changes ?? []).filter(({ kind, gained }) => kind === 'cannot_tell' && gained.length === 0),
      changeCard,
    ),
    ...render(report.notices ?? [], gapCard),
    ...render(
      rolesNotInFull(report).filter(({ withoutProvider }) => !withoutProvider),
      notJudgedCard,
    ),
    ...render(
      report.findings.filter(({ severity }) => severity === 'warning'),
      findingCard,
    ),
  ];
  const { verdict, headline } = report.summary;
  if (entries.length === 0 && verdict !== 'holds')
    return html`<p class="empty">
      <span class="mark mark-unknown" aria-hidden="true">?</span> ${capital(headline)}:
      ${roleCounts(report.summary.roles)}.
    </p>`;
  return entries.length === 0
    ? html`<p class="empty">
        <span class="mark mark-can" aria-hidden="true">✓</span> Nothing needs attention.
      </p>`
    : cards(entries);
}

function brokenCard({ row, role, cell }: BrokenCell): Markup {
  return html`<li class="card card-${cell.outcome === 'undetermined' ? 'open' : 'bad'}">
    <h3>
      ${markBadge(markOf(cell))} <span class="name">${row.label}</span> <span class="muted">at role</span>
      <span class="name">${role.key}</span>
    </h3>
    <p>${capital(brokenPromise(cell))}: ${rich(cell.reason)}</p>
    ${cell.advice.map((text) => html`<p class="fix">${rich(text)}</p>`)} ${source(row)}
  </li> `;
}

function gapCard(gap: ReportGap | ReportNotice): Markup {
  return html`<li class="card card-open">
    <h3><span class="tag tag-open">? not judged</span> <span class="name">${gap.address}</span></h3>
    <p>${rich(gap.reason)}</p>
    ${source(gap)}
  </li> `;
}

function notJudgedCard({ what, because, roles: members }: ReturnType<typeof rolesNotInFull>[number]): Markup {
  const names = members.slice(0, OPEN).map(({ key }) => html` <span class="name">${key}</span>`);
  const rest = members.length - names.length;
  return html`<li class="card card-open">
    <h3>
      <span class="tag tag-open">? ${what === 'in_part' ? 'judged in part' : 'not judged'}</span>${names}${
        rest > 0 ? ` and ${rest} more` : undefined
      }
    </h3>
    <p>${rich(because)}</p>
  </li> `;
}

function proofCard(proof: ReportProof): Markup {
  const kind = proof.verdict === 'undecided' ? 'open' : 'bad';
  return html`<li class="card card-${kind}">
    <h3>
      <span class="tag tag-${kind}">${PROOF_SIGNS[proof.verdict].sign} ${proof.verdict}</span>
      ${rich(proof.property)}
    </h3>
    <p>${rich(proofReason(proof))}</p>
    ${proof.counterexample === undefined ? undefined : witness('Counterexample', proof.counterexample)}
    ${source(proof)}
  </li> `;
}

function findingCard(finding: ReportFinding): Markup {
  const kind = { error: 'bad', warning: 'open', note: 'plain' }[finding.severity];
  const sign = { error: '✗', warning: '!', note: 'i' }[finding.severity];
  return html`<li class="card card-${kind}">
    <h3>
      <span class="tag tag-${kind}">${sign} ${finding.severity}</span> <code>${finding.check}</code>
      <span class="muted">at role</span> <span class="name">${finding.role}</span>
    </h3>
    <p>${rich(finding.message)}</p>
    ${(finding.tokens ?? []).map((token) => witness('Token', token))}
    <p class="fix">${rich(finding.fix)}</p>
    ${source(finding)}
  </li> `;
}

/** Notes: errors and warnings need attention and are there. */
export function notes({ findings }: Report): Markup | undefined {
  const others = findings.filter(({ severity }) => severity === 'note');
  return others.length === 0 ? undefined : cards(render(others, findingCard));
}

/** Which access was gained and lost. */
export function changes(list: readonly ReportChange[]): Markup {
  const told = list.filter(({ kind, reason }) => kind !== 'same' || reason !== undefined);
  const needs = changeAssumptions(list);
  const rests =
    needs.length === 0
      ? undefined
      : html`<p class="muted">That nothing is gained needs: ${needs.join(', ')}.</p>`;
  if (list.some(({ kind }) => kind !== 'same')) return html`${cards(render(told, changeCard))}${rests}`;
  const nothing = html`<p class="empty">
    <span class="mark mark-can" aria-hidden="true">✓</span> Nobody gained or lost access:
    ${count(list.length, 'role')} with the access of before.
  </p>`;
  return html`${nothing}${told.length === 0 ? undefined : html` ${cards(render(told, changeCard))}`}${rests}`;
}

function changeCard({ role, kind, gained, lost, reason }: ReportChange): Markup {
  return html`<li class="card card-${kind === 'cannot_tell' ? 'open' : 'plain'}">
    <h3><span class="name">${role}</span> ${tagOfChange(kind)}</h3>
    ${reason === undefined ? undefined : html`<p>${rich(reason)}</p>`}
    ${gained.map((entry) => witness('+ gained', entry))} ${lost.map((entry) => witness('− lost', entry))}
  </li> `;
}

function tagOfChange(kind: ReportChange['kind']): Markup | undefined {
  switch (kind) {
    case 'added':
      return html`<span class="tag tag-plain">new role</span>`;
    case 'removed':
      return html`<span class="tag tag-plain">role removed</span>`;
    case 'cannot_tell':
      return html`<span class="tag tag-open">? cannot tell</span>`;
    case 'same':
      return html`<span class="tag tag-plain">the same access</span>`;
    case 'changed':
      return undefined;
  }
}

function witness(title: string, { claims, pipeline }: ReportWitness): Markup {
  return html`<details class="witness">
    <summary>${title}: <span class="name">${witnessPhrase({ claims, pipeline })}</span></summary>
    ${jsonBlock(claims)}
  </details>`;
}

/** Every role with what it admits and its policy. */
export function roles(report: Report): Markup {
  if (report.roles.length === 0) return html`<p class="empty">No role was found.</p>`;
  const shown = report.roles.slice(0, MAX_ROLES);
  const rest = report.roles.length - shown.length;
  return html`<div class="roles">${shown.map(roleEntry)}</div>
    ${rest === 0 ? undefined : html`<p class="note">and ${rest} more: pick one in the matrix.</p>`}`;
}

function roleEntry(role: ReportRole, index: number): Markup {
  const facts = [
    [
      'judged',
      role.judged === undefined
        ? undefined
        : `${role.judged === 'in_part' ? 'in part' : 'no'}: ${role.because}`,
    ],
    ['address', role.address],
    ['name', role.name],
    ['account', role.account],
    ['issuer', role.issuer],
    [
      'permissions',
      role.permissions === undefined
        ? undefined
        : `${role.permissions.level}: ${role.permissions.because.replaceAll('`', '')}`,
    ],
    ['audiences', role.clientIds?.join(', ')],
    ['only if', role.request?.words.join(' and ').replaceAll('`', '')],
    ['without a token', role.breakGlass?.replaceAll('`', '')],
    ['declared at', place(role)],
  ].filter((fact): fact is [string, string] => fact[1] !== undefined);
  return html`<details class="role" id="role-${index}">
    <summary><span class="name">${role.key}</span></summary>
    ${admits(role)}
    <dl class="facts">
      ${facts.map(
        ([name, value]) =>
          html`<dt>${name}</dt>
            <dd>${value}</dd>`,
      )}
    </dl>
    <details>
      <summary>Trust policy</summary>
      ${jsonBlock(role.policy)}
    </details>
  </details> `;
}

function admits({ admits: lines }: ReportRole): Markup {
  return lines.length === 0
    ? html`<p class="muted">What it admits was not put into words.</p>`
    : html`<ul class="admits">
        ${lines.map((line) => html`<li>${rich(line)}</li>`)}
      </ul>`;
}

function source(item: Parameters<typeof place>[0]): Markup | undefined {
  const where = place(item);
  return where === undefined ? undefined : html`<p class="source">${where}</p>`;
}

/** What the page shows of a list, and how many there are beyond it. */
function render<T>(items: readonly T[], show: (item: T) => Markup): readonly Markup[] {
  const rest = items.length - MOST;
  const shown = items.slice(0, MOST).map(show);
  return rest > 0 ? [...shown, html`<li class="note">and ${rest} more</li>`] : shown;
}

/** The first few stand open, the others are folded. */
function cards(entries: readonly Markup[]): Markup {
  const folded = entries.slice(OPEN);
  const open = html`<ul class="cards">
    ${entries.slice(0, OPEN)}
  </ul>`;
  return folded.length === 0
    ? open
    : html`${open}
        <details class="rest">
          <summary>${folded.length} more</summary>
          <ul class="cards">
            ${folded}
          </ul>
        </details>`;
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
