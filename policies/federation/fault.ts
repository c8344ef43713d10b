import type { Problem } from '../errors';
import type { Path } from './yaml-tree';

/** A problem that does not know yet where in the file it is. */
export type Fault = Omit<Problem, 'pointer' | 'position'>;

/** A fault at a place inside of a value. */
export interface InnerFault {
  readonly path: Path;
  readonly fault: Fault;
}
