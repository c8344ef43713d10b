import { readdir } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { appliedByTest, isTestFile, parseRepeatedMembers, type Unresolved } from '../../policies/index';
import { hclToJson } from './hcl';
import { readRegularFile } from './regular-file';

/** Where Terraform looks for tests. */
const FOLDERS = ['.', 'tests'];

/** The tests of a configuration that make roles in the account, by themselves or by another module. */
export async function applyingTests(path: string, name: string): Promise<readonly Unresolved[]> {
  const found = await Promise.all(
    FOLDERS.map(async (folder) => {
      const names = (await readdir(join(path, folder)).catch(() => [])).filter(isTestFile).toSorted();
      const files = names.map(async (file) =>
        appliedByTest(posix.join(name, folder, file), await parsed(join(path, folder, file))),
      );
      return (await Promise.all(files)).flat();
    }),
  );
  return found.flat();
}

async function parsed(path: string): Promise<unknown> {
  try {
    const text = (await readRegularFile(path)).toString('utf8');
    if (!path.endsWith('.json')) return await hclToJson(text, path);
    const read = parseRepeatedMembers(text, path);
    return read.ok ? read.value : undefined;
  } catch {
    // what cannot be read may apply anything
    return undefined;
  }
}
