import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

export const root = join(__dirname, '../..');

/** What a file asks for. */
export interface Import {
  readonly from: string;
  readonly specifier: string;
}

/** Sources below a folder; absolute. */
function sources(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts') && !file.includes('node_modules'));
}

/** Every file of code that is no test; absolute. */
export const files: readonly string[] = [
  ...['policies', 'modules', 'net', 'cli', 'page', 'bench', 'siege', 'examples'].flatMap((folder) =>
    sources(join(root, folder)),
  ),
  join(root, 'main.ts'),
].filter((file) => existsSync(file));

/** Specifiers of static imports and re-exports, dynamic imports and requires; comments and strings elsewhere do not count. */
export function importsOf(file: string): readonly Import[] {
  const code = readFileSync(file, 'utf8')
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/^\s*\/\/.*$/gm, '');
  const pattern =
    /(?:^|\n)\s*(?:import|export)\b[^'";]*?\bfrom\s*'([^']+)'|(?:^|\n)\s*import\s*'([^']+)'|\b(?:import|require)\s*\(\s*'([^']+)'\s*\)/g;
  return [...code.matchAll(pattern)].map((match) => ({
    from: file,
    specifier: (match[1] ?? match[2] ?? match[3]) as string,
  }));
}

/** `policies/trust` for everything in that folder, `policies/errors` for the file, `modules` for the whole folder. */
export function layerOf(file: string): string {
  const path = relative(root, file).replace(/\.ts$/, '');
  const [top = '', second] = path.split('/');
  return top === 'policies' && second !== undefined ? `policies/${second}` : top;
}

/** The file that a relative import means; absolute. */
export function resolveImport({ from, specifier }: Import): string {
  const base = join(dirname(from), specifier);
  if (specifier.endsWith('.json')) return base;
  if (existsSync(`${base}.ts`)) return `${base}.ts`;
  return existsSync(base) && statSync(base).isDirectory() ? join(base, 'index.ts') : `${base}.ts`;
}

export const packageOf = (specifier: string): string =>
  specifier.startsWith('node:')
    ? 'node:*'
    : specifier
        .split('/')
        .slice(0, specifier.startsWith('@') ? 2 : 1)
        .join('/');

/** `policies/automata/pattern.ts`, and the file that one of its imports means; packages and data are omitted. */
export interface Edge {
  readonly from: string;
  readonly to: string;
}

/** The imports of files by files. */
export const edgesOf = (from: readonly string[]): readonly Edge[] =>
  from.flatMap((file) =>
    importsOf(file)
      .filter(({ specifier }) => specifier.startsWith('.') && !specifier.endsWith('.json'))
      .map((entry) => ({ from: relative(root, file), to: relative(root, resolveImport(entry)) })),
  );
