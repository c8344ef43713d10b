import { readdir } from 'node:fs/promises';
import {
  isOpenTofuFile,
  readTerraformConfiguration,
  type ConfigurationSource,
  type FileRequest,
  type TerragruntUnit,
  type WrittenArtifact,
  wrappingFiles,
} from '../../policies/index';
import type { InputOptions } from './input';
import { loadConfiguration } from './load-configuration';
import type { Terminal } from '../output/terminal';
import { withRequested } from './requested-files';
import { applyingTests } from './test-files';
import { TERRAGRUNT, withInputs } from './terragrunt';

/**
 * Reads a root module as Terraform loads it. Where it has `.tofu` files it is two configurations: what OpenTofu loads, and what of
 * Terraform's reading differs from that.
 * @param only one file, whose name Terraform does not load, instead of the folder
 * @param unit gives its variables values
 */
export async function readConfiguration(
  path: string,
  name: string,
  terminal: Terminal,
  options: InputOptions,
  only?: string,
  unit?: TerragruntUnit,
): Promise<readonly WrittenArtifact[]> {
  const given = (source: ConfigurationSource): ConfigurationSource =>
    unit === undefined ? source : withInputs(source, unit);
  const source = given(await loadConfiguration(path, name, terminal, options, { only }));
  const read = await readWithFiles(source, path, terminal);
  const names = only === undefined ? await readdir(path) : [];
  const wrapping = [
    ...wrappingFiles(unit === undefined ? names : names.filter((file) => file !== TERRAGRUNT), name),
    ...(unit?.unread ?? []),
    ...(only === undefined ? await applyingTests(path, name) : []),
  ];
  const outside = [...wrapping, ...environmentArguments(terminal, options)];
  const wrapped = outside.length === 0 ? read : { ...read, unresolved: [...read.unresolved, ...outside] };
  const files = [...source.directories.values()].flat();
  if (only !== undefined || !files.some((file) => isOpenTofuFile(file.path))) return [wrapped];
  const terraform = given(await loadConfiguration(path, name, terminal, options, { engine: 'terraform' }));
  const {
    roles,
    providers,
    unresolved,
    partial = [],
    policies,
  } = await readWithFiles(terraform, path, terminal);
  const seen = new Set([...read.roles, ...read.unresolved].map((entry) => JSON.stringify(entry)));
  const isNew = (entry: object): boolean => !seen.has(JSON.stringify(entry));
  const open = unresolved.filter(isNew);
  const isOpen = new Set(open.map(({ address }) => address));
  const rest = {
    roles: roles.filter(isNew),
    providers,
    policies,
    unresolved: open,
    partial: partial.filter(({ address }) => isOpen.has(address)),
  };
  return rest.roles.length + rest.unresolved.length === 0 ? [wrapped] : [wrapped, rest];
}

/**
 * Values of variables that the environment hands to Terraform as arguments. They are not read; who gives values to refgate has seen to them.
 * @see https://developer.hashicorp.com/terraform/cli/config/environment-variables#tf_cli_args-and-tf_cli_args_name
 */
function environmentArguments(
  { env }: Terminal,
  { var: vars = [], varFile = [] }: InputOptions,
): WrittenArtifact['unresolved'] {
  if (vars.length + varFile.length > 0) return [];
  return ['TF_CLI_ARGS', 'TF_CLI_ARGS_plan', 'TF_CLI_ARGS_apply']
    .filter((name) => /-var/.test(env[name] ?? ''))
    .map((address) => ({
      address,
      concerns: 'module',
      reason:
        'the environment variable gives Terraform values of variables, which are not read; give them with `--var` or `--var-file`, or unset it',
    }));
}

/** A file names files that name files: more rounds than this are no configuration that anybody writes. */
const MAX_ROUNDS = 6;

/** Reads a configuration with every file of the checkout that it asks for. */
async function readWithFiles(
  source: ConfigurationSource,
  path: string,
  terminal: Terminal,
): Promise<WrittenArtifact> {
  let given = source;
  for (let round = 1; ; round += 1) {
    const requests = new Map<string, FileRequest>();
    const artifact = readTerraformConfiguration(given, (request) =>
      requests.set(`${request.kind} ${request.path}`, request),
    );
    if (requests.size === 0 || round === MAX_ROUNDS) return artifact;
    given = await withRequested(given, path, terminal.cwd, [...requests.values()]);
  }
}
