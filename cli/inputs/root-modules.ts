import { readdir } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { isConfigurationName } from '../../policies/index';
import { readRegularFile } from './regular-file';
import { rolesTemplatesIn } from './templates-beside';
import { TERRAGRUNT } from './terragrunt';

/** What no root module of the repository is in: what programs fetch, keep and make. */
const SKIPPED =
  /^(?:node_modules|\.git|\.terraform|\.terragrunt-cache|\.aws-sam|\.serverless|\.cache|\.v?env|\.tox)$/;
/** Outputs of a synth, which are read as a whole. */
const SYNTHESIZED = /^cdk(?:tf)?\.out$/;
/** A tree with more folders is not looked through to its end. */
const MAX_FOLDERS = 20_000;
/** The calls of modules by a local path, in HCL and in JSON. */
const LOCAL_SOURCE = /(?:^|[\s{,])"?source"?\s*[=:]\s*"(\.{1,2}(?:\/[^"]*)?)"/g;
/** Where a root module keeps its state: no other module has that. */
const KEEPS_STATE = /(?:^|[\s{,])(?:backend\s+"[^"\n]*"|cloud)\s*\{|"(?:backend|cloud)"\s*:/;
/** Files that only a root module has. */
const OF_ROOT = /^(?:terraform\.tfvars(?:\.json)?|.*\.auto\.tfvars(?:\.json)?|terraform\.tfstate)$/;

/** A folder with Terraform. */
interface Folder {
  /** The folders that it calls as modules, as they are named here. */
  readonly calls: readonly string[];
  readonly isRoot: boolean;
}

/**
 * What is deployed from below a folder: the root modules, which are folders with Terraform that no other one calls as a module or that keep
 * a state of their own, and units of Terragrunt; the outputs of a synth; and templates of CloudFormation with roles, where there is no Terraform. Paths are relative
 * to it, sorted; `.` is the folder itself. Links are not followed.
 */
export async function rootModulesBelow(folder: string): Promise<readonly string[]> {
  const modules = new Map<string, Folder>();
  const others: string[] = [];
  const open = ['.'];
  for (let seen = 0; open.length > 0 && seen < MAX_FOLDERS; seen += 1) {
    const next = open.pop() as string;
    const entries = await readdir(join(folder, next), { withFileTypes: true }).catch(() => []);
    const names = entries.filter((entry) => entry.isFile()).map(({ name }) => name);
    if (SYNTHESIZED.test(posix.basename(next)) && names.includes('manifest.json')) {
      others.push(next);
      continue;
    }
    if (names.some(isConfigurationName) || (await isUnit(join(folder, next), names)))
      modules.set(next, await moduleIn(folder, next, names));
    else
      others.push(
        ...(await rolesTemplatesIn(join(folder, next), names)).map(({ name }) => posix.join(next, name)),
      );
    for (const entry of entries)
      if (entry.isDirectory() && !SKIPPED.test(entry.name)) open.push(posix.join(next, entry.name));
  }
  return [...rootsOf(modules), ...others].toSorted();
}

/** What nothing reaches from the others is a root, too: modules may call each other in a circle. */
function rootsOf(modules: ReadonlyMap<string, Folder>): readonly string[] {
  const called = new Set(
    [...modules].flatMap(([directory, { calls }]) => calls.filter((each) => each !== directory)),
  );
  const first = [...modules].filter(([directory, { isRoot }]) => isRoot || !called.has(directory));
  const roots: string[] = [];
  const reached = new Set<string>();
  for (const directory of [...first.map(([name]) => name), ...[...modules.keys()].toSorted()]) {
    const isFirst = roots.length < first.length;
    if (!isFirst && reached.has(directory)) continue;
    roots.push(directory);
    const open = [directory];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (reached.has(next)) continue;
      reached.add(next);
      open.push(...(modules.get(next)?.calls ?? []));
    }
  }
  return roots;
}

async function moduleIn(folder: string, directory: string, names: readonly string[]): Promise<Folder> {
  const calls = new Set<string>();
  let isRoot = names.some((name) => OF_ROOT.test(name)) || (await isUnit(join(folder, directory), names));
  for (const name of names.filter((each) => isConfigurationName(each) || each === TERRAGRUNT)) {
    const text = await textOf(join(folder, directory, name));
    isRoot ||= KEEPS_STATE.test(text);
    for (const [, source = ''] of text.matchAll(LOCAL_SOURCE))
      calls.add(posix.normalize(posix.join(directory, source)).replace(/(.)\/+$/, '$1'));
  }
  return { calls: [...calls], isRoot };
}

/** Whether a file of Terragrunt names a module, or includes one that may. */
async function isUnit(folder: string, names: readonly string[]): Promise<boolean> {
  if (!names.includes(TERRAGRUNT)) return false;
  return /(?:^|[\s{])source\s*=|^\s*include\b/m.test(await textOf(join(folder, TERRAGRUNT)));
}

async function textOf(path: string): Promise<string> {
  try {
    return (await readRegularFile(path)).toString('utf8');
  } catch {
    // who judges the folder reports a file that cannot be read
    return '';
  }
}
