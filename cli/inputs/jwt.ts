import { RefgateError } from '../../policies/errors';
import type { RawClaims } from '../../policies/index';

/**
 * The payload of a signed token, unverified: refgate judges what a token says, whoever signed it. The token itself goes nowhere:
 * no message repeats it.
 * @see https://www.rfc-editor.org/rfc/rfc7515#section-7.1
 * @throws RefgateError when the text is not a JWT
 */
export function payloadOf(token: string): RawClaims {
  const parts = token.trim().split('.');
  try {
    if (token.trim() === '') throw new Error('it is empty');
    if (parts.length !== 3)
      throw new Error(`it has ${parts.length === 1 ? 'one part' : `${parts.length} parts`}, not three`);
    const foreign = parts.findIndex((part) => !/^[\w-]+$/.test(part));
    // the compact serialization has no white space, no padding and no empty part: STS answers InvalidIdentityToken
    if (foreign >= 0)
      throw new Error(`its ${['header', 'payload', 'signature'][foreign]} is not base64url without padding`);
    const payload: unknown = JSON.parse(Buffer.from(parts[1] as string, 'base64url').toString('utf8'));
    if (typeof payload !== 'object' || payload === null || Array.isArray(payload))
      throw new Error('its payload is not an object');
    return payload as RawClaims;
  } catch (error) {
    const why = error instanceof SyntaxError ? 'its payload is not JSON' : (error as Error).message;
    throw new RefgateError({
      code: 'ERR_CLAIMS',
      message: `the token is not a JWT: ${why}`,
      expected: 'the ID token of a GitLab job, three parts with dots between them',
      fix: 'give the value of the `id_tokens` variable; for a payload use `--claims`',
    });
  }
}

const JWT = /\beyJ[\w-]{8,}(?:\.[\w-]*){1,2}/g;

/** Whether a text that should name something is a token itself. */
export function isToken(text: string): boolean {
  return /^\s*eyJ[\w-]{8,}\.[\w-]+\.[\w-]*\s*$/.test(text);
}

/** A text for the user without any token in it, whatever it was taken for. */
export function withoutTokens(text: string): string {
  return text.replace(JWT, '<token>');
}
