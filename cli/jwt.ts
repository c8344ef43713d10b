import { RefgateError, type RawClaims } from '../policies/index';

/**
 * The payload of a signed token, unverified: refgate judges what a token says, whoever signed it. The token itself goes nowhere:
 * no message repeats it.
 * @throws RefgateError when the text is no JWT
 */
export function payloadOf(token: string): RawClaims {
  const parts = token.trim().split('.');
  try {
    if (parts.length !== 3) throw new Error(`it has ${parts.length} parts, not three`);
    const payload: unknown = JSON.parse(Buffer.from(parts[1] as string, 'base64url').toString('utf8'));
    if (typeof payload !== 'object' || payload === null || Array.isArray(payload))
      throw new Error('its payload is no object');
    return payload as RawClaims;
  } catch (error) {
    const why = error instanceof SyntaxError ? 'its payload is no JSON' : (error as Error).message;
    throw new RefgateError({
      code: 'ERR_CLAIMS',
      message: `the token is no JWT: ${why}`,
      expected: 'the ID token of a GitLab job, three parts with dots between them',
      fix: 'give the value of the `id_tokens` variable; for a payload use `--claims`',
    });
  }
}
