import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A name that an index exports, with the text that declares it. */
export interface ExportedName {
  readonly name: string;
  /** From the root of the repository. */
  readonly file: string;
  readonly kind: 'function' | 'class' | 'const' | 'interface' | 'type';
  /** The docstring without its stars; empty where there is none. */
  readonly doc: string;
  /** The declaration up to its body or value. */
  readonly signature: string;
}

const root = join(__dirname, '../..');

/** Everything that an index exports, in alphabetical order. @throws Error when a name cannot be found */
export function exportedNames(index: string): readonly ExportedName[] {
  return reExports(index)
    .map(({ name, from }) => find(name, from))
    .toSorted((a, b) => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1));
}

interface ReExport {
  readonly name: string;
  readonly from: string;
}

function reExports(file: string): readonly ReExport[] {
  const text = readFileSync(join(root, file), 'utf8');
  return [...text.matchAll(/^export (?:type )?\{([^}]*)\} from '([^']+)';/gm)].flatMap(
    ([, names = '', path = '']) =>
      names
        .split(',')
        .map((name) => name.replace(/\btype\b/, '').trim())
        .filter((name) => name !== '')
        .map((name) => ({ name, from: fileOf(join(dirname(file), path)) })),
  );
}

const fileOf = (path: string): string =>
  existsSync(join(root, `${path}.ts`)) ? `${path}.ts` : `${path}/index.ts`;

function find(name: string, file: string): ExportedName {
  const text = readFileSync(join(root, file), 'utf8');
  const declared = new RegExp(
    `((?:/\\*\\*(?:(?!\\*/)[\\s\\S])*\\*/\\n)?)^export (?:declare )?(?:abstract )?(?:async )?(function|class|const|interface|type) ${name}\\b`,
    'm',
  ).exec(text);
  if (declared !== null) {
    const [whole, comment = '', kind] = declared;
    const start = declared.index + comment.length;
    return {
      name,
      file,
      kind: kind as ExportedName['kind'],
      doc: docOf(comment),
      signature: signatureAt(text, start, declared.index + whole.length, kind as ExportedName['kind']),
    };
  }
  const further = reExports(file).find((entry) => entry.name === name);
  if (further === undefined) throw new Error(`${file} does not export ${name}`);
  return find(name, further.from);
}

function docOf(comment: string): string {
  return comment
    .replace(/^\/\*\*|\*\/\s*$/g, '')
    .replace(/^\s*\* ?/gm, '')
    .trim();
}

/** A function ends where its body begins, a constant at its value, a type at its end; a class is told by its name. */
function signatureAt(text: string, start: number, afterName: number, kind: ExportedName['kind']): string {
  const head = (end: number): string =>
    text.slice(start, end).replace('export ', '').replace('async ', '').trim();
  if (kind === 'class') return head(text.indexOf('{', afterName));
  if (kind === 'function') return head(bodyStart(text, afterName));
  if (kind === 'const') return head(text.indexOf(' =', afterName));
  if (kind === 'interface') return head(text.indexOf('\n}', afterName) + 2);
  return head(text.indexOf(';\n', afterName));
}

/** Where the body of a function begins: the first `{` at the end of a line outside of brackets. */
function bodyStart(text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < text.length; at += 1) {
    const sign = text[at] as string;
    if (depth === 0 && sign === '{' && text[at + 1] === '\n') return at;
    if ('([{'.includes(sign)) depth += 1;
    if (')]}'.includes(sign)) depth -= 1;
  }
  throw new Error('a function without a body');
}
