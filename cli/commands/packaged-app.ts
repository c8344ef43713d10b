import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { devDependencies } from '../../package.json';
import { COMMAND_FOLDER } from '../command-folder';

/** A program and its arguments, to be started without a shell. */
export interface AppProgram {
  readonly program: string;
  readonly args: readonly string[];
}

/** The app that comes with the command: beside it where it was built, its sources in a checkout. */
export function packagedApp(): AppProgram {
  const built = join(COMMAND_FOLDER, 'app.mjs');
  if (existsSync(built)) return { program: process.execPath, args: [built] };
  const root = join(COMMAND_FOLDER, '..');
  return { program: process.execPath, args: [join(root, 'scripts/run.mjs'), join(root, 'main.ts')] };
}

/** What writes Terraform and nothing else needs: optional peers of the package, as `npm install` takes them, in the versions tried here. */
const WRITERS = ['@cdktf/provider-aws', '@cdktf/provider-gitlab', 'cdktf', 'constructs'] as const;

/**
 * Sees that what the app of this package loads can be found from it: who only judges has not installed it.
 * @throws RefgateError `ERR_MISSING_PACKAGE`, with the command that installs what is missing
 */
export async function requireWriters(): Promise<void> {
  const folders = createRequire(join(COMMAND_FOLDER, 'app.mjs')).resolve.paths('cdktf') ?? [];
  const missing = WRITERS.filter((name) => !folders.some((folder) => existsSync(join(folder, name))));
  if (missing.length === 0) return;
  const { RefgateError } = await import('../../policies/index');
  throw new RefgateError({
    code: 'ERR_MISSING_PACKAGE',
    message: `to write Terraform, refgate needs ${missing.map((name) => `\`${name}\``).join(', ')}; to judge it does not`,
    fix: `run \`npm install --save-dev ${missing.map((name) => `${name}@${devDependencies[name]}`).join(' ')}\``,
  });
}
