import { isObject, jwksOf } from './documents';
import type { IssuerFacts, KeyInspection } from './facts';
import type { Position } from '../errors';
import { quote } from '../errors';

/** A key of the JWKS with its place. */
export interface SeenKey {
  readonly index: number;
  /** `key 2 (kid `x`)`, for messages. */
  readonly label: string;
  readonly members: Readonly<Record<string, unknown>>;
  readonly inspection: KeyInspection;
  readonly position?: Position;
}

const read = new WeakMap<IssuerFacts, readonly SeenKey[] | undefined>();

/** The keys of the JWKS that are JSON objects; `undefined` where there is no list of keys. Read once. */
export function keysOf(facts: IssuerFacts): readonly SeenKey[] | undefined {
  if (!read.has(facts)) read.set(facts, readKeys(facts));
  return read.get(facts);
}

function readKeys(facts: IssuerFacts): readonly SeenKey[] | undefined {
  const document = jwksOf(facts);
  const list = document?.members.keys;
  if (document === undefined || !Array.isArray(list)) return undefined;
  const inspections = facts.jwks.seen ? facts.jwks.value.keys : undefined;
  return list.flatMap((members: unknown, index): readonly SeenKey[] => {
    if (!isObject(members)) return [];
    const position = document.at('keys', index);
    const kid = typeof members.kid === 'string' && members.kid !== '' ? ` (kid ${quote(members.kid)})` : '';
    return [
      {
        index,
        label: `key ${index + 1}${kid}`,
        members,
        inspection: inspections?.[index] ?? {},
        position,
      },
    ];
  });
}

/** Bytes of a coordinate for each curve whose signatures STS takes. @see https://www.rfc-editor.org/rfc/rfc7518#section-6.2.1.1 */
export const CURVE_BYTES: Readonly<Record<string, number>> = { 'P-256': 32, 'P-384': 48, 'P-521': 66 };

/** Bytes of a base64url text without padding; `undefined` where it is none. */
export function base64urlBytes(value: unknown): number | undefined {
  if (typeof value !== 'string' || !/^[A-Za-z0-9_-]+$/.test(value) || value.length % 4 === 1)
    return undefined;
  return Math.floor((value.length * 3) / 4);
}

/** Bits of an RSA modulus in base64url, leading zeros not counted. */
export function modulusBits(value: unknown): number | undefined {
  const bytes = base64urlBytes(value);
  if (bytes === undefined) return undefined;
  const zeros = /^A*/.exec(value as string)?.[0].length ?? 0;
  const first = ALPHABET.indexOf((value as string)[zeros] ?? 'A');
  return first <= 0 ? 0 : Math.max(0, bytes * 8 - zeros * 6 - (Math.clz32(first) - 26));
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
