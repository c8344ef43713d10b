import type { Problem } from '../errors';
import { quote } from '../errors';

/** The file in which a synth keeps the digests of what it wrote, in the folder of its output. */
export const DIGESTS_FILE = 'refgate.sha256';

/** The file that keeps two synths of one output apart, in the folder of the output; it holds the id of the process that writes. */
export const LOCK_FILE = '.refgate.lock';

/** The digests of a synth by the path of each file below its folder, or what is wrong with their file. */
export type OutputDigests =
  | { readonly ok: true; readonly digests: ReadonlyMap<string, string> }
  | { readonly ok: false; readonly problem: Problem };

const LINE = /^([0-9a-f]{64}) {2}(\S.*)$/;

/**
 * Reads lines as `sha256sum` writes them.
 * @see https://www.gnu.org/software/coreutils/manual/html_node/sha2-utilities.html
 */
export function parseDigests(text: string, file: string): OutputDigests {
  const digests = new Map<string, string>();
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line === '') continue;
    const [, digest = '', name = ''] = LINE.exec(line) ?? [];
    const isBelow = !name.startsWith('/') && !name.split('/').includes('..');
    if (name === '' || !isBelow || digests.has(name))
      return { ok: false, problem: malformed(file, index + 1) };
    digests.set(name, digest);
  }
  return digests.size === 0 ? { ok: false, problem: malformed(file, 1) } : { ok: true, digests };
}

function malformed(file: string, line: number): Problem {
  return {
    code: 'ERR_INPUT_KIND',
    message: `${quote(file)} does not hold the digests of a synth`,
    expected: 'lines of a SHA-256 digest and a path below the folder, each path once',
    fix: 'synthesize again',
    position: { file, line, column: 1 },
  };
}
