import { visible } from '../visible';
import { escapeXml } from '../xml';

/** HTML that is safe as written. Only {@link html} makes it of user text. */
export interface Markup {
  readonly kind: 'markup';
  readonly text: string;
}

type Part = Markup | string | number | undefined | readonly Part[];

/**
 * Template tag: whatever is put in is text, visible and escaped, unless it is markup itself. Values in attributes are in double
 * quotes.
 */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  const text = strings.map((string, i) => string + (i < parts.length ? render(parts[i]) : '')).join('');
  return { kind: 'markup', text };
}

/** Markup that needs no escaping because no user wrote it. */
export function trusted(text: string): Markup {
  return { kind: 'markup', text };
}

function render(part: Part): string {
  if (part === undefined) return '';
  if (typeof part === 'string' || typeof part === 'number') return escapeXml(String(part));
  if ('kind' in part) return part.text;
  return part.map(render).join('');
}

/** A sentence of refgate's: what is in backticks becomes code. */
export function rich(text: string): Markup {
  const parts = visible(text)
    .split(/(`[^`]*`)/)
    .map((part, i) => (i % 2 === 1 ? html`<code>${part.slice(1, -1)}</code>` : html`${part}`));
  return html`${parts}`;
}

/** JSON as text of several lines. */
export function jsonBlock(value: unknown): Markup {
  const lines = JSON.stringify(value ?? null, undefined, 2).split('\n');
  return html`<pre tabindex="0">${trusted(lines.map(escapeXml).join('\n'))}</pre>`;
}
