export type { KnownError } from './known-error';
export { findKnownErrors, KNOWN_ERRORS, sectionAnchor } from './find-known-errors';
