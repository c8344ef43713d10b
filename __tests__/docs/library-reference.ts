import { exportedNames, type ExportedName } from './exported-names';
import { code, GENERATED, table } from './markdown';

/** Folders of `policies/`, in the order in which a policy passes through them. */
const LAYERS: Readonly<Record<string, string>> = {
  federation: 'What is declared',
  limits: 'What AWS and GitLab refuse',
  grant: 'What is meant',
  gitlab: 'What may arrive',
  issuers: 'Who mints tokens',
  context: 'What STS makes of a token',
  'arn.ts': 'Names of what is in AWS',
  trust: 'The policy language',
  artifact: 'What was written, read back',
  evaluate: 'One token',
  'severity.ts': 'How bad a finding is',
  advice: 'Why a token is refused, and the fix',
  prove: 'All tokens',
  certificate: 'Proofs as files',
  catalog: 'What is refused',
  judge: 'A whole artifact',
  report: 'How it is said',
  sts: 'A simulated STS',
  doctor: 'An issuer',
  audit: 'What was seen of accounts and a GitLab',
  pull: 'A declaration as GitLab has it',
  ci: 'In a pipeline',
  'known-errors': 'What an error message means',
  'ci-lint': 'CI files: what keeps jobs from credentials',
  automata: 'Sets of small integers',
  'errors.ts': 'Errors',
};

/** The page about an entry point of the package, from the docstrings of what its index exports. */
export function libraryReference(title: string, index: string, intro: string, example: string): string {
  const names = exportedNames(index);
  const callable = names.filter(({ kind }) => kind !== 'interface' && kind !== 'type');
  const types = names.filter(({ kind }) => kind === 'interface' || kind === 'type');
  return `${[
    GENERATED,
    `# ${title}`,
    intro,
    `\`\`\`ts\n${published(example)}\n\`\`\``,
    ...layersOf(callable),
    '## Types',
    table(
      ['type', 'is'],
      types.map(({ name, file, doc }) => [`[\`${name}\`](../../${file})`, firstParagraph(doc)]),
    ),
  ].join('\n\n')}\n`;
}

/** An example of the repository as somebody writes it who has the package. */
function published(example: string): string {
  return example
    .replace("'../../policies/index'", "'refgate'")
    .replace("'../../modules/index'", "'refgate/modules'")
    .trim();
}

function layersOf(names: readonly ExportedName[]): readonly string[] {
  const layerOf = ({ file }: ExportedName): string => file.split('/')[1] as string;
  if (names.every(({ file }) => !file.startsWith('policies/')))
    return ['## Functions, classes and constants', ...names.map(entryText)];
  const unknown = names.find((name) => LAYERS[layerOf(name)] === undefined);
  if (unknown !== undefined) throw new Error(`${unknown.file} is in no layer of the page`);
  return Object.entries(LAYERS).flatMap(([layer, heading]) => {
    const within = names.filter((name) => layerOf(name) === layer);
    return within.length === 0 ? [] : [`## ${heading}`, ...within.map(entryText)];
  });
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
