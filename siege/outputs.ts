import { parseAllDocuments } from 'yaml';
import { OBEYED } from './command-line';

/** The formats that one run of `check` writes side by side. */
export const OUTPUTS = [
  'pretty',
  'json',
  'junit',
  'sarif',
  'codequality',
  'github',
  'markdown',
  'html',
] as const;

type Output = (typeof OUTPUTS)[number] | 'pipeline';

/** What the payloads of the siege bring, as markup. */
const MARKUP = /<\/?siege|<script><siege/i;

/** Whether there is an element of a stranger, or a tag with an attribute of one. */
function hasMarkup(text: string): boolean {
  const tags = text.match(/<[a-z](?:[^<>"]|"[^"]*")*>/gi) ?? [];
  return MARKUP.test(text) || tags.some((tag) => /\bonsiege=/i.test(tag.replaceAll(/"[^"]*"/g, '')));
}

/** How a name of a stranger got out of its place in an output; `undefined`: it did not. An empty output was not written. */
export function wrongOutput(format: Output, text: string): string | undefined {
  if (text === '') return undefined;
  switch (format) {
    case 'json':
    case 'sarif':
    case 'codequality':
      JSON.parse(text);
      return undefined;
    case 'pretty':
      return OBEYED.test(text) ? 'a control character' : undefined;
    case 'github':
      return inCommands(text);
    case 'junit':
      return inXml(text);
    case 'markdown':
      return inMarkdown(text);
    case 'html':
      return inPage(text);
    case 'pipeline':
      return inPipeline(text);
  }
}

/** Every line that the runner would obey is one that refgate writes. @see https://docs.github.com/actions/reference/workflow-commands-for-github-actions */
function inCommands(text: string): string | undefined {
  if (OBEYED.test(text)) return 'a control character';
  const odd = text
    .split('\n')
    .find((line) => /^\s*(?:::|##\[)/.test(line) && !/^::(?:error|warning|notice) [^:]*::/.test(line));
  return odd === undefined && !/^::error::siege/m.test(text) ? undefined : 'a command of a stranger';
}

/** Tags are balanced, and none is of a stranger. */
function inXml(text: string): string | undefined {
  if (OBEYED.test(text)) return 'a control character';
  if (hasMarkup(text)) return 'markup of a stranger';
  const open: string[] = [];
  const rest = text
    .replace(/^<\?xml[^>]*\?>/, '')
    .replaceAll(
      /<(\/?)([A-Za-z][\w-]*)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>/g,
      (_all, end, name: string, _attributes, empty) => {
        if (end === '/') return open.pop() === name ? '' : '<';
        if (empty === '') open.push(name);
        return '';
      },
    );
  if (rest.includes('<') || open.length > 0) return 'not well formed';
  return /&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[0-9a-f]+);)/i.test(rest) ? 'an entity that is none' : undefined;
}

/** No raw markup, no link of a stranger, and every row of a table has as many cells as its head. */
function inMarkdown(text: string): string | undefined {
  if (OBEYED.test(text)) return 'a control character';
  const outsideCode = text.replaceAll(/\\.|(`+)(?!`)[^\n]*?(?<!`)\1(?!`)/g, '');
  if (hasMarkup(outsideCode)) return 'markup of a stranger';
  if (/\]\(javascript:/.test(outsideCode)) return 'a link of a stranger';
  if (/^# siege/m.test(text)) return 'a heading of a stranger';
  let width: number | undefined;
  for (const line of text.split('\n')) {
    if (!line.startsWith('|')) {
      width = undefined;
      continue;
    }
    const cells = line.replaceAll(/\\\\|\\\|/g, '').split('|').length;
    if (width !== undefined && cells !== width) return 'a row with more or fewer cells';
    width = cells;
  }
  return undefined;
}

/** Nothing of a stranger is markup, and the data ends where it ends. */
function inPage(text: string): string | undefined {
  const islands = [...text.matchAll(/<script\b[^>]*>([\s\S]*?)<\/script>/g)];
  for (const [whole, inside = ''] of islands) {
    if (!whole.includes('application/json')) continue;
    if (/<[/!s]/i.test(inside)) return 'markup in the data of the page';
    JSON.parse(inside);
  }
  const rest = text.replaceAll(/<(script|style)\b[^>]*>[\s\S]*?<\/\1>/g, '');
  if (hasMarkup(rest)) return 'markup of a stranger';
  return /(?:href|src)="\s*javascript:/i.test(rest) ? 'a link of a stranger' : undefined;
}

/** What is written is YAML, and no job or command of it is a stranger's. */
function inPipeline(text: string): string | undefined {
  const documents = parseAllDocuments(text);
  if (!Array.isArray(documents) || documents.length !== 1) return 'not one document';
  if (documents[0]!.errors.length > 0) return 'not YAML';
  return OBEYED.test(text.replaceAll('\r\n', '')) ? 'a control character' : undefined;
}
