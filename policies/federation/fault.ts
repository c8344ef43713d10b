import type { Problem } from '../errors';

/** A problem that does not know yet where in the file it is. */
export type Fault = Omit<Problem, 'pointer' | 'position'>;
