import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TlsOptions } from 'node:tls';
import { HOST } from '../../support/issuer-server';
import type { CertificateWorkshop, Certified } from '../../support/certificates';
import { rsaKey } from '../../policies/doctor/sound-issuer';

/** The authorities of the tests: a public one, one of its intermediates, and a private one. */
export interface Authorities {
  readonly root: Certified;
  readonly upper: Certified;
  readonly lower: Certified;
  readonly other: Certified;
  readonly leaf: Certified;
}

export function makeAuthorities(shop: CertificateWorkshop): Authorities {
  const root = shop.make({ name: 'Test Root', ca: true });
  const upper = shop.make({ name: 'Test Upper', ca: true, by: root });
  const lower = shop.make({ name: 'Test Lower', ca: true, by: upper });
  const other = shop.make({ name: 'Other Root', ca: true });
  const leaf = shop.make({ name: HOST, names: `DNS:${HOST}`, by: lower });
  return { root, upper, lower, other, leaf };
}

/** A server with one mistake, and what has to be said of it. */
export interface BrokenServer {
  readonly note: string;
  /** The certificates as they are sent, and the key of the first. @default in the right order */
  readonly serve?: (made: Authorities, shop: CertificateWorkshop) => Certified;
  readonly tls?: TlsOptions;
  /** What AWS is taken to know. @default the test's root */
  readonly publicRoots?: 'none';
  /** What the user gives with `--ca`. @default nothing */
  readonly given?: (made: Authorities) => readonly string[];
  readonly discovery?: object | string;
  readonly jwks?: object | string;
  readonly answer?: (request: IncomingMessage, response: ServerResponse) => boolean;
  readonly finding: string;
  /** AWS's code or text. */
  readonly aws: string;
  readonly says: RegExp;
}

const sent = (key: Certified, ...chain: readonly Certified[]): Certified => ({
  key: key.key,
  certificate: [key, ...chain].map(({ certificate }) => certificate).join(''),
});

const leafOf = (
  shop: CertificateWorkshop,
  { lower }: Authorities,
  more: Partial<Parameters<CertificateWorkshop['make']>[0]>,
): Certified => shop.make({ name: HOST, names: `DNS:${HOST}`, by: lower, ...more });

const CONNECT = 'Could not connect to openid configuration of provider';
const NO_KEY = "Couldn't retrieve verification key";
const CONFIGURATION = 'Please check .well-known/openid-configuration of provider';
const THUMBPRINT = "HTTPS certificate doesn't match configured thumbprint";

const status =
  (code: number, headers: Readonly<Record<string, string>> = {}) =>
  (_: IncomingMessage, response: ServerResponse): boolean => {
    response.writeHead(code, headers).end();
    return true;
  };

export const BROKEN_SERVERS: readonly BrokenServer[] = [
  {
    note: 'intermediates the other way round',
    serve: ({ leaf, lower, upper }) => sent(leaf, upper, lower),
    finding: 'chain-order',
    aws: CONNECT,
    says: /sends `gitlab\.test`, `Test Upper`, `Test Lower`; the order is `gitlab\.test`, `Test Lower`, `Test Upper`/,
  },
  {
    note: 'the root before the intermediates',
    serve: ({ leaf, lower, upper, root }) => sent(leaf, root, lower, upper),
    finding: 'chain-order',
    aws: CONNECT,
    says: /sends `gitlab\.test`, `Test Root`/,
  },
  {
    note: 'everything backwards behind the first, TLS 1.2',
    serve: ({ leaf, lower, upper, root }) => sent(leaf, root, upper, lower),
    tls: { maxVersion: 'TLSv1.2' },
    finding: 'chain-order',
    aws: CONNECT,
    says: /the order is `gitlab\.test`, `Test Lower`, `Test Upper`, `Test Root`/,
  },
  {
    note: 'the order in TLS 1.3 with AES-128',
    serve: ({ leaf, lower, upper }) => sent(leaf, upper, lower),
    tls: { minVersion: 'TLSv1.3', ciphers: 'TLS_AES_128_GCM_SHA256' },
    finding: 'chain-order',
    aws: CONNECT,
    says: /`Test Upper`, `Test Lower`/,
  },
  {
    note: 'the order in TLS 1.3 with ChaCha20',
    serve: ({ leaf, lower, upper }) => sent(leaf, upper, lower),
    tls: { minVersion: 'TLSv1.3', ciphers: 'TLS_CHACHA20_POLY1305_SHA256' },
    finding: 'chain-order',
    aws: CONNECT,
    says: /`Test Upper`, `Test Lower`/,
  },
  {
    note: 'the certificate of the host twice',
    serve: ({ leaf, lower, upper }) => sent(leaf, leaf, lower, upper),
    finding: 'chain-duplicate',
    aws: CONNECT,
    says: /sends `gitlab\.test` again as certificate 2/,
  },
  {
    note: 'an intermediate twice',
    serve: ({ leaf, lower, upper }) => sent(leaf, lower, upper, lower),
    finding: 'chain-duplicate',
    aws: CONNECT,
    says: /`Test Lower` again as certificate 4/,
  },
  {
    note: 'a certificate of another authority',
    serve: ({ leaf, lower, upper, other }) => sent(leaf, lower, upper, other),
    finding: 'chain-extra',
    aws: CONNECT,
    says: /`Other Root` as certificate 4, which signed none of the others/,
  },
  {
    note: 'an intermediate missing, and nothing says where it is',
    serve: ({ leaf }) => sent(leaf),
    finding: 'certificate-issuer-unknown',
    aws: CONNECT,
    says: /`gitlab\.test` is signed by `Test Lower`, which is neither sent nor a public root/,
  },
  {
    note: 'an upper intermediate missing',
    serve: ({ leaf, lower }) => sent(leaf, lower),
    finding: 'certificate-issuer-unknown',
    aws: NO_KEY,
    says: /`Test Lower` is signed by `Test Upper`/,
  },
  {
    note: 'the root sent, too',
    serve: ({ leaf, lower, upper, root }) => sent(leaf, lower, upper, root),
    finding: 'chain-root',
    aws: 'none',
    says: /sends the root `Test Root`/,
  },
  {
    note: 'a private authority that is sent',
    serve: ({ leaf, lower, upper, root }) => sent(leaf, lower, upper, root),
    publicRoots: 'none',
    finding: 'private-authority',
    aws: THUMBPRINT,
    says: /`Test Root` is not a public authority/,
  },
  {
    note: 'a private authority that the user gives',
    serve: ({ leaf, lower, upper }) => sent(leaf, lower, upper),
    publicRoots: 'none',
    given: ({ root }) => [root.certificate],
    finding: 'private-authority',
    aws: THUMBPRINT,
    says: /AWS goes by the thumbprint/,
  },
  {
    note: 'a private authority, and not the one that the user gives',
    serve: ({ leaf, lower, upper }) => sent(leaf, lower, upper),
    publicRoots: 'none',
    given: ({ other }) => [other.certificate],
    finding: 'certificate-issuer-unknown',
    aws: THUMBPRINT,
    says: /`Test Upper` is signed by `Test Root`/,
  },
  {
    note: 'a certificate that signs itself',
    serve: (_, shop) => shop.make({ name: HOST, names: `DNS:${HOST}` }),
    finding: 'private-authority',
    aws: THUMBPRINT,
    says: /`gitlab\.test` is not a public authority/,
  },
  {
    note: 'expired',
    serve: (made, shop) =>
      sent(leafOf(shop, made, { validity: ['20200101000000Z', '20210101000000Z'] }), made.lower, made.upper),
    finding: 'certificate-expired',
    aws: CONNECT,
    says: /`gitlab\.test` expired on 2021-01-01/,
  },
  {
    note: 'not valid yet',
    serve: (made, shop) =>
      sent(leafOf(shop, made, { validity: ['20900101000000Z', '20910101000000Z'] }), made.lower, made.upper),
    finding: 'certificate-expired',
    aws: NO_KEY,
    says: /`gitlab\.test` is valid from 2090-01-01 on/,
  },
  {
    note: 'an intermediate expired',
    serve: ({ root }, shop) => {
      const old = shop.make({
        name: 'Old Intermediate',
        ca: true,
        by: root,
        validity: ['20200101000000Z', '20210101000000Z'],
      });
      return sent(shop.make({ name: HOST, names: `DNS:${HOST}`, by: old }), old);
    },
    finding: 'certificate-expired',
    aws: CONNECT,
    says: /`Old Intermediate` expired/,
  },
  {
    note: 'expires in three days',
    serve: (made, shop) => sent(leafOf(shop, made, { days: 3 }), made.lower, made.upper),
    finding: 'certificate-expires',
    aws: CONNECT,
    says: /`gitlab\.test` expires on 20/,
  },
  {
    note: 'of another host',
    serve: (made, shop) => sent(leafOf(shop, made, { names: 'DNS:git.test' }), made.lower, made.upper),
    finding: 'certificate-name',
    aws: CONNECT,
    says: /not valid for `gitlab\.test`: `git\.test`/,
  },
  {
    note: 'a wildcard one level too high',
    serve: (made, shop) => sent(leafOf(shop, made, { names: 'DNS:*.gitlab.test' }), made.lower, made.upper),
    finding: 'certificate-name',
    aws: NO_KEY,
    says: /`\*\.gitlab\.test`/,
  },
  {
    note: 'an RSA key of 1024 bits',
    serve: (made, shop) => sent(leafOf(shop, made, { rsaBits: 1024 }), made.lower, made.upper),
    tls: { ciphers: 'DEFAULT@SECLEVEL=0' },
    finding: 'certificate-key-size',
    aws: CONNECT,
    says: /RSA key of 1024 bits/,
  },
  {
    note: 'TLS 1.1',
    tls: { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' },
    finding: 'tls-version',
    aws: CONNECT,
    says: /speaks TLSv1\.1 only/,
  },
  {
    note: 'TLS 1.3 alone',
    tls: { minVersion: 'TLSv1.3' },
    finding: 'tls-only-1.3',
    aws: THUMBPRINT,
    says: /takes TLS 1\.3 only/,
  },
  {
    note: 'a redirect to the sign-in',
    answer: status(302, { location: '/users/sign_in' }),
    finding: 'answer-redirect',
    aws: CONFIGURATION,
    says: /redirects \(302\) to `\/users\/sign_in`/,
  },
  { note: 'not found', answer: status(404), finding: 'answer-status', aws: NO_KEY, says: /status 404/ },
  { note: 'forbidden', answer: status(403), finding: 'answer-status', aws: NO_KEY, says: /status 403/ },
  {
    note: 'too many requests',
    answer: status(429),
    finding: 'answer-status',
    aws: NO_KEY,
    says: /status 429/,
  },
  {
    note: 'a server error for the keys',
    answer: (request, response) =>
      request.url?.includes('keys') === true ? status(502)(request, response) : false,
    finding: 'answer-status',
    aws: NO_KEY,
    says: /keys` answers with status 502/,
  },
  {
    note: 'cut off',
    answer: (request) => {
      request.socket.destroy();
      return true;
    },
    finding: 'answer-failed',
    aws: NO_KEY,
    says: /the connection was closed/,
  },
  {
    note: 'a clock that is wrong',
    answer: (_, response) => (
      response.setHeader('date', new Date(Date.now() + 3_600_000).toUTCString()),
      false
    ),
    finding: 'clock-skew',
    aws: 'Token issued in the future',
    says: /is 3\d{3} s ahead of this machine's/,
  },
  {
    note: 'nodes with different keys',
    answer: differentKeys(),
    finding: 'answer-changes',
    aws: NO_KEY,
    says: /answered 2 times with 2 different documents/,
  },
  {
    note: 'a sign-in page',
    discovery: '<!DOCTYPE html>',
    finding: 'discovery-not-json',
    aws: CONFIGURATION,
    says: /is HTML/,
  },
  {
    note: 'the issuer of an internal name',
    discovery: { issuer: 'https://gitlab.internal', jwks_uri: `https://${HOST}/oauth/discovery/keys` },
    finding: 'discovery-issuer',
    aws: CONFIGURATION,
    says: /`https:\/\/gitlab\.internal`, asked was `https:\/\/gitlab\.test`/,
  },
  {
    note: 'keys over http',
    discovery: { issuer: `https://${HOST}`, jwks_uri: `http://${HOST}/oauth/discovery/keys` },
    finding: 'discovery-jwks-uri',
    aws: NO_KEY,
    says: /is not https/,
  },
  { note: 'no key', jwks: { keys: [] }, finding: 'jwks-without-keys', aws: NO_KEY, says: /is empty/ },
  {
    note: 'a key for encryption',
    jwks: { keys: [{ ...rsaKey('k'), use: 'enc' }] },
    finding: 'no-usable-key',
    aws: NO_KEY,
    says: /none of the 1 keys/,
  },
];

function differentKeys(): NonNullable<BrokenServer['answer']> {
  let asked = 0;
  return (request, response) => {
    if (request.url?.includes('keys') !== true) return false;
    asked += 1;
    response.end(JSON.stringify({ keys: [rsaKey(`node-${asked}`)] }));
    return true;
  };
}
