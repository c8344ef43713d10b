import type { ReadTrust } from '../../policies/index';

/** Who can assume a role without a token of an OIDC provider, a sentence for each: no proof is about them. */
export async function besideTokens({
  policy,
}: Pick<ReadTrust, 'policy'>): Promise<readonly string[] | undefined> {
  const { otherCallersInWords } = await import('../../policies/index');
  const found = policy === undefined ? [] : otherCallersInWords(policy);
  return found.length === 0 ? undefined : found;
}

/** The sentence of {@link besideTokens} as a line of its own. */
export function besideTokensLine(sentence: string): string {
  return `beside tokens: ${sentence}; not part of the proof`;
}
