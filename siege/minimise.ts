import { complaintAbout, type Target } from './target';

/** How often a target is asked at most while one input is shortened. */
const MAX_TRIES = 600;

/**
 * Shortens an input as long as the target does the same wrong with it: pieces are removed, from halves down to single bytes.
 * @param complaint what it does wrong
 */
export async function minimised(target: Target, input: Buffer, complaint: string): Promise<Buffer> {
  let bytes = input;
  let tries = 0;
  for (let size = bytes.length >> 1; size >= 1;) {
    let shorter = false;
    for (let at = 0; at < bytes.length && tries < MAX_TRIES;) {
      const without = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + size)]);
      tries += 1;
      if ((await complaintAbout(target, without)) === complaint) {
        bytes = without;
        shorter = true;
      } else at += size;
    }
    if (tries >= MAX_TRIES) break;
    if (!shorter || size > 1) size = size === 1 ? 0 : size >> 1;
  }
  return bytes;
}
