import type { RawClaims } from '../context/index';

/** An ID token taken apart; its signature is not verified. */
export interface IdToken {
  readonly header: Readonly<Record<string, unknown>>;
  readonly claims: RawClaims;
}

/**
 * Reads a JWT in its compact form. Of a member that is there twice the last one counts, as at AWS.
 * @returns `undefined` for anything else, and for a header with critical extensions, which STS knows none of
 * @see https://datatracker.ietf.org/doc/html/rfc7515#section-4.1.11
 */
export function readIdToken(text: string): IdToken | undefined {
  const parts = text.split('.');
  if (parts.length !== 3 || parts[2] === '') return undefined;
  const header = decode(parts[0] as string);
  const claims = decode(parts[1] as string);
  if (header === undefined || claims === undefined || 'crit' in header) return undefined;
  return { header, claims };
}

function decode(part: string): Readonly<Record<string, unknown>> | undefined {
  if (!/^[\w-]+$/.test(part)) return undefined;
  try {
    const binary = atob(part.replaceAll('-', '+').replaceAll('_', '/'));
    const value: unknown = JSON.parse(/[\u0080-\u00ff]/.test(binary) ? decodeUtf8(binary) : binary);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

/** @throws when the bytes, a character each, are not UTF-8 */
function decodeUtf8(binary: string): string {
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < bytes.length; at += 1) bytes[at] = binary.charCodeAt(at);
  return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
}
