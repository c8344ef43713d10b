import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import { rootCertificates } from 'node:tls';
import { inspectKeys } from '../../../cli/doctor/inspect-keys';
import type { IssuerFacts, ProviderFacts, TokenFacts } from '../../../policies/index';

export const ISSUER = 'https://gitlab.example.com';
export const NOW = 1_790_000_000;

export type Jwk = Readonly<Record<string, unknown>>;

/** A key as GitLab publishes it. */
export function rsaKey(kid: string, modulusLength = 2048): Jwk {
  const { n, e } = generateKeyPairSync('rsa', { modulusLength }).publicKey.export({ format: 'jwk' });
  return { kty: 'RSA', kid, e, n, use: 'sig', alg: 'RS256' };
}

export function ecKey(kid: string, namedCurve = 'P-256'): Jwk {
  return {
    ...generateKeyPairSync('ec', { namedCurve }).publicKey.export({ format: 'jwk' }),
    kid,
    use: 'sig',
  };
}

/** Of a key that is not {@link KEY}. */
export const CERTIFICATE = new X509Certificate(rootCertificates[0] as string).raw.toString('base64');

export const KEY = rsaKey('key-of-the-jobs');

/** The discovery document of a GitLab, as far as AWS reads it. */
export const DISCOVERY = {
  issuer: ISSUER,
  jwks_uri: `${ISSUER}/oauth/discovery/keys`,
  response_types_supported: ['code'],
  subject_types_supported: ['public'],
  id_token_signing_alg_values_supported: ['RS256'],
};

const CLAIMS = {
  iss: ISSUER,
  sub: 'project_path:acme/api:ref_type:branch:ref:main',
  aud: 'sts.amazonaws.com',
  iat: NOW - 10,
  nbf: NOW - 15,
  exp: NOW + 3600,
};

const TOKEN: TokenFacts = {
  header: { alg: 'RS256', kid: 'key-of-the-jobs', typ: 'JWT' },
  claims: CLAIMS,
  verifies: true,
  now: NOW,
};

const PROVIDER: ProviderFacts = {
  address: 'aws_iam_openid_connect_provider.gitlab',
  url: ISSUER,
  clientIds: ['sts.amazonaws.com'],
};

/** What differs from an issuer without a mistake. */
export interface Change {
  readonly issuer?: string;
  /** The whole text, or the members that differ; `undefined` as a value removes the member. */
  readonly discovery?: string | Readonly<Record<string, unknown>>;
  readonly jwks?: string | readonly unknown[];
  readonly token?: Partial<TokenFacts>;
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly providers?: readonly Partial<ProviderFacts>[];
}

const notSeen = { seen: false, wanted: false, reason: 'not looked at' } as const;

/** The facts of saved documents without a mistake, but for the change. */
export function facts(change: Change = {}): IssuerFacts {
  const discovery =
    typeof change.discovery === 'string'
      ? change.discovery
      : JSON.stringify({ ...DISCOVERY, ...change.discovery });
  const jwks = typeof change.jwks === 'string' ? change.jwks : JSON.stringify({ keys: change.jwks ?? [KEY] });
  const keys = inspectKeys(jwks);
  return {
    issuer: { seen: true, value: change.issuer ?? ISSUER },
    discovery: { seen: true, value: { name: 'openid-configuration.json', text: discovery } },
    jwks: { seen: true, value: { name: 'keys.json', text: jwks, ...(keys === undefined ? {} : { keys }) } },
    hosts: notSeen,
    answers: notSeen,
    token: { seen: true, value: { ...TOKEN, ...change.token, claims: { ...CLAIMS, ...change.claims } } },
    providers: {
      seen: true,
      value: (change.providers ?? [{}]).map((provider) => ({ ...PROVIDER, ...provider })),
    },
  };
}
