import { readdir } from 'node:fs/promises';
import { join, posix, resolve } from 'node:path';
import {
  RefgateError,
  isConfigurationName,
  parseJsonText,
  quote,
  type ConfigurationFile,
  type ConfigurationSource,
  type GivenVariable,
} from '../../policies/index';
import type { Terminal } from '../output/terminal';
import { encryptionOf } from './encrypted';
import { hclToJson } from './hcl';
import type { InputOptions } from './input';
import { readRegularFile } from './regular-file';
import { systemReason } from '../system-reason';

type Variables = readonly (readonly [name: string, value: GivenVariable])[];

/**
 * The values of root variables in Terraform's order: `TF_VAR_…`, `terraform.tfvars`, `terraform.tfvars.json`, `*.auto.tfvars` and
 * `*.auto.tfvars.json` by name, then `--var-file`, then `--var`. A later one wins.
 * @throws RefgateError `ERR_USAGE`: a `--var` without `=`, or of a variable that is not declared
 * @see https://developer.hashicorp.com/terraform/language/values/variables#variable-definition-precedence
 */
export async function readVariables(
  root: string,
  name: string,
  files: readonly ConfigurationFile[],
  terminal: Terminal,
  options: InputOptions,
): Promise<ReadonlyMap<string, GivenVariable>> {
  const declared = new Set(files.flatMap(declaredVariables));
  const fromFiles: Variables[] = [];
  for (const file of automatic(await readdir(root))) {
    fromFiles.push(await variablesFile(join(root, file), posix.join(name, file), declared));
  }
  for (const file of options.varFile ?? []) {
    fromFiles.push(await variablesFile(resolve(terminal.cwd, file), file, declared));
  }
  return new Map([
    ...environment(terminal.env),
    ...fromFiles.flat(),
    ...(options.var ?? []).map((text) => commandLine(text, declared)),
  ]);
}

/** How deep below a root module files of variables are looked for, such as `environments/production/eu.tfvars`. */
const DEPTH = 2;

/** Files of variables beside and below a root module that nobody loads; a folder with Terraform of its own has its own. */
export async function leftOutVariables(
  root: string,
  name: string,
  { cwd }: Terminal,
  { varFile = [] }: InputOptions,
): Promise<ConfigurationSource['leftOut'] & {}> {
  const names = await variableFilesBelow(root, DEPTH);
  const loaded = new Set([
    ...automatic(await readdir(root)).map((file) => resolve(root, file)),
    ...varFile.map((file) => resolve(cwd, file)),
  ]);
  return names
    .filter((file) => !loaded.has(resolve(root, file)))
    .toSorted()
    .map((file) => ({ path: posix.join(name, file), onPurpose: varFile.length > 0 }));
}

async function variableFilesBelow(folder: string, depth: number): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const below = await Promise.all(
    entries
      .filter((entry) => depth > 0 && entry.isDirectory() && !/^\.|^node_modules$/.test(entry.name))
      .map(async ({ name }) => {
        const inner = join(folder, name);
        const isModule = await readdir(inner).then(
          (names) => names.some(isConfigurationName),
          () => true,
        );
        const found = isModule ? [] : await variableFilesBelow(inner, depth - 1);
        return found.map((file) => posix.join(name, file));
      }),
  );
  const here = entries.filter((entry) => !entry.isDirectory()).map(({ name }) => name);
  return [...here.filter((file) => /\.tfvars(?:\.json)?$/.test(file)), ...below.flat()];
}

/** The files that Terraform loads by itself, in its order. */
function automatic(names: readonly string[]): readonly string[] {
  const auto = names.filter((file) => /\.auto\.tfvars(?:\.json)?$/.test(file)).toSorted();
  return [...['terraform.tfvars', 'terraform.tfvars.json'].filter((file) => names.includes(file)), ...auto];
}

/** @param declared of an encrypted file any of these may have its value */
async function variablesFile(path: string, name: string, declared: ReadonlySet<string>): Promise<Variables> {
  let text: string;
  let encryption: string | undefined;
  try {
    const bytes = await readRegularFile(path);
    encryption = encryptionOf(bytes);
    text = bytes.toString('utf8');
  } catch (error) {
    throw new RefgateError({
      code: 'ERR_INPUT_READ',
      message: `cannot read the variables file \`${name}\`: ${systemReason(error)}`,
      fix: 'name a `.tfvars` or `.tfvars.json` file with `--var-file`',
    });
  }
  if (encryption !== undefined) {
    const reason = `the value is in \`${name}\`, which cannot be read: ${encryption}`;
    return [...declared].map((variable) => [variable, { kind: 'unknown', reason }]);
  }
  if (!name.endsWith('.json')) {
    const body = await hclToJson(text, name);
    return Object.entries(body).map(([key, value]) => [key, { kind: 'template', value }]);
  }
  const parsed = parseJsonText(text, name);
  // a value may be a secret
  if (!parsed.ok) throw new RefgateError({ ...parsed.problem, got: undefined });
  if (typeof parsed.value !== 'object' || parsed.value === null || Array.isArray(parsed.value)) {
    throw new RefgateError({
      code: 'ERR_INPUT_KIND',
      message: `\`${name}\` is not a variables file`,
      expected: 'a JSON object with a member for each variable',
    });
  }
  return Object.entries(parsed.value).map(([key, value]) => [key, { kind: 'json', value }]);
}

function environment(env: Terminal['env']): Variables {
  return Object.entries(env).flatMap(([key, text]) =>
    key.startsWith('TF_VAR_') && text !== undefined
      ? [[key.slice('TF_VAR_'.length), { kind: 'text', text }] as const]
      : [],
  );
}

function commandLine(text: string, declared: ReadonlySet<string>): readonly [string, GivenVariable] {
  const at = text.indexOf('=');
  const name = text.slice(0, Math.max(0, at)).trim();
  if (name === '') {
    throw new RefgateError({
      code: 'ERR_USAGE',
      message: '`--var` names no variable; its value is not repeated here',
      expected: '`--var name=value`',
    });
  }
  if (!declared.has(name)) {
    throw new RefgateError({
      code: 'ERR_USAGE',
      message: `the root module declares no variable ${isName(text) ? quote(name) : 'of the name that `--var` gives; it is not repeated here'}`,
      expected:
        declared.size === 0
          ? 'none: it has no variables'
          : `one of ${[...declared]
              .toSorted()
              .map((known) => `\`${known}\``)
              .join(', ')}`,
    });
  }
  return [name, { kind: 'text', text: text.slice(at + 1) }];
}

/** A secret that ends in `=`, as base64 does, looks like a name without a value. */
function isName(text: string): boolean {
  return /^\s*[\p{L}_][\p{L}\p{N}_-]{0,63}\s*=./u.test(text);
}

function declaredVariables({ body }: ConfigurationFile): readonly string[] {
  const { variable } = body as { readonly variable?: unknown };
  const tables = Array.isArray(variable) ? (variable as readonly unknown[]) : [variable];
  return tables.flatMap((table) => (typeof table === 'object' && table !== null ? Object.keys(table) : []));
}
