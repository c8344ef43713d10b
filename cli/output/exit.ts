/** All holds. */
export const HOLDS = 0;
/** Findings, or a promise that is broken. */
export const BROKEN = 1;
/** Could not tell, or could not run. */
export const CANNOT_TELL = 2;
