import { randomBytes } from 'node:crypto';
import type { CryptoKey, JWK } from 'jose';
import type { Algorithm, PublishedKey } from '../../policies/index';

/** The keys of the simulated GitLab: made at start, never written to disk. */
export interface IssuerKeys {
  /** As the JWKS has them: public parts only. */
  readonly published: readonly PublishedKey[];
  /** Signs any payload. */
  readonly sign: (claims: object, algorithm: Algorithm) => Promise<string>;
}

/** One key for the RSA algorithms, as GitLab has, and one for each curve. */
const KEYS: Readonly<Record<string, readonly Algorithm[]>> = {
  rsa: ['RS256', 'RS384', 'RS512'],
  p256: ['ES256'],
  p384: ['ES384'],
  p521: ['ES512'],
};

/** What they can sign with. */
export const SIGNING_ALGORITHMS: readonly Algorithm[] = Object.values(KEYS).flat();

export async function newIssuerKeys(): Promise<IssuerKeys> {
  const { CompactSign, exportJWK, generateKeyPair, importJWK } = await import('jose');
  const signing = new Map<Algorithm, { readonly kid: string; readonly key: CryptoKey }>();
  const published: PublishedKey[] = [];
  for (const [name, algorithms] of Object.entries(KEYS)) {
    const [first = 'RS256'] = algorithms;
    const { privateKey } = await generateKeyPair(first, { extractable: true });
    const jwk = await exportJWK(privateKey);
    const kid = `refgate-fake-${name}-${randomBytes(6).toString('hex')}`;
    published.push({ ...publicPart(jwk), kid, use: 'sig', alg: first });
    for (const algorithm of algorithms)
      signing.set(algorithm, { kid, key: (await importJWK(jwk, algorithm)) as CryptoKey });
  }
  return {
    published,
    sign: async (claims, algorithm) => {
      const { kid, key } = signing.get(algorithm) as { kid: string; key: CryptoKey };
      const payload = new TextEncoder().encode(JSON.stringify(claims));
      return new CompactSign(payload).setProtectedHeader({ alg: algorithm, kid, typ: 'JWT' }).sign(key);
    },
  };
}

function publicPart({ kty, n, e, crv, x, y }: JWK): PublishedKey {
  return kty === 'RSA' ? { kty, n, e } : { kty, crv, x, y };
}

/** Verifies signatures; a key is imported once for each algorithm. */
export async function signatureVerifier(): Promise<
  (token: string, key: PublishedKey, algorithm: Algorithm) => Promise<boolean>
> {
  const { compactVerify, importJWK } = await import('jose');
  const imported = new WeakMap<PublishedKey, Map<Algorithm, CryptoKey | Uint8Array>>();
  return async (token, key, algorithm) => {
    try {
      const known = imported.get(key) ?? new Map<Algorithm, CryptoKey | Uint8Array>();
      imported.set(key, known);
      // STS does not look at the `alg` of a key: the header of the token names the hash
      const { alg: _alg, ...material } = key;
      const ready = known.get(algorithm) ?? (await importJWK(material as JWK, algorithm));
      known.set(algorithm, ready);
      await compactVerify(token, ready, { algorithms: [algorithm] });
      return true;
    } catch {
      return false;
    }
  };
}
