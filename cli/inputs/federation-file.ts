import type { Federation } from '../../policies/index';
import { readRegularFile } from './regular-file';
import { systemReason } from '../system-reason';

/**
 * Reads a declaration.
 * @param path where it is
 * @param name what the user calls it, for messages
 * @throws RefgateError with every problem of the file
 */
export async function readFederation(path: string, name: string): Promise<Federation> {
  const { parseFederation, RefgateError } = await import('../../policies/index');
  const parsed = parseFederation(await readDeclarationText(path, name), name);
  if (parsed.ok) return parsed.federation;
  throw new RefgateError(parsed.problems);
}

/** The text of a declaration. @throws RefgateError when it cannot be read */
export async function readDeclarationText(path: string, name: string): Promise<string> {
  try {
    return (await readRegularFile(path)).toString('utf8');
  } catch (error) {
    const { RefgateError } = await import('../../policies/index');
    throw new RefgateError({
      code: 'ERR_INPUT_READ',
      message: `cannot read \`${name}\`: ${systemReason(error)}`,
      fix: 'name the declaration with `--file`, or write a first one with `refgate init`',
    });
  }
}
