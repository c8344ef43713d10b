import type { Report, ReportChange, ReportRole } from '../report';
import { changeAssumptions, count, place } from '../wording';
import { cards, changeCard, render } from './cards';
import { html, jsonBlock, rich, type Markup } from './markup';

/** Roles that the page shows in full. */
const MAX_ROLES = 50;

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
