import { CANNOT_TELL, HOLDS } from '../output/exit';
import { withoutTokens } from '../inputs/jwt';
import { readText } from '../inputs/text-input';
import type { Terminal } from '../output/terminal';

/** A message is a few lines; a whole log would match everything. */
const MAX_LENGTH = 10_000;

/**
 * Prints what an error message of AWS, GitLab, an SDK or Terraform means, and what is needed next.
 * @param given the text, or `-` for standard input
 * @returns 2 where the text is not known
 * @throws RefgateError when standard input cannot be read
 */
export async function explainError(given: string, terminal: Terminal): Promise<number> {
  const { findKnownErrors, quote, sectionAnchor } = await import('../../policies/index');
  const text = (given === '-' ? await readText('-', terminal) : given).slice(0, MAX_LENGTH);
  const [best, ...others] = findKnownErrors(text);
  if (best === undefined) {
    terminal.out(
      [
        `no entry is known for ${quote(withoutTokens(text.trim()))}`,
        'give the whole message with its code, such as `AccessDenied` or `InvalidIdentityToken`;',
        'or describe what the job sent: `refgate explain ROLE --token-env AWS_TOKEN`, `refgate ci --lint .gitlab-ci.yml`',
        '',
      ].join('\n'),
    );
    return CANNOT_TELL;
  }
  terminal.out(
    [
      `${best.section} (${best.from === 'client' ? 'from the client, before AWS was asked' : `from ${best.from}`})`,
      `  ${best.cause}`,
      'next:',
      ...best.next.map((line) => `  - ${line}`),
      `docs/troubleshooting.md#${sectionAnchor(best.section)}`,
      ...others.slice(0, 2).map(({ section }) => `also matches: ${section}`),
      '',
    ].join('\n'),
  );
  return HOLDS;
}
