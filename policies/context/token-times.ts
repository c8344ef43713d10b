import type { RawClaims } from './claims';

/** Clock skew that STS allows either way, in seconds. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc.html */
export const CLOCK_SKEW_SECONDS = 300;

interface TimeRefusal {
  readonly code: string;
  readonly reason: string;
  /** AWS's text, where the reason says more; the clock that it prints is shifted by the skew. */
  readonly text?: string;
}

/** Why STS refuses a token's times; `undefined` when it does not. Without `now` only their form is judged, and a missing one refuses nothing. */
export function timeRefusal(claims: RawClaims, now: number | undefined): TimeRefusal | undefined {
  const times: Record<'iat' | 'nbf' | 'exp', number | undefined> = {
    iat: undefined,
    nbf: undefined,
    exp: undefined,
  };
  for (const name of ['iat', 'nbf', 'exp'] as const) {
    const value = claims[name];
    if (value === undefined) continue;
    const time = timestamp(value);
    if (time === undefined)
      return {
        code: 'InvalidIdentityToken',
        reason: `Invalid timestamp in token claims. (\`${name}\`)`,
        text: 'Invalid timestamp in token claims.',
      };
    times[name] = time;
  }
  if (now === undefined) return undefined;
  if (times.iat !== undefined && times.iat > now + CLOCK_SKEW_SECONDS) {
    return { code: 'InvalidIdentityToken', reason: `Token issued in the future: ${times.iat}` };
  }
  if (times.nbf !== undefined && times.nbf > now + CLOCK_SKEW_SECONDS) {
    return {
      code: 'InvalidIdentityToken',
      reason: `Token not yet valid: ${now} is before ${times.nbf}, five minutes of skew allowed`,
      text: `Token not yet valid: current date/time ${now + CLOCK_SKEW_SECONDS} must be after or equal to the not-before date/time ${times.nbf}`,
    };
  }
  if (times.exp !== undefined && now - CLOCK_SKEW_SECONDS >= times.exp) {
    return {
      code: 'ExpiredTokenException',
      reason: `Token expired: ${now} is after ${times.exp}, five minutes of skew allowed`,
      text: `Token expired: current date/time ${now - CLOCK_SKEW_SECONDS} must be before the expiration date/time ${times.exp}`,
    };
  }
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html#manage-oidc-provider-prerequisites
  for (const name of ['iat', 'exp'] as const) {
    if (times[name] === undefined)
      return { code: 'InvalidIdentityToken', reason: `Missing a required claim: ${name}` };
  }
  return undefined;
}

/** Whole seconds, as a number or as text. */
function timestamp(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? value : undefined;
  return typeof value === 'string' && /^-?\d{1,15}$/.test(value) ? Number(value) : undefined;
}

/** Plain decimal text of a JSON number; `undefined` when it cannot be written without an exponent or a loss. */
export function numericText(value: number): string | undefined {
  const text = String(value);
  return /^-?\d+(\.\d+)?$/.test(text) && (Number.isSafeInteger(value) || text.includes('.'))
    ? text
    : undefined;
}
