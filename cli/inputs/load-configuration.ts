import { readdir } from 'node:fs/promises';
import { join, posix } from 'node:path';
import {
  RefgateError,
  configurationNames,
  parseRepeatedMembers,
  type ConfigurationFile,
  type ConfigurationSource,
  type Engine,
} from '../../policies/index';
import type { Terminal } from '../output/terminal';
import { hclToJson } from './hcl';
import type { InputOptions } from './input';
import { leftOutVariables, readVariables } from './variables';
import { encryptionOf } from './encrypted';
import { checkoutOf, isReadable } from './checkout';
import { companionTexts } from './companion-texts';
import { directoryPath, installedModules } from './installed-modules';
import { readRegularFile } from './regular-file';
import { selectedWorkspace } from './selected-workspace';
import { systemReason } from '../system-reason';

/** A root module with more directories than this is refused: a `source` may have gone in circles. */
const MAX_DIRECTORIES = 500;

export interface LoadOptions {
  /** One file, whose name Terraform does not load, instead of the folder. @default the folder */
  readonly only?: string;
  /** Whose rules choose the files; without a `.tofu` file both choose the same. @default opentofu */
  readonly engine?: Engine;
}

/**
 * Reads a root module and every module that it calls by a local path or that `terraform init` has fetched.
 * @param root where it is
 * @param name what the user calls it
 * @throws RefgateError `ERR_INPUT_READ` · `ERR_TERRAFORM`: a file that does not parse · `ERR_USAGE`: a variable that is none
 */
export async function loadConfiguration(
  root: string,
  name: string,
  terminal: Terminal,
  options: InputOptions,
  { only, engine = 'opentofu' }: LoadOptions = {},
): Promise<ConfigurationSource> {
  const installed = await installedModules(root, terminal.env);
  const checkout = await checkoutOf(root);
  const directories = new Map<string, readonly ConfigurationFile[]>();
  const open = ['.', ...[...installed.values()].map(({ directory }) => directory)];
  for (let next = open.shift(); next !== undefined; next = open.shift()) {
    if (directories.has(next)) continue;
    // a module outside of the checkout is not there for others, and what it holds may not be meant for the report
    if (checkout !== undefined && next.startsWith('..') && !(await isReadable(join(root, next), checkout)))
      continue;
    if (directories.size >= MAX_DIRECTORIES) {
      throw new RefgateError({
        code: 'ERR_TERRAFORM',
        message: `\`${name}\` calls modules in more than ${MAX_DIRECTORIES} directories`,
      });
    }
    const files = await filesIn(root, next, name, { engine, only: next === '.' ? only : undefined });
    if (files === undefined) continue;
    directories.set(next, files);
    open.push(...files.flatMap(localSources).map((source) => directoryPath(posix.join(next ?? '.', source))));
  }
  const workspace = await selectedWorkspace(root, terminal.env, options);
  const rootFiles = directories.get('.') ?? [];
  return {
    root: '.',
    directories,
    installed,
    texts: await companionTexts(root, directories),
    variables: await readVariables(root, name, rootFiles, terminal, options),
    leftOut: await leftOutVariables(root, name, terminal, options),
    workspace,
    showSensitive: options.showSensitive,
    defaults: {
      account: options.account,
      partition: options.partition,
    },
  };
}

async function filesIn(
  root: string,
  directory: string,
  name: string,
  { only, engine = 'opentofu' }: LoadOptions,
): Promise<readonly ConfigurationFile[] | undefined> {
  const names = await namesIn(join(root, directory));
  if (names === undefined) return undefined;
  const chosen = only === undefined ? configurationNames(names, engine) : [only];
  const files: ConfigurationFile[] = [];
  for (const file of chosen) {
    const path = posix.join(name, directory, file);
    files.push(await parsedFile(await textOf(join(root, directory, file), path), path));
  }
  return files;
}

async function textOf(path: string, name: string): Promise<string> {
  let bytes: Buffer;
  try {
    bytes = await readRegularFile(path);
  } catch (error) {
    throw new RefgateError({
      code: 'ERR_INPUT_READ',
      message: `cannot read \`${name}\`: ${systemReason(error)}`,
      expected: 'a readable file, because Terraform loads every file of this name',
      fix: 'remove or rename it',
    });
  }
  const encryption = encryptionOf(bytes);
  if (encryption === undefined) return bytes.toString('utf8');
  throw new RefgateError({
    code: 'ERR_INPUT_READ',
    message: `cannot read \`${name}\`: ${encryption}`,
    expected: 'a text file, because Terraform loads every file of this name',
  });
}

async function parsedFile(text: string, path: string): Promise<ConfigurationFile> {
  if (!path.endsWith('.json')) return { path, text, syntax: 'hcl', body: await hclToJson(text, path) };
  const parsed = parseRepeatedMembers(text, path);
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
