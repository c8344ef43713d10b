import { createPublicKey, X509Certificate, type JsonWebKey } from 'node:crypto';
import type { KeyInspection } from '../../policies/index';

/** What Node's cryptography says about each key of a key set, in its order; nothing where the text holds no list of keys. */
export function inspectKeys(text: string): readonly KeyInspection[] | undefined {
  try {
    const { keys } = JSON.parse(text) as { readonly keys?: unknown };
    return Array.isArray(keys) ? keys.map(inspect) : undefined;
  } catch {
    return undefined;
  }
}

function inspect(key: unknown): KeyInspection {
  if (typeof key !== 'object' || key === null) return { unreadable: 'it is not a JSON object' };
  const { kty, n, e, crv, x, y, x5c } = key as Readonly<Record<string, unknown>>;
  if (kty !== 'RSA' && kty !== 'EC') return {};
  try {
    // the public members alone: nothing that is private enters a message of the library
    const jwk = (kty === 'RSA' ? { kty, n, e } : { kty, crv, x, y }) as JsonWebKey;
    const publicKey = createPublicKey({ key: jwk, format: 'jwk' });
    const [first] = Array.isArray(x5c) ? (x5c as readonly unknown[]) : [];
    if (typeof first !== 'string') return {};
    const certificate = new X509Certificate(Buffer.from(first, 'base64'));
    return { isOfCertificate: certificate.publicKey.equals(publicKey) };
  } catch (error) {
    return { unreadable: (error as Error).message.replace(/^error:[^:]*:[^:]*:[^:]*:/, '') };
  }
}
