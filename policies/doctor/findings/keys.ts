import { quote } from '../../errors';
import { isAlgorithm, isUsableKey, MAX_KEYS } from '../../sts/index';
import { jwksOf, placed, readDocument, shown } from '../documents';
import type { IssuerFacts } from '../facts';
import {
  documented,
  inferred,
  observed,
  type FindingDefinition,
  type FindingSeverity,
  type IssuerMatch,
} from '../finding';
import { base64urlBytes, CURVE_BYTES, keysOf, modulusBits, type SeenKey } from '../jwk';
import { ISSUER_SOURCES } from '../sources';

const FROM_GITLAB =
  'publish the keys as GitLab has them at `/oauth/discovery/keys`: `kty`, `kid`, `e`, `n`, `use`, `alg`';
const NO_KEY = observed('no_verification_key');

/** The key set, the document at `jwks_uri`. */
export const KEY_FINDINGS: readonly FindingDefinition[] = [
  {
    id: 'jwks-not-json',
    severity: 'error',
    title: 'the key set is not a JSON object',
    needs: ['jwks'],
    causes: [documented('no_verification_key')],
    fix: 'let `/oauth/discovery/keys` through to GitLab without a sign-in page, a proxy page or a redirect in front',
    sources: [ISSUER_SOURCES.jwk, ISSUER_SOURCES.awsNoKey],
    run: ({ jwks }) => {
      const reading = jwks.seen ? readDocument(jwks.value) : undefined;
      return reading?.ok === false ? [{ message: reading.problem }] : [];
    },
  },
  {
    id: 'jwks-without-keys',
    severity: 'error',
    title: 'the key set has no list of keys',
    needs: ['jwks'],
    causes: [documented('no_verification_key')],
    fix: FROM_GITLAB,
    sources: [ISSUER_SOURCES.jwk, ISSUER_SOURCES.awsCreateGuide],
    run: (facts) => {
      const document = jwksOf(facts);
      if (document === undefined) return [];
      const { keys } = document.members;
      if (!Array.isArray(keys))
        return [
          {
            message: `\`keys\` of the key set is ${shown(keys)}, not a list`,
            ...placed(document.at('keys')),
          },
        ];
      if (keys.length === 0) return [{ message: 'the list `keys` is empty', ...placed(document.at('keys')) }];
      return [];
    },
  },
  {
    id: 'no-usable-key',
    severity: 'error',
    title: 'STS can use none of the keys',
    needs: ['jwks'],
    causes: [NO_KEY],
    fix: FROM_GITLAB,
    sources: [ISSUER_SOURCES.recordedTokens],
    run: (facts) => {
      const keys = keysOf(facts) ?? [];
      if (keys.length === 0 || keys.some(isSound)) return [];
      return [{ message: `none of the ${keys.length} keys can verify a token` }];
    },
  },
  each({
    id: 'key-without-kid',
    title: 'a key has no `kid`',
    causes: [NO_KEY],
    fix: 'give each key its `kid`, as GitLab does; a token names its key by it',
    sources: [ISSUER_SOURCES.recordedTokens, ISSUER_SOURCES.awsCreateGuide],
    run: ({ members: { kid } }) =>
      typeof kid === 'string' && kid !== ''
        ? undefined
        : { message: `has ${kid === undefined ? 'no `kid`' : `the \`kid\` ${shown(kid)}`}` },
  }),
  each({
    id: 'key-use',
    title: 'a key is not for signatures',
    causes: [NO_KEY],
    fix: 'publish the signing key with `"use": "sig"`',
    sources: [ISSUER_SOURCES.recordedTokens],
    run: ({ members: { use } }, others) =>
      use === undefined || use === 'sig'
        ? undefined
        : { message: `has \`use\` ${shown(use)}; STS takes \`sig\``, severity: ifOthers(others) },
  }),
  each({
    id: 'key-ops',
    title: 'a key has `key_ops`',
    causes: [NO_KEY],
    fix: 'remove `key_ops`, even `["verify"]`',
    sources: [ISSUER_SOURCES.recordedTokens],
    run: ({ members: { key_ops: operations } }) =>
      operations === undefined
        ? undefined
        : { message: `has \`key_ops\` ${shown(operations)}; STS accepts no key with it` },
  }),
  each({
    id: 'key-type',
    title: 'a key is of a type that STS does not take',
    causes: [documented('no_verification_key')],
    fix: 'sign with an RSA key, as GitLab does, or with P-256, P-384 or P-521',
    sources: [ISSUER_SOURCES.awsAssume, ISSUER_SOURCES.awsCreateGuide],
    run: ({ members: { kty, crv } }, others) => {
      if (kty === 'RSA') return undefined;
      if (kty !== 'EC')
        return { message: `has \`kty\` ${shown(kty)}; STS takes RSA and EC`, severity: ifOthers(others) };
      return typeof crv === 'string' && Object.hasOwn(CURVE_BYTES, crv)
        ? undefined
        : {
            message: `has the curve ${shown(crv)}; STS takes P-256, P-384 and P-521`,
            severity: ifOthers(others),
          };
    },
  }),
  each({
    id: 'key-malformed',
    title: 'a key cannot be read',
    causes: [NO_KEY],
    fix: FROM_GITLAB,
    sources: [ISSUER_SOURCES.jwa, ISSUER_SOURCES.recordedTokens],
    run: (key) => {
      const why = malformed(key);
      return why === undefined ? undefined : { message: why };
    },
  }),
  each({
    id: 'key-certificate',
    title: 'the certificate of a key holds another key',
    causes: [NO_KEY],
    fix: 'remove `x5c`, or renew it together with the key',
    sources: [ISSUER_SOURCES.recordedTokens],
    run: ({ inspection: { isOfCertificate } }) =>
      isOfCertificate === false ? { message: 'has an `x5c` of another key' } : undefined,
  }),
  each({
    id: 'key-size',
    title: 'an RSA key is shorter than 2048 bits',
    severity: 'unknown',
    causes: [inferred('not_validated')],
    fix: 'sign with a key of 2048 bits or more',
    sources: [ISSUER_SOURCES.jwa],
    run: ({ members: { kty, n } }) => {
      const bits = kty === 'RSA' ? modulusBits(n) : undefined;
      return bits === undefined || bits >= 2048 || bits === 0
        ? undefined
        : {
            message: `has ${bits} bits; RS256 wants 2048 or more, and no public text says whether STS takes less`,
          };
    },
  }),
  each({
    id: 'key-algorithm',
    title: 'a key announces an algorithm that STS does not take',
    severity: 'warning',
    causes: [inferred('not_validated')],
    fix: 'sign with RS256, as GitLab does',
    sources: [ISSUER_SOURCES.awsAssume, ISSUER_SOURCES.recordedTokens],
    run: ({ members: { alg } }) =>
      alg === undefined || isAlgorithm(alg)
        ? undefined
        : {
            message: `has \`alg\` ${shown(alg)}; STS goes by the \`alg\` of the token, and refuses one that is signed so`,
          },
  }),
  each({
    id: 'private-key-published',
    title: 'a private key is published',
    causes: [],
    fix: 'generate a new signing key at once, publish its public part only, and look for sessions that no job of yours asked for',
    sources: [ISSUER_SOURCES.jwa],
    run: ({ members }) => {
      const secret = PRIVATE_MEMBERS.filter((name) => Object.hasOwn(members, name));
      return secret.length === 0
        ? undefined
        : {
            message: `has ${secret.map(quote).join(', ')}: everybody who read it can mint tokens for every role`,
          };
    },
  }),
  {
    id: 'duplicate-kid',
    severity: 'warning',
    title: 'two keys have one `kid`',
    needs: ['jwks'],
    causes: [NO_KEY],
    fix: 'give each key its own `kid`; of two, STS takes the last',
    sources: [ISSUER_SOURCES.recordedTokens],
    run: duplicateKids,
  },
  {
    id: 'too-many-keys',
    severity: 'error',
    title: `there are more than ${MAX_KEYS} keys of a type`,
    needs: ['jwks'],
    causes: [NO_KEY],
    fix: `remove keys that sign no more; AWS takes ${MAX_KEYS} RSA and ${MAX_KEYS} EC keys`,
    sources: [ISSUER_SOURCES.awsCreateGuide, ISSUER_SOURCES.recordedTokens],
    run: (facts) =>
      ['RSA', 'EC'].flatMap((type) => {
        const number = (keysOf(facts) ?? []).filter(({ members }) => members.kty === type).length;
        return number > MAX_KEYS
          ? [
              {
                message: `there are ${number} ${type} keys; with more than ${MAX_KEYS} STS takes none of them`,
              },
            ]
          : [];
      }),
  },
];

/** @see https://www.rfc-editor.org/rfc/rfc7518#section-6.2.2 */
const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];

interface KeyFinding extends Omit<FindingDefinition, 'severity' | 'needs' | 'run'> {
  /** @default error */
  readonly severity?: FindingSeverity;
  /** @param others the other keys that STS can use */
  readonly run: (key: SeenKey, others: readonly SeenKey[]) => IssuerMatch | undefined;
}

/** A finding about each key by itself. */
function each({ run, severity = 'error', ...finding }: KeyFinding): FindingDefinition {
  return {
    ...finding,
    severity,
    needs: ['jwks'],
    run: (facts) => {
      const keys = keysOf(facts) ?? [];
      const sound = keys.filter(isSound);
      return keys.flatMap((key) => {
        const others = sound.filter((other) => other !== key);
        const match = run(key, others);
        return match === undefined
          ? []
          : [{ ...match, message: `${key.label} ${match.message}`, ...placed(key.position) }];
      });
    },
  };
}

/** A key beside others that work may be for something else. */
const ifOthers = (others: readonly SeenKey[]): FindingSeverity => (others.length > 0 ? 'note' : 'error');

/** Whether STS can verify with it. */
function isSound(key: SeenKey): boolean {
  const { kty, crv } = key.members;
  const isTaken =
    kty === 'RSA' || (kty === 'EC' && typeof crv === 'string' && Object.hasOwn(CURVE_BYTES, crv));
  return (
    isTaken &&
    isUsableKey(key.members) &&
    malformed(key) === undefined &&
    key.inspection.isOfCertificate !== false
  );
}

function malformed({ members, inspection }: SeenKey): string | undefined {
  const { kty, n, e, crv, x, y, x5c } = members;
  if (kty === 'RSA') {
    if (n === undefined && e === undefined && x5c !== undefined)
      return 'has a certificate (`x5c`) and no `n` and `e`; STS reads these';
    for (const [name, value] of [
      ['n', n],
      ['e', e],
    ] as const)
      if (base64urlBytes(value) === undefined) return `has no base64url \`${name}\``;
    if (modulusBits(n) === 0) return 'has the modulus zero';
  } else if (kty === 'EC' && typeof crv === 'string' && Object.hasOwn(CURVE_BYTES, crv)) {
    for (const [name, value] of [
      ['x', x],
      ['y', y],
    ] as const) {
      const bytes = base64urlBytes(value);
      if (bytes !== CURVE_BYTES[crv])
        return `has an \`${name}\` of ${bytes ?? 'no'} bytes; ${crv} has ${CURVE_BYTES[crv]}`;
    }
  } else return undefined;
  return inspection.unreadable === undefined ? undefined : `cannot be read: ${inspection.unreadable}`;
}

function duplicateKids(facts: IssuerFacts): readonly IssuerMatch[] {
  const seen = new Map<unknown, SeenKey>();
  return (keysOf(facts) ?? []).flatMap((key) => {
    const { kid } = key.members;
    if (typeof kid !== 'string' || kid === '') return [];
    const earlier = seen.get(kid);
    seen.set(kid, key);
    if (earlier === undefined) return [];
    const isSame = ['kty', 'n', 'e', 'crv', 'x', 'y'].every(
      (name) => earlier.members[name] === key.members[name],
    );
    const message = `keys ${earlier.index + 1} and ${key.index + 1} have the \`kid\` ${quote(kid)}`;
    return [
      {
        message: isSame ? `${message} and are the same key` : `${message}: a token of the first is refused`,
        severity: isSame ? ('warning' as const) : ('error' as const),
        ...placed(key.position),
      },
    ];
  });
}
