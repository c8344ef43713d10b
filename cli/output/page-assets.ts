import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { PageAssets } from '../../policies/index';
import { COMMAND_FOLDER } from '../command-folder';

let assets: Promise<PageAssets> | undefined;

/**
 * The client side of the HTML report: as it was built beside the command, or in a checkout built now, in a process of its own, because
 * esbuild is there to develop and never a dependency of the package. Found once.
 */
export async function pageAssets(): Promise<PageAssets> {
  return (assets ??= findAssets());
}

async function findAssets(): Promise<PageAssets> {
  const { RefgateError } = await import('../../policies/index');
  try {
    return JSON.parse(await readFile(join(COMMAND_FOLDER, 'page.json'), 'utf8')) as PageAssets;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  try {
    const build = join(COMMAND_FOLDER, '../page/build.mjs');
    const { stdout } = await promisify(execFile)(process.execPath, [build], {
      maxBuffer: 1 << 26,
    });
    return JSON.parse(stdout) as PageAssets;
  } catch (error) {
    throw new RefgateError({
      code: 'ERR_INTERNAL',
      message: `the client side of the page is missing: ${(error as Error).message.split('\n')[0] ?? ''}`,
      fix: 'in a checkout run `npm ci`; an installed package has `dist/page.json`',
    });
  }
}
