import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import {
  isConfigurationName,
  isProgramFile,
  programFile,
  wrappingFiles,
  RefgateError,
  jsonArtifactKind,
  looksLikeTerraform,
  looksLikeYamlTemplate,
  otherFormProblem,
  parseJsonText,
  readJsonArtifact,
  readTerraformConfiguration,
  type WrittenArtifact,
} from '../../policies/index';
import { encryptionOf } from './encrypted';
import { isCloudAssembly } from './cloud-assembly';
import { readCloudAssembly, readTemplate, readTemplates, templatesBelow, templatesIn } from './templates';
import { readConfiguration } from './read-configuration';
import { readRegularFile } from './regular-file';
import { deployedBelow } from './root-modules';
import { holdsStacks, readStacks } from './stacks';
import { TERRAGRUNT, terragruntUnit } from './terragrunt';
import type { Terminal } from '../output/terminal';
import { rolesTemplatesIn } from './templates-beside';
import { readText } from './text-input';
import type { Input, InputOptions } from './input';
import { loadConfiguration } from './load-configuration';
import { systemReason } from '../system-reason';

const ACCEPTED =
  'a declaration (`federation.yaml`), a `cdktf.out` or `cdk.out`, a folder of `.tf`, a plan or state from `terraform show -json`, ' +
  'a CloudFormation template, an export or preview of a Pulumi stack, a trust policy, or an answer or request of `aws iam`';

/** Root modules that a message names. */
const MAX_LISTED = 10;

const DECLARATION = /^(?:gitlab|projects|accounts|roles):/m;

/**
 * Reads whatever the user named and says what it is. `@cdktf/hcl2json` is loaded only for `.tf` files.
 * @param name a file, a directory, or `-` for standard input
 * @throws RefgateError `ERR_INPUT_READ`: cannot be read · `ERR_INPUT_KIND`: nothing that holds trust policies · what the reader of
 * its kind throws
 */
export async function readInput(
  name: string,
  terminal: Terminal,
  options: InputOptions = {},
): Promise<Input> {
  if (options.account !== undefined && !/^\d{12}$/.test(options.account)) {
    throw new RefgateError({
      code: 'ERR_ACCOUNT',
      message: `\`${options.account}\` is not an AWS account`,
      expected: 'twelve digits',
    });
  }
  const path = resolve(terminal.cwd, name);
  if (name !== '-' && (await isDirectory(path, name))) return readDirectory(path, name, terminal, options);
  if (basename(path) === TERRAGRUNT) return readUnit(dirname(path), dirname(name), terminal, options);
  if (isConfigurationName(basename(path))) return readFolderOf(path, name, terminal, options);
  if (/\.(?:tf|tofu)(?:\.json)?$/.test(name))
    return readConfigurationOf(dirname(path), dirname(name), terminal, options, basename(path));
  const text = await readText(name, terminal);
  if (text.includes('ENC[AES256_GCM,')) refuseEncrypted(name, text);
  if (!/^\s*[[{]/.test(text) && looksLikeYamlTemplate(text))
    return readTemplateText(text, name, terminal, options);
  const begins = /^\s*[[{"]/.test(text);
  const isDeclaration = !begins && DECLARATION.test(text);
  if (!begins && !isDeclaration) {
    if (name !== '-' && looksLikeTerraform(text))
      return readConfigurationOf(dirname(path), dirname(name), terminal, options, basename(path));
    refuseOther(name, text);
  }
  if (/\.ya?ml$/.test(name) && !holdsJson(text)) return { kind: 'federation', file: name };
  if (isDeclaration && name !== '-') return { kind: 'federation', file: name };
  return readJson(text, name, terminal, options);
}

/** @throws RefgateError `ERR_INPUT_READ` */
function refuseEncrypted(name: string, text: string): void {
  const encryption = encryptionOf(Buffer.from(text));
  if (encryption === undefined) return;
  throw new RefgateError({
    code: 'ERR_INPUT_READ',
    message: `cannot read \`${name}\`: ${encryption}`,
    expected: ACCEPTED,
  });
}

/** @throws RefgateError `ERR_INPUT_KIND`: a file of a form that is known and not read */
function refuseOther(name: string, text: string): void {
  const other = otherFormProblem({ name, text }, ACCEPTED);
  if (other !== undefined) throw new RefgateError(other);
  refuseEncrypted(name, text);
}

async function readTemplateText(
  text: string,
  name: string,
  terminal: Terminal,
  options: InputOptions,
): Promise<Input> {
  const template = { text, file: name === '-' ? 'stdin' : name };
  return { kind: 'cloudformation', name, artifacts: await readTemplate(template, terminal, options) };
}

/** Whether a text is JSON of a form that holds trust policies. */
function holdsJson(text: string): boolean {
  if (!/^\s*[[{]/.test(text)) return false;
  const parsed = parseJsonText(text);
  return parsed.ok && jsonArtifactKind(parsed.value) !== undefined;
}

async function readJson(
  text: string,
  name: string,
  terminal: Terminal,
  options: InputOptions,
): Promise<Input> {
  const file = name === '-' ? 'stdin' : name;
  const parsed = parseJsonText(text, file);
  if (!parsed.ok) {
    refuseOther(name, text);
    // what begins like JSON has a mistake in it; anything else may be no JSON at all
    const meant = /^\s*[[{]/.test(text);
    throw new RefgateError(meant ? parsed.problem : { ...parsed.problem, expected: ACCEPTED });
  }
  const form = jsonArtifactKind(parsed.value);
  if (form === 'cloudformation') return readTemplateText(text, name, terminal, options);
  const planned = form === 'plan' ? options.configuration : undefined;
  const configuration =
    planned === undefined
      ? undefined
      : await loadConfiguration(resolve(terminal.cwd, planned), planned, terminal, options);
  const { account, partition } = options;
  const { kind, artifact } = readJsonArtifact(text, { file, account, partition, configuration });
  return { kind, name, artifacts: [artifact] };
}

async function readDirectory(
  path: string,
  name: string,
  terminal: Terminal,
  options: InputOptions,
): Promise<Input> {
  const names = await readdir(path);
  if (names.includes('manifest.json') && (await isCloudAssembly(path)))
    return { kind: 'cdk-out', name, artifacts: await readCloudAssembly(path, name, terminal, options) };
  const stacked = names.includes('manifest.json') ? await isManifest(path, names) : await holdsStacks(path);
  if (stacked) {
    const { account, partition } = options;
    const stacks = await readStacks(path, terminal, { name, account, partition });
    return { kind: 'cdktf-out', name, artifacts: stacks.map(({ artifact }) => artifact) };
  }
  if (names.includes(TERRAGRUNT)) return readUnit(path, name, terminal, options);
  if (names.some(isConfigurationName)) return readTerraformFolder(path, name, terminal, options);
  if (names.includes('federation.yaml')) return { kind: 'federation', file: join(name, 'federation.yaml') };
  const templates = await templatesIn(path, name, terminal);
  if (templates.length > 0)
    return {
      kind: 'cloudformation',
      name,
      artifacts: [
        ...(await readTemplates(templates, terminal, options)),
        { roles: [], providers: [], unresolved: [], notices: await templatesBelow(path, name) },
      ],
    };
  const [wrapping] = wrappingFiles(names, name);
  if (wrapping !== undefined)
    throw new RefgateError({
      code: 'ERR_INPUT_KIND',
      message: `\`${wrapping.address}\` is not read: ${wrapping.reason}`,
    });
  const program = names.filter(isProgramFile).toSorted().at(0);
  if (program !== undefined) refuseProgram(program, join(name, program));
  const { inputs: modules } = await deployedBelow(path);
  const listed = modules.slice(0, MAX_LISTED).map((directory) => `\`${join(name, directory)}\``);
  const more = modules.length > MAX_LISTED ? ` and ${modules.length - MAX_LISTED} more` : '';
  throw new RefgateError({
    code: 'ERR_INPUT_KIND',
    message: `the directory \`${name}\` holds no trust policies`,
    got:
      names.length === 0
        ? 'an empty directory'
        : `${names.length} files, none of them \`*.tf\`, \`*.tf.json\` or a CloudFormation template`,
    expected: ACCEPTED,
    fix:
      modules.length === 0
        ? 'name the directory of the root module'
        : `judge every root module below it with \`--recursive\`, or name one: ${listed.join(', ')}${more}`,
  });
}

async function readTerraformFolder(
  path: string,
  name: string,
  terminal: Terminal,
  options: InputOptions,
): Promise<Extract<Input, { artifacts: unknown }>> {
  const terraform = await readConfigurationOf(path, name, terminal, options);
  return {
    ...terraform,
    artifacts: [...terraform.artifacts, ...(await readBeside(path, name, terminal, options))],
  };
}

/** One file of a root module: Terraform loads it with every other file of its folder, so the folder is judged. */
async function readFolderOf(
  path: string,
  name: string,
  terminal: Terminal,
  options: InputOptions,
): Promise<Input> {
  await readRegularFile(path).catch((error: unknown) => refuseRead(name, error));
  const folder = await readTerraformFolder(dirname(path), dirname(name), terminal, options);
  const others = (await readdir(dirname(path))).filter(
    (file) => file !== basename(path) && isConfigurationName(file),
  );
  if (others.length === 0) return { ...folder, name };
  const count = others.length === 1 ? 'another file' : `${others.length} other files`;
  const notice = {
    address: name,
    reason: `Terraform loads the file with ${count} of its folder, so the whole folder is judged`,
    position: { file: name, line: 1, column: 1 },
  };
  const artifacts = folder.artifacts.map((artifact, at) =>
    at === 0 ? { ...artifact, notices: [...(artifact.notices ?? []), notice] } : artifact,
  );
  return { ...folder, name, artifacts };
}

/** @throws RefgateError `ERR_INPUT_KIND` always */
function refuseProgram(program: string, file: string): never {
  throw new RefgateError({
    code: 'ERR_INPUT_KIND',
    message: programFile(program, file, '')?.unread.reason ?? `\`${file}\` is not read`,
    position: { file, line: 1, column: 1 },
    expected: ACCEPTED,
  });
}

/** The templates with roles beside Terraform, whose variables are not theirs. */
async function readBeside(
  path: string,
  name: string,
  terminal: Terminal,
  { var: _variables, varFile: _files, ...options }: InputOptions,
): Promise<readonly WrittenArtifact[]> {
  const found = await rolesTemplatesIn(path, await readdir(path));
  if (found.length === 0) return [];
  const templates = found.map((each) => ({ text: each.text, file: join(name, each.name) }));
  return readTemplates(templates, terminal, options);
}

async function readConfigurationOf(
  path: string,
  name: string,
  terminal: Terminal,
  options: InputOptions,
  only?: string,
): Promise<Extract<Input, { artifacts: unknown }>> {
  return {
    kind: 'terraform',
    name,
    artifacts: await readConfiguration(path, name, terminal, options, only),
  };
}

/** A unit of Terragrunt: its module, with the values that the unit gives it. */
async function readUnit(
  folder: string,
  name: string,
  terminal: Terminal,
  options: InputOptions,
): Promise<Input> {
  const { unit, path, name: module, call } = await terragruntUnit(folder, name);
  if (call !== undefined) {
    const { account, partition } = options;
    const directories = new Map([['.', [call]]]);
    const read = readTerraformConfiguration({ root: '.', directories, defaults: { account, partition } });
    const unresolved = [...read.unresolved, ...unit.unread];
    return { kind: 'terraform', name, artifacts: [{ ...read, unresolved }] };
  }
  return {
    kind: 'terraform',
    name,
    artifacts: [
      ...(await readConfiguration(path, module, terminal, options, undefined, unit)),
      ...(path === folder ? await readBeside(path, name, terminal, options) : []),
    ],
  };
}

/** Whether `manifest.json` is the one of a synth; beside Terraform it may belong to something else, such as a web page. */
async function isManifest(path: string, names: readonly string[]): Promise<boolean> {
  if (!names.some(isConfigurationName)) return true;
  try {
    const manifest: unknown = JSON.parse(
      (await readRegularFile(join(path, 'manifest.json'))).toString('utf8'),
    );
    return typeof manifest === 'object' && manifest !== null && 'stacks' in manifest;
  } catch {
    return false;
  }
}

async function isDirectory(path: string, name: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    return refuseRead(name, error);
  }
}

/** @throws RefgateError `ERR_INPUT_READ` always */
function refuseRead(name: string, error: unknown): never {
  throw new RefgateError({
    code: 'ERR_INPUT_READ',
    message: `cannot read \`${name}\`: ${systemReason(error)}`,
    expected: ACCEPTED,
    fix: 'name a file or a directory that is there, or `-` for standard input',
  });
}
