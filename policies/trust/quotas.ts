/**
 * Characters that a role's trust policy may have by default; adjustable (quota `L-C07B4B0D`).
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
export const TRUST_POLICY_QUOTA = 2048;

/**
 * Size in characters, as IAM counts it: white space between the tokens of the document is free. White space inside texts is counted here,
 * because no source says whether it is free too: the result is an upper bound.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-entity-length
 */
export function policySize(document: unknown): number {
  return JSON.stringify(document).length;
}
