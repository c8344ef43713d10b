import { readdir } from 'node:fs/promises';
import { join, posix, relative, sep } from 'node:path';
import {
  RefgateError,
  isConfigurationName,
  readTerragrunt,
  type ConfigurationFile,
  type ConfigurationSource,
  type GivenVariable,
  type TerragruntUnit,
} from '../../policies/index';
import { checkoutOf } from './checkout';
import { hclToJson } from './hcl';
import { readRegularFile } from './regular-file';

/** The file that makes a folder a unit of Terragrunt. */
export const TERRAGRUNT = 'terragrunt.hcl';

/** A unit of Terragrunt with the folder of its module. */
export interface LocatedUnit {
  readonly unit: TerragruntUnit;
  /** Absolute. */
  readonly path: string;
  /** As messages call it. */
  readonly name: string;
  /** In the place of the folder, for a module that is none: a call of it. */
  readonly call?: ConfigurationFile;
}

/**
 * The unit of a folder, and where its module is.
 * @throws RefgateError `ERR_TERRAFORM`: a file that does not parse · `ERR_INPUT_READ` · `ERR_INPUT_KIND`: the module is not at hand
 */
export async function terragruntUnit(folder: string, name: string): Promise<LocatedUnit> {
  const shown = name === '.' ? TERRAGRUNT : posix.join(name, TERRAGRUNT);
  const text = (await readRegularFile(join(folder, TERRAGRUNT))).toString('utf8');
  const unit = readTerragrunt(await hclToJson(text, shown), text, shown);
  const { source } = unit;
  if (source === undefined)
    return (await holdsModule(folder)) ? { unit, path: folder, name } : refuseModule(shown);
  if (unit.call !== undefined && isRemote(source)) return { unit, path: folder, name, call: unit.call };
  const checkout = await checkoutOf(folder);
  const root = checkout === undefined ? undefined : relative(folder, checkout).split(sep).join('/') || '.';
  const local = localSource(source, root);
  if (local === undefined || !(await holdsModule(join(folder, local)))) return refuseModule(shown, source);
  const copied = (await readdir(folder)).filter(
    (file) => isConfigurationName(file) || /\.tfvars(?:\.json)?$/.test(file),
  );
  const unread = copied.toSorted().map((file) => ({
    address: posix.join(name, file),
    concerns: 'module' as const,
    reason: `Terragrunt copies the file to the module of \`${shown}\`, where it is not read: move it there, or give the plan`,
    position: { file: posix.join(name, file), line: 1, column: 1 },
  }));
  return {
    unit: { ...unit, unread: [...unit.unread, ...unread] },
    path: join(folder, local),
    name: posix.join(name, local),
  };
}

/** Of a registry, or of a repository. */
function isRemote(source: string): boolean {
  return /^(?:tfr|git::|https?|ssh|git@|github\.com)/.test(source) && !source.includes('${');
}

/**
 * The folder of a source, relative to the unit; nothing where it is another address.
 * @param repository the root of the checkout, relative to the unit
 * @see https://docs.terragrunt.com/reference/hcl/functions
 */
function localSource(source: string, repository: string | undefined): string | undefined {
  const plain = source
    .replace(/\$\{\s*get_terragrunt_dir\(\)\s*\}/g, '.')
    .replace(/\$\{\s*(?:get_repo_root|get_path_to_repo_root)\(\)\s*\}/g, repository ?? '${}');
  if (plain.includes('${') || !/^\.{1,2}(?:\/|$)/.test(plain)) return undefined;
  return posix.normalize(plain.replace(/\?.*$/, '').replace(/(?<=[^/])\/\/+/g, '/')).replace(/(?<=.)\/$/, '');
}

/** The configuration of a module with the values that a unit gives it. Values of the environment and of files go before them, as in Terragrunt. */
export function withInputs(
  source: ConfigurationSource,
  { inputs, others }: TerragruntUnit,
): ConfigurationSource {
  const declared = (source.directories.get('.') ?? []).flatMap(({ body }) =>
    Object.keys((body as { readonly variable?: object }).variable ?? {}),
  );
  const open: readonly (readonly [string, GivenVariable])[] =
    others === undefined ? [] : declared.map((name) => [name, others]);
  return { ...source, variables: new Map([...open, ...inputs, ...(source.variables ?? [])]) };
}

async function holdsModule(folder: string): Promise<boolean> {
  const names = await readdir(folder).catch(() => []);
  return names.some(isConfigurationName);
}

/** @throws RefgateError `ERR_INPUT_KIND` always: the module of the unit is not at hand */
function refuseModule(file: string, source?: string): never {
  throw new RefgateError({
    code: 'ERR_INPUT_KIND',
    message: `the module of the Terragrunt unit \`${file}\` cannot be read`,
    got:
      source === undefined
        ? 'no `source` and no Terraform files beside it: an included file may name one'
        : `the source \`${source}\``,
    expected:
      '`source` as a folder with Terraform files that is there: a path that begins with `.`, `${get_terragrunt_dir()}` or `${get_repo_root()}`',
    fix: 'give the plan, from `terragrunt plan -out=plan.out` and `terragrunt show -json plan.out`, or the folder of the module with the inputs by `--var`',
  });
}
