/** A key of a JWKS, as it was published. */
export type PublishedKey = Readonly<Record<string, unknown>>;

/** The algorithms that STS takes, with the type of their key. @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html */
const ALGORITHMS = {
  RS256: 'RSA',
  RS384: 'RSA',
  RS512: 'RSA',
  ES256: 'EC',
  ES384: 'EC',
  ES512: 'EC',
} as const;

/** A signing algorithm that STS takes. */
export type Algorithm = keyof typeof ALGORITHMS;

/** Whether STS takes tokens that are signed so. */
export function isAlgorithm(value: unknown): value is Algorithm {
  return typeof value === 'string' && Object.hasOwn(ALGORITHMS, value);
}

/** STS takes at most so many keys of a type; with more it takes none of that type. */
export const MAX_KEYS = 100;

/**
 * The key that STS verifies a token with: the one with the token's `kid`, the last of several. A token without `kid` is verified only where
 * there is a single usable key. Keys without `kid`, for encryption, or with `key_ops` are not usable; the `alg` of a key is not looked at.
 * @returns `undefined` where STS finds none
 * @see https://github.com/radkawar/stackd/blob/9dc356f5e5cc49d2d334178a09c1398dd1c62617/internal/services/sts/testdata/oidc/README.md
 */
export function verificationKey(
  kid: unknown,
  algorithm: Algorithm,
  keys: readonly PublishedKey[],
): PublishedKey | undefined {
  const usable = keys.filter(isUsableKey);
  const counts = (type: unknown): number => usable.filter((key) => key.kty === type).length;
  const type = ALGORITHMS[algorithm];
  const known = new Map(usable.map((key) => [key.kid, key]));
  const found = kid === undefined ? (known.size === 1 ? usable.at(-1) : undefined) : known.get(kid);
  return found === undefined || found.kty !== type || counts(type) > MAX_KEYS ? undefined : found;
}

/** Whether STS takes the key at all, whatever its type and material. */
export function isUsableKey({ kid, use, key_ops: operations }: PublishedKey): boolean {
  return (
    typeof kid === 'string' && kid !== '' && (use === undefined || use === 'sig') && operations === undefined
  );
}
