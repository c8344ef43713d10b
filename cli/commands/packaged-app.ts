import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
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
  const loader = pathToFileURL(join(COMMAND_FOLDER, '../node_modules/tsx/dist/loader.mjs')).href;
  return { program: process.execPath, args: ['--import', loader, join(COMMAND_FOLDER, '../main.ts')] };
}
