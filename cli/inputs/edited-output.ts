import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { DIGESTS_FILE, parseDigests, RefgateError, type WrittenArtifact } from '../../policies/index';
import { systemReason } from '../system-reason';
import { readRegularFile } from './regular-file';

/**
 * What a synth wrote and somebody changed since, roles or not: such as a provider block, an output, or a guard. Nothing is said of a folder
 * without digests, which an app that does not write with refgate leaves.
 * @param outdir the output of a synth
 * @param name what the user calls it
 * @param configuration the files below it that Terraform loads
 * @throws RefgateError when the digests, or a file of theirs, cannot be read
 */
export async function editedOutput(
  outdir: string,
  name: string,
  configuration: readonly string[],
): Promise<WrittenArtifact['unresolved']> {
  const text = await readIn(outdir, DIGESTS_FILE, name);
  if (text === undefined) return [];
  const read = parseDigests(text.toString('utf8'), join(name, DIGESTS_FILE));
  if (!read.ok) throw new RefgateError(read.problem);
  const { digests } = read;
  const compared = await Promise.all(
    [...digests].map(async ([file, digest]) => {
      const bytes = await readIn(outdir, file, name);
      if (bytes === undefined) return [edited(join(name, file), 'was removed')];
      // a checkout may have changed the ends of lines
      const same = [bytes, Buffer.from(bytes.toString('latin1').replaceAll('\r\n', '\n'), 'latin1')].some(
        (form) => createHash('sha256').update(form).digest('hex') === digest,
      );
      return same ? [] : [edited(join(name, file), 'was edited')];
    }),
  );
  const added = configuration.filter((file) => !digests.has(file));
  return [...compared.flat(), ...added.map((file) => edited(join(name, file), 'was added'))];
}

function edited(file: string, what: string): WrittenArtifact['unresolved'][number] {
  return {
    address: file,
    concerns: 'module',
    reason: `it ${what} after the last synth: what ships is not what the synth judged; synthesize again, or, where another program writes the folder, remove \`${DIGESTS_FILE}\``,
    position: { file, line: 1, column: 1 },
  };
}

async function readIn(outdir: string, file: string, name: string): Promise<Buffer | undefined> {
  try {
    return await readRegularFile(join(outdir, file));
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw new RefgateError({
      code: 'ERR_INPUT_READ',
      message: `cannot read \`${join(name, file)}\`: ${systemReason(error)}`,
      fix: 'synthesize again',
    });
  }
}
