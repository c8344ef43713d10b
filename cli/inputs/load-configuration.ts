import { readFile, readdir } from 'node:fs/promises';
import { join, posix } from 'node:path';
import {
  RefgateError,
  parseJsonText,
  type ConfigurationFile,
  type ConfigurationSource,
} from '../../policies/index';
import type { Terminal } from '../output/terminal';
import { hclToJson } from './hcl';
import type { InputOptions } from './input';
import { readVariables } from './variables';
import { companionTexts } from './companion-texts';

/** A root module with more directories than this is refused: a `source` may have gone in circles. */
const MAX_DIRECTORIES = 500;

/**
 * Reads a root module and every module that it calls by a local path or that `terraform init` has fetched.
 * @param root where it is
 * @param name what the user calls it
 * @param only one file instead of all
 * @throws RefgateError `ERR_INPUT_READ` · `ERR_TERRAFORM`: a file that does not parse · `ERR_USAGE`: a variable that is none
 */
export async function loadConfiguration(
  root: string,
  name: string,
  terminal: Terminal,
  options: InputOptions,
  only?: string,
): Promise<ConfigurationSource> {
  const installed = await installedModules(root);
  const directories = new Map<string, readonly ConfigurationFile[]>();
  const open = ['.', ...installed.values()];
  for (let next = open.shift(); next !== undefined; next = open.shift()) {
    if (directories.has(next)) continue;
    if (directories.size >= MAX_DIRECTORIES) {
      throw new RefgateError({
        code: 'ERR_TERRAFORM',
        message: `\`${name}\` calls modules in more than ${MAX_DIRECTORIES} directories`,
      });
    }
    const files = await filesIn(root, next, name, next === '.' ? only : undefined);
    if (files === undefined) continue;
    directories.set(next, files);
    open.push(...files.flatMap(localSources).map((source) => directoryPath(posix.join(next ?? '.', source))));
  }
  const rootFiles = directories.get('.') ?? [];
  return {
    root: '.',
    directories,
    installed,
    texts: await companionTexts(root, directories),
    variables: await readVariables(root, name, rootFiles, terminal, options),
    defaults: {
      ...(options.account === undefined ? {} : { account: options.account }),
      ...(options.partition === undefined ? {} : { partition: options.partition }),
    },
  };
}

async function filesIn(
  root: string,
  directory: string,
  name: string,
  only: string | undefined,
): Promise<readonly ConfigurationFile[] | undefined> {
  const names = await namesIn(join(root, directory));
  const chosen = names?.filter((file) =>
    only === undefined ? /^[^.#].*\.tf(?:\.json)?$/.test(file) : file === only,
  );
  if (chosen === undefined) return undefined;
  const files: ConfigurationFile[] = [];
  for (const file of chosen.toSorted()) {
    const text = await readFile(join(root, directory, file), 'utf8');
    const path = posix.join(name, directory, file);
    files.push(await parsedFile(text, path));
  }
  return files;
}

async function parsedFile(text: string, path: string): Promise<ConfigurationFile> {
  if (!path.endsWith('.json')) return { path, text, syntax: 'hcl', body: await hclToJson(text, path) };
  const parsed = parseJsonText(text, path);
  if (!parsed.ok) throw new RefgateError(parsed.problem);
  return { path, text, syntax: 'json', body: parsed.value };
}

async function namesIn(directory: string): Promise<readonly string[] | undefined> {
  try {
    return await readdir(directory);
  } catch {
    // the reader reports a module whose directory is not there, with the address of its call
    return undefined;
  }
}

/** The `source` of every module call that is a path. */
function localSources({ body }: ConfigurationFile): readonly string[] {
  const blocks = (body as { readonly module?: unknown }).module;
  return sourcesIn(blocks, 3).filter((source) => /^\.\.?(?:\/|$)/.test(source));
}

function sourcesIn(node: unknown, depth: number): readonly string[] {
  if (typeof node !== 'object' || node === null || depth === 0) return [];
  const { source } = node as { readonly source?: unknown };
  if (typeof source === 'string') return [source];
  return Object.values(node).flatMap((inner: unknown) =>
    sourcesIn(inner, depth - (Array.isArray(node) ? 0 : 1)),
  );
}

/** One name for a directory, however it is written: without a trailing slash, `.` and `..` resolved where they can be. */
function directoryPath(path: string): string {
  return posix.normalize(path).replace(/(?<=.)\/$/, '');
}

/** What `terraform init` wrote down: the directory of every module, by the path of calls. */
async function installedModules(root: string): Promise<ReadonlyMap<string, string>> {
  try {
    const text = await readFile(join(root, '.terraform/modules/modules.json'), 'utf8');
    const { Modules } = JSON.parse(text) as {
      readonly Modules?: readonly { readonly Key: string; readonly Dir: string }[];
    };
    return new Map(
      (Modules ?? []).filter(({ Key }) => Key !== '').map(({ Key, Dir }) => [Key, directoryPath(Dir)]),
    );
  } catch {
    return new Map();
  }
}
