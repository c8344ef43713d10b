import { readdir, realpath, stat } from 'node:fs/promises';
import { join, posix, sep } from 'node:path';
import { isConfigurationName, isProgramFile, RefgateError, type Unresolved } from '../../policies/index';
import { readRegularFile } from './regular-file';
import { rolesTemplatesIn } from './templates-beside';
import { TERRAGRUNT } from './terragrunt';

/** What no root module of the repository is in: what programs fetch, keep and make. */
const SKIPPED = /^(?:node_modules|\.git|\.terraform|\.terragrunt-cache|\.aws-sam|\.cache|\.v?env|\.tox)$/;
/** Outputs of a synth, which are read as a whole. */
const SYNTHESIZED = /^cdk(?:tf)?\.out$/;
/** A tree with more folders is refused. */
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

/** What is deployed from below a folder. Paths are relative to it, sorted; `.` is the folder itself. */
export interface Deployed {
  /**
   * The root modules, which are folders with Terraform that no other one calls as a module or that keep a state of their own, and units of
   * Terragrunt; the outputs of a synth; and templates of CloudFormation with roles, where no root module is read with them.
   */
  readonly inputs: readonly string[];
  /** Files of programs that may deploy more. */
  readonly programs: readonly string[];
  /** Links are not followed: those to folders outside are named, and so are folders that cannot be read. */
  readonly unread: readonly Unresolved[];
}

/** @throws RefgateError `ERR_INPUT_READ`: there are too many folders to look through */
export async function deployedBelow(folder: string): Promise<Deployed> {
  const modules = new Map<string, Folder>();
  const templates = new Map<string, readonly string[]>();
  const others: string[] = [];
  const programs: string[] = [];
  const unread: Unresolved[] = [];
  const top = await realpath(folder).catch(() => folder);
  const open = ['.'];
  for (let seen = 0; open.length > 0; seen += 1) {
    const next = open.pop() as string;
    if (seen === MAX_FOLDERS) throw tooMany();
    const entries = await readdir(join(folder, next), { withFileTypes: true }).catch(() => undefined);
    if (entries === undefined) {
      if (next !== '.') unread.push(notRead(next, 'the folder cannot be read'));
      continue;
    }
    const names = entries.filter((entry) => entry.isFile()).map(({ name }) => name);
    if (SYNTHESIZED.test(posix.basename(next)) && names.includes('manifest.json')) {
      others.push(next);
      continue;
    }
    if (names.some(isConfigurationName) || (await isUnit(join(folder, next), names)))
      modules.set(next, await moduleIn(folder, next, names));
    const found = await rolesTemplatesIn(join(folder, next), names);
    templates.set(
      next,
      found.map(({ name }) => posix.join(next, name)),
    );
    programs.push(...names.filter(isProgramFile).map((name) => posix.join(next, name)));
    for (const entry of entries.filter(({ name }) => !SKIPPED.test(name))) {
      const path = posix.join(next, entry.name);
      if (entry.isDirectory()) open.push(path);
      else if (entry.isSymbolicLink() && (await leadsOutside(join(folder, path), top)))
        unread.push(notRead(path, 'the folder is a link to a place outside of the folder that is judged'));
    }
  }
  const roots = rootsOf(modules);
  // a root module is read with the templates beside it
  for (const root of roots) templates.delete(root);
  return {
    inputs: [...roots, ...[...templates.values()].flat(), ...others].toSorted(),
    programs: programs.toSorted(),
    unread: unread.toSorted((a, b) => (a.address < b.address ? -1 : 1)),
  };
}

function notRead(address: string, what: string): Unresolved {
  return { address, concerns: 'module', reason: `${what}, so roles in it are not judged: name it, too` };
}

function tooMany(): RefgateError {
  return new RefgateError({
    code: 'ERR_INPUT_READ',
    message: `there are more than ${MAX_FOLDERS} folders to look through`,
    fix: 'name the folders of the root modules',
  });
}

/** Whether a link leads to a folder that is not looked through. */
async function leadsOutside(path: string, top: string): Promise<boolean> {
  try {
    if (!(await stat(path)).isDirectory()) return false;
    const target = await realpath(path);
    return target !== top && !target.startsWith(top.endsWith(sep) ? top : `${top}${sep}`);
  } catch {
    return false;
  }
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
