import { exportedNames, type ExportedName } from './exported-names';
import { code, GENERATED, table } from './markdown';

/** The page about an entry point of the package, from the docstrings of what its index exports. */
export function libraryReference(title: string, specifier: string, index: string, intro: string): string {
  const names = exportedNames(index);
  const callable = names.filter(({ kind }) => kind !== 'interface' && kind !== 'type');
  const types = names.filter(({ kind }) => kind === 'interface' || kind === 'type');
  return `${[
    GENERATED,
    `# ${title}`,
    intro,
    `\`\`\`ts\nimport { ${callable[0]?.name} } from '${specifier}';\n\`\`\``,
    '## Functions, classes and constants',
    ...callable.map(entryText),
    '## Types',
    table(
      ['type', 'is'],
      types.map(({ name, file, doc }) => [`[\`${name}\`](../../${file})`, firstParagraph(doc)]),
    ),
  ].join('\n\n')}\n`;
}

function entryText({ name, file, doc, signature }: ExportedName): string {
  const { prose, tags } = splitDoc(doc);
  return [
    `### ${name}`,
    `\`\`\`ts\n${signature}\n\`\`\``,
    ...(prose === '' ? [] : [plain(prose)]),
    ...(tags.length === 0 ? [] : [tags.map(tagText).join('\n')]),
    `[${file}](../../${file})`,
  ].join('\n\n');
}

interface Tag {
  readonly name: string;
  readonly text: string;
}

function splitDoc(doc: string): { readonly prose: string; readonly tags: readonly Tag[] } {
  const [prose = '', ...rest] = doc.split(/(?:^|\s)(?=@(?:param|returns|throws|default|see)\b)/);
  const tags = rest.map((part): Tag => {
    const [, name = '', text = ''] = /^@(\w+)\s*([\s\S]*)$/.exec(part) ?? [];
    return { name, text: text.replace(/\s+/g, ' ').trim() };
  });
  return { prose: prose.trim(), tags };
}

function tagText({ name, text }: Tag): string {
  if (name === 'see') return `- see <${text}>`.replace(/<(?!https)(.*)>$/, '$1');
  if (name === 'param') {
    const [, parameter = '', rest = ''] = /^(\S+)\s*(.*)$/.exec(text) ?? [];
    return `- ${code(parameter)}: ${plain(rest)}`;
  }
  return `- ${name} ${plain(text)}`;
}

function firstParagraph(doc: string): string {
  return plain(splitDoc(doc).prose.split(/\n\s*\n/)[0] ?? '');
}

/** A docstring as Markdown: links of its own kind become their text, code that is set in becomes a block. */
function plain(text: string): string {
  return text
    .replace(
      /\{@link\s+([^}\s]+)(?:\s+([^}]+))?\}/g,
      (_, target: string, words?: string) => words ?? `\`${target}\``,
    )
    .replace(/^(?: {4}.*\n?)+/gm, (block) => `\`\`\`ts\n${block.replace(/^ {4}/gm, '').trimEnd()}\n\`\`\`\n`)
    .replace(/[ \t]*\n[ \t]*(?=\S)/g, '\n');
}
