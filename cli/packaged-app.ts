import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** A program and its arguments, to be started without a shell. */
export interface AppProgram {
  readonly program: string;
  readonly args: readonly string[];
}

/** The app that comes with the command: beside it where it was built, its sources in a checkout. */
export function packagedApp(): AppProgram {
  const built = join(__dirname, 'app.mjs');
  if (existsSync(built)) return { program: process.execPath, args: [built] };
  const loader = pathToFileURL(join(__dirname, '../node_modules/tsx/dist/loader.mjs')).href;
  return { program: process.execPath, args: ['--import', loader, join(__dirname, '../main.ts')] };
}
