import { AWS_ERRORS } from './aws-errors';
import { CLIENT_ERRORS } from './client-errors';
import { GITLAB_ERRORS } from './gitlab-errors';
import type { KnownError } from './known-error';

/** Every text that is known, with its entry in the documentation. */
export const KNOWN_ERRORS: readonly KnownError[] = [...AWS_ERRORS, ...CLIENT_ERRORS, ...GITLAB_ERRORS];

/**
 * The entries that a message belongs to, the one with the longest matching text first; none where nothing is known of it.
 * @param message what was shown, in full or in part: a part of a known text will do from eight characters on
 */
export function findKnownErrors(message: string): readonly KnownError[] {
  const asked = plain(message);
  const matches = KNOWN_ERRORS.map((error) => ({
    error,
    length: Math.max(...error.texts.map((text) => matchLength(asked, plain(text)))),
  })).filter(({ length }) => length > 0);
  return matches.toSorted((one, other) => other.length - one.length).map(({ error }) => error);
}

/** A shorter text is not a reliable part of another. */
const SHORTEST_PART = 8;

function matchLength(asked: string, text: string): number {
  if (asked.includes(text)) return text.length;
  return asked.length >= SHORTEST_PART && text.includes(asked) ? asked.length : 0;
}

/** Case, white space and the form of quotation marks differ between tools. */
function plain(text: string): string {
  return text
    .toLowerCase()
    .replace(/[\u2018\u2019`]/g, "'")
    .replace(/\s+/g, ' ')
    .trim();
}

/** Anchor of a heading, as GitLab and GitHub make it. */
export function sectionAnchor(section: string): string {
  return section
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replace(/\s/g, '-');
}
