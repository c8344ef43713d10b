import type { VerdictWord } from '../../policies/index';

/** All holds. */
export const HOLDS = 0;
/** Findings, or a promise that is broken. */
export const BROKEN = 1;
/** Could not tell, or could not run. */
export const CANNOT_TELL = 2;

/** The exit code of each verdict. */
export const EXIT_OF: Readonly<Record<VerdictWord, number>> = {
  holds: HOLDS,
  broken: BROKEN,
  cannot_tell: CANNOT_TELL,
};

/** What a command leaves behind: the exit code of the process. */
export interface Outcome {
  code: number;
}
