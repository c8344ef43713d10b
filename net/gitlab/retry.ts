/** Attempts of one request, the first included. */
export const MAX_ATTEMPTS = 5;
/** A longer `Retry-After` is not waited for: the user decides when to come back. */
const MAX_WAIT_MS = 60_000;
const FIRST_WAIT_MS = 500;

/** What to do after an answer that says "later". */
export type Wait =
  { readonly kind: 'wait'; readonly ms: number } | { readonly kind: 'too_long'; readonly seconds: number };

/**
 * How long to wait before the next attempt: as the header says, else twice as long each time.
 * @param attempt counts from 1
 * @param now epoch milliseconds, for a date in the header
 * @see https://www.rfc-editor.org/rfc/rfc9110#field.retry-after
 * @see https://docs.gitlab.com/security/rate_limits/#rate-limit-headers
 */
export function waitBefore(attempt: number, retryAfter: string | null, now: number): Wait {
  const asked = retryAfter === null ? undefined : retryAfterMs(retryAfter, now);
  if (asked === undefined) return { kind: 'wait', ms: FIRST_WAIT_MS * 2 ** (attempt - 1) };
  return asked > MAX_WAIT_MS
    ? { kind: 'too_long', seconds: Math.ceil(asked / 1000) }
    : { kind: 'wait', ms: asked };
}

function retryAfterMs(header: string, now: number): number | undefined {
  const text = header.trim();
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000;
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
