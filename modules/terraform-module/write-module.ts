import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Federation } from '../../policies/index';
import { quote, RefgateError } from '../../policies/index';
import type { FederationOptions } from '../synth/create-federation';
import { declarationName } from '../hcl-export/declaration-name';
import { moduleFiles } from './module-files';
import { moduleReadme } from './module-readme';
import type { Files } from './module-source';

/**
 * Writes the module for a federation into a folder: a new one, an empty one, or that of an earlier run, of which the folders `tests` and
 * `examples` are written again.
 * @returns the files, sorted
 * @throws RefgateError for a folder with something else in it
 */
export async function writeModule(
  federation: Federation,
  folder: string,
  options: FederationOptions = {},
): Promise<readonly string[]> {
  refuseOther(folder);
  const files = new Map(moduleFiles(federation, options));
  files.set('README.md', await readme(federation, files));
  for (const name of ['tests', 'examples']) rmSync(path.join(folder, name), { recursive: true, force: true });
  return [...files]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, text]) => {
      const file = path.join(folder, name);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, text);
      return file;
    });
}

/** Only what the module wrote may go. */
function refuseOther(folder: string): void {
  if (!existsSync(folder) || existsSync(path.join(folder, 'tests/decisions/main.tf'))) return;
  const found = readdirSync(folder);
  if (found.length === 0) return;
  throw new RefgateError({
    code: 'ERR_TERRAFORM',
    message: `${quote(folder)} holds something else than the module`,
    got: found.slice(0, 3).map(quote).join(', '),
    expected: 'a folder that is new, empty, or written by an earlier run',
    fix: 'name another folder',
  });
}

function readme(federation: Federation, files: Files): Promise<string> {
  const text = (name: string): string => files.get(name) ?? '';
  const accounts = [...federation.accounts.keys()].map((key) => ({
    folder: `examples/accounts/${key}`,
    shows: `account ${key} of ${declarationName(federation)}, as its own configuration`,
  }));
  return moduleReadme({
    variables: text('variables.tf'),
    outputs: text('outputs.tf'),
    versions: text('versions.tf'),
    examples: [
      { folder: 'examples/for-each-project', shows: 'two roles for each of your projects' },
      ...accounts,
    ],
  });
}
