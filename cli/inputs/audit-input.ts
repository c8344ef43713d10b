import { existsSync, type Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import type { AuditInput, SeenAccounts, WrittenArtifact } from '../../policies/index';
import type { Terminal } from '../output/terminal';
import { systemReason } from '../system-reason';
import { readFederation } from './federation-file';
import { readRegularFile } from './regular-file';
import { readText } from './text-input';

/** What an audit reads beside the accounts. */
export interface AuditInputOptions {
  /** The declaration. @default `federation.yaml` where it exists */
  readonly file?: string;
  readonly gitlabSnapshot?: string;
  readonly state: readonly string[];
}

/** Where `refgate init` writes the declaration. */
const DECLARATION = 'federation.yaml';

/**
 * Reads answers of `aws iam`. A folder stands for its files, so that what `--save` wrote is one name. No file of it that may be an
 * answer is omitted, and a folder in it is refused.
 * @throws RefgateError when one cannot be read or holds something else
 */
export async function readAccountDumps(
  names: readonly string[],
  terminal: Terminal,
): Promise<readonly SeenAccounts[]> {
  const { readAccountAnswer } = await import('../../policies/index');
  const seen: SeenAccounts[] = [];
  for (const name of names) {
    for (const file of await filesOf(name, terminal))
      seen.push(readAccountAnswer(await readText(file, terminal), file === '-' ? 'stdin' : file));
  }
  return seen;
}

async function filesOf(name: string, terminal: Terminal): Promise<readonly string[]> {
  if (name === '-') return [name];
  const path = resolve(terminal.cwd, name);
  const entries = await entriesOf(path, name);
  if (entries === undefined) return [name];
  const inner = entries.find((entry) => entry.isDirectory() && !entry.name.startsWith('.'));
  if (inner !== undefined)
    return fail(`\`${join(name, inner.name)}\` is a folder in a folder of answers: name it on its own`);
  const files: string[] = [];
  for (const entry of entries)
    if (!entry.isDirectory() && (await mayBeAnswer(join(path, entry.name))))
      files.push(join(name, entry.name));
  return files.length > 0 ? files : fail(`the folder \`${name}\` holds no answer of \`aws iam\``);
}

/** What is in a folder, by name; `undefined`: it is a file. */
async function entriesOf(path: string, name: string): Promise<readonly Dirent[] | undefined> {
  try {
    if (!(await stat(path)).isDirectory()) return undefined;
    const entries = await readdir(path, { withFileTypes: true });
    return entries.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    return fail(`cannot read \`${name}\`: ${systemReason(error)}`);
  }
}

/** What an interrupted `--save` has left is none. */
const LEFT_OVER = /^\..*\.\d+\.tmp$/;

/** By its name, or as it begins: JSON, or what a redirect wrote into a name of its own. */
async function mayBeAnswer(file: string): Promise<boolean> {
  const name = basename(file);
  if (LEFT_OVER.test(name)) return false;
  if (/json/i.test(name) || !name.includes('.')) return true;
  try {
    return /^\uFEFF?\s*[[{]/.test((await readRegularFile(file)).toString('utf8', 0, 64));
  } catch {
    // that it cannot be read is said where it is read
    return true;
  }
}

async function fail(message: string): Promise<never> {
  const { RefgateError } = await import('../../policies/index');
  throw new RefgateError({
    code: 'ERR_INPUT_READ',
    message,
    expected: 'the output of `aws iam get-account-authorization-details`, or a folder of such files',
  });
}

/** The declaration, the snapshot of GitLab and the states, as far as they are there. */
export async function readAuditSides(
  options: AuditInputOptions,
  terminal: Terminal,
): Promise<Omit<AuditInput, 'accounts'>> {
  const { readGitlabSnapshot } = await import('../../policies/index');
  const file = options.file ?? DECLARATION;
  const path = resolve(terminal.cwd, file);
  const federation =
    options.file !== undefined || existsSync(path) ? await readFederation(path, file) : undefined;
  const { gitlabSnapshot: name } = options;
  return {
    federation,
    snapshot: name === undefined ? undefined : readGitlabSnapshot(await readText(name, terminal), name),
    state: options.state.length === 0 ? undefined : await readStates(options.state, terminal),
  };
}

async function readStates(
  names: readonly string[],
  terminal: Terminal,
): Promise<NonNullable<AuditInput['state']>> {
  const { readInput } = await import('./read-input');
  const artifacts: WrittenArtifact[] = [];
  for (const name of names) {
    const input = await readInput(name, terminal);
    if (input.kind !== 'state') {
      const { RefgateError } = await import('../../policies/index');
      throw new RefgateError({
        code: 'ERR_INPUT_KIND',
        message: `\`${name}\` is not a Terraform state`,
        got: input.kind,
        expected: 'the output of `terraform show -json` or `terraform state pull`',
      });
    }
    artifacts.push(...input.artifacts);
  }
  return {
    file: names.join(', '),
    artifact: {
      roles: artifacts.flatMap(({ roles }) => roles),
      providers: artifacts.flatMap(({ providers }) => providers),
      policies: artifacts.flatMap(({ policies = [] }) => policies),
      gitlab: {
        variables: artifacts.flatMap(({ gitlab }) => gitlab?.variables ?? []),
        rules: artifacts.flatMap(({ gitlab }) => gitlab?.rules ?? []),
      },
      unresolved: artifacts.flatMap(({ unresolved }) => unresolved),
    },
  };
}
