/** All holds. */
export const HOLDS = 0;
/** Findings, or a promise that is broken. */
export const BROKEN = 1;
/** Could not tell, or could not run. */
export const CANNOT_TELL = 2;

/** What a command leaves behind: the exit code of the process. */
export interface Outcome {
  code: number;
}
