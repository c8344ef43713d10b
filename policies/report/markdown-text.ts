import { visible } from './visible';

const PUNCTUATION = /[!-/:-@[-`{-~]/g;

/**
 * User text as inline code, where neither Markdown nor GitLab's references (`@name`, `#1`, `!2`, `:emoji:`) mean anything. Text with a
 * backtick or a pipe, which no code span in a table can hold, is written as `<code>` with every mark as an entity.
 */
export function code(text: string): string {
  const shown = visible(text);
  if (shown !== '' && !/[`|]|^ | $/.test(shown)) return `\`${shown}\``;
  return `<code>${shown.replace(PUNCTUATION, (mark) => `&#${mark.charCodeAt(0)};`).replace(/^ | $|(?<= ) /g, '&#32;')}</code>`;
}

/** A sentence of refgate's: what is in backticks becomes code, nothing else is markup. */
export function prose(text: string): string {
  return visible(text)
    .split(/(`[^`]*`)/)
    .map((part, i) => (i % 2 === 1 ? code(part.slice(1, -1)) : plain(part)))
    .join('');
}

function plain(text: string): string {
  return text
    .replace(/[\\`*_{}[\]<>#+!~@$^&%=]/g, '\\$&')
    .replaceAll('|', '&#124;')
    .replace(/^(\d+)([.)])/, '$1\\$2')
    .replace(/^-/, '\\-');
}

/** A link on Markdown; the address is one that refgate made. */
export function linked(markdown: string, url: string): string {
  return `[${markdown}](${url.replace(/[\s()<>]/g, encodeURIComponent).replace(/[()]/g, (mark) => (mark === '(' ? '%28' : '%29'))})`;
}

/** A table; cells are Markdown already. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** A fenced block, whose fence is longer than every run of backticks in it. */
export function fenced(language: string, text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text}\n${fence}`;
}

/** Something that opens on demand. */
export function details(summary: string, body: string): string {
  return `<details>\n<summary>${summary}</summary>\n\n${body}\n\n</details>`;
}
