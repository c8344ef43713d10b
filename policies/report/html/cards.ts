import type { Report, ReportChange, ReportGap, ReportNotice, ReportWitness } from '../report';
import { place, witnessPhrase } from '../wording';
import { html, jsonBlock, rich, type Markup } from './markup';

/** Entries of a list that the page holds as text; the rest is in the report's JSON, and each role shows its own. */
const MAX_ENTRIES = 100;
/** Entries that stand open; the rest of them is folded. */
export const OPEN_ENTRIES = 6;

/** What the page shows of a list, and how many there are beyond it. */
export function render<T>(items: readonly T[], show: (item: T) => Markup): readonly Markup[] {
  const rest = items.length - MAX_ENTRIES;
  const shown = items.slice(0, MAX_ENTRIES).map(show);
  return rest > 0 ? [...shown, html`<li class="note">and ${rest} more</li>`] : shown;
}

/** The first few stand open, the others are folded. */
export function cards(entries: readonly Markup[]): Markup {
  const folded = entries.slice(OPEN_ENTRIES);
  const open = html`<ul class="cards">
    ${entries.slice(0, OPEN_ENTRIES)}
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

/** A token that shows something: in words, its subject, and in full on demand. */
export function witness(title: string, { claims, pipeline }: ReportWitness): Markup {
  const phrase = witnessPhrase({ claims, pipeline });
  const { sub } = claims;
  const subject =
    pipeline === undefined || typeof sub !== 'string'
      ? undefined
      : html`<p class="source"><span class="muted">sub</span> ${sub}</p>`;
  return html`<details class="witness">
      <summary>${title}: <span class="name">${pipeline === undefined ? phrase : rich(phrase)}</span></summary>
      ${jsonBlock(claims)}
    </details>
    ${subject}`;
}

export function gapCard(gap: ReportGap | ReportNotice): Markup {
  return html`<li class="card card-open">
    <h3><span class="tag tag-open">? not judged</span> <span class="name">${gap.address}</span></h3>
    <p>${rich(gap.reason)}</p>
    ${source(gap)}
  </li> `;
}

export function changeCard({ role, kind, gained, lost, reason }: ReportChange): Markup {
  const look = kind === 'cannot_tell' ? 'open' : gained.length > 0 ? 'bad' : 'plain';
  return html`<li class="card card-${look}">
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

export function source(item: Pick<Report['rows'][number], 'position'>): Markup | undefined {
  const where = place(item);
  return where === undefined ? undefined : html`<p class="source">${where}</p>`;
}

export function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
