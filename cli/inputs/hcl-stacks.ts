import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';

import type { StackOnDisk } from './stacks';
import type { Terminal } from '../output/terminal';

/** Reads every stack that a synth wrote as HCL: each is a folder in `stacks`, under the key of its account. */
export async function readHclStacks(out: string, terminal: Terminal): Promise<readonly StackOnDisk[]> {
  const { readInput } = await import('./read-input');
  const folder = join(out, 'stacks');
  const entries = await readdir(resolve(terminal.cwd, folder), { withFileTypes: true });
  const names = entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])).toSorted();
  const stacks = await Promise.all(
    names.map(async (name): Promise<readonly StackOnDisk[]> => {
      const input = await readInput(join(folder, name), terminal);
      if (input.kind === 'federation') return [];
      const file = resolve(terminal.cwd, folder, name, 'main.tf');
      return input.artifacts.map((artifact) => ({ name, file, artifact }));
    }),
  );
  return stacks.flat();
}
