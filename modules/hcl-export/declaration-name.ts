import path from 'node:path';
import type { Federation } from '../../policies/index';

/** What files that are handed over call the declaration: an absolute path would name the machine that wrote them. */
export function declarationName({ file }: Federation): string {
  return path.isAbsolute(file) ? path.basename(file) : file;
}
