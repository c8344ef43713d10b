/** A table in GitHub's Markdown, laid out as prettier does. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = [head, ...rows].map((row) =>
    row.map((cell) => cell.replaceAll('|', '\\|').replace(/\s*\n\s*/g, ' ')),
  );
  const widths = head.map((_, column) => Math.max(3, ...cells.map((row) => width(row[column] ?? ''))));
  const line = (row: readonly string[]): string =>
    `| ${widths.map((most, column) => pad(row[column] ?? '', most)).join(' | ')} |`;
  const [first = [], ...rest] = cells;
  return [line(first), `| ${widths.map((most) => '-'.repeat(most)).join(' | ')} |`, ...rest.map(line)].join(
    '\n',
  );
}

const width = (text: string): number => Array.from(text).length;
const pad = (text: string, most: number): string => text + ' '.repeat(Math.max(0, most - width(text)));

/** Text as code, whatever it holds. */
export function code(text: string): string {
  return text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``;
}

/** What stands on top of a page that nobody edits. */
export const GENERATED = '<!-- Written by `npm run docs`: change the code, not this page. -->';
