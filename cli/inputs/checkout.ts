import { realpath, stat } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';

/**
 * The directory outside of which no file of a configuration is read: the checkout that holds it. Without a checkout it is the working
 * directory, if the configuration is below it, or else the directory of the configuration.
 * @param root the root module
 */
export async function readingLimit(root: string, cwd: string): Promise<string> {
  const checkout = await checkoutOf(root);
  if (checkout !== undefined) return checkout;
  const start = await real(root);
  const working = await real(cwd);
  return isWithin(start, working) && dirname(working) !== working ? working : start;
}

/** The checkout that holds a directory; `undefined` outside of one. */
export async function checkoutOf(directory: string): Promise<string | undefined> {
  for (let place = await real(directory); dirname(place) !== place; place = dirname(place)) {
    if (await exists(join(place, '.git'))) return place;
  }
  return undefined;
}

/** Whether a path, with its links followed, is within the limit. What does not exist is where its directory is. */
export async function isReadable(path: string, limit: string): Promise<boolean> {
  return isWithin(await real(path), limit);
}

function isWithin(path: string, limit: string): boolean {
  return path === limit || path.startsWith(limit.endsWith(sep) ? limit : `${limit}${sep}`);
}

async function real(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch {
    const parent = dirname(path);
    return parent === path ? path : resolve(await real(parent), path.slice(parent.length + 1));
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch {
    return false;
  }
}
