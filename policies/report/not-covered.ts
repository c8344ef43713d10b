/** The page of the documentation that says why, and what covers it: beside the command, in the package and in the repository. */
export const NOT_COVERED_PAGE = 'docs/not-covered.md';

/** Where every text that says "proved" sends the reader. */
export const NOT_COVERED_HINT = `not covered by a proof: ${NOT_COVERED_PAGE}`;

/** What lies outside of every verdict: the rows of {@link NOT_COVERED_PAGE}, in its order. */
export const NOT_COVERED = [
  'what a job does with the role',
  'who may push to a protected ref, approve, or run its pipeline',
  'code on a protected branch, a compromised runner, a token that leaks',
  'a declaration that is not true',
  'an assumption that does not hold',
  'other principals of the trust policy: IAM users, AWS services, SAML',
  'other roles, users and keys of the account',
  'service and resource control policies, session policies',
  'changes after the proof',
  'the signature of a token, and its expiry',
] as const;
