import type { RawClaims } from '../policies/index';

/** A payload as JSON, or a whole ID token, of which only the payload is read; a text says what is wrong. */
export function readClaims(text: string): RawClaims | string {
  const trimmed = text.trim();
  if (trimmed === '') return 'paste the payload of an ID token';
  const [, payload] = /^[\w-]+\.([\w-]+)\.[\w-]*$/.exec(trimmed) ?? [];
  let value: unknown;
  try {
    value = JSON.parse(payload === undefined ? trimmed : decode(payload));
  } catch (error) {
    return `this is not JSON: ${error instanceof Error ? error.message : String(error)}`;
  }
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as RawClaims)
    : 'the payload of a token is a JSON object';
}

function decode(base64url: string): string {
  const bytes = atob(base64url.replaceAll('-', '+').replaceAll('_', '/'));
  return new TextDecoder().decode(Uint8Array.from(bytes, (byte) => byte.charCodeAt(0)));
}
