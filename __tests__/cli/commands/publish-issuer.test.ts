import { generateKeyPairSync } from 'node:crypto';
import { CertificateWorkshop, type Certified } from '../../support/certificates';
import { cliFolder } from '../../support/cli-folder';
import { HOST, startIssuerServer, type IssuerServerOptions } from '../../support/issuer-server';
import { DISCOVERY, KEY, rsaKey, type Jwk } from '../../policies/doctor/sound-issuer';

const { read, write, refgate } = cliFolder();

const INSTANCE = `https://${HOST}`;
const PUBLIC = 'https://oidc.example.com';
const OLD = rsaKey('old');

const shop = new CertificateWorkshop();
let root: Certified;
let leaf: Certified;
beforeAll(() => {
  root = shop.make({ name: 'Own Root', ca: true });
  leaf = shop.make({ name: HOST, names: `DNS:${HOST}`, by: root });
});
afterAll(() => shop.close());

async function publish(instance: Partial<IssuerServerOptions>, ...args: readonly string[]) {
  const server = await startIssuerServer({
    cert: leaf.certificate,
    key: leaf.key,
    discovery: { ...DISCOVERY, issuer: INSTANCE, jwks_uri: `${INSTANCE}/oauth/discovery/keys` },
    jwks: { keys: [KEY] },
    ...instance,
  });
  write('root.pem', root.certificate);
  const where = ['--resolve', `${HOST}:127.0.0.1:${server.port}`, '--output', 'public'];
  try {
    return await refgate('publish-issuer', INSTANCE, '--issuer', PUBLIC, ...where, ...args);
  } finally {
    await server.close();
  }
}

const VERIFIED = ['--ca', 'root.pem'];

const publishedKids = (): readonly unknown[] =>
  (JSON.parse(read('public/oauth/discovery/keys')) as { keys: readonly Jwk[] }).keys.map(({ kid }) => kid);

test('the copy names the public place, and AWS finds nothing wrong with it', async () => {
  expect(await publish({}, ...VERIFIED)).toEqual({
    code: 0,
    out: 'keys of the instance: key-of-the-jobs\n',
    err: '',
  });
  expect(JSON.parse(read('public/.well-known/openid-configuration'))).toEqual({
    ...DISCOVERY,
    issuer: PUBLIC,
    jwks_uri: `${PUBLIC}/oauth/discovery/keys`,
  });
  const files = [
    '--discovery',
    'public/.well-known/openid-configuration',
    '--jwks',
    'public/oauth/discovery/keys',
  ];
  expect((await refgate('doctor', PUBLIC, ...files)).code).toBe(0);
});

test('an instance that names the public issuer already is the same instance', async () => {
  const discovery = { ...DISCOVERY, issuer: PUBLIC, jwks_uri: `${INSTANCE}/oauth/discovery/keys` };
  expect((await publish({ discovery }, ...VERIFIED)).code).toBe(0);
});

test('a rotation without a gap: the next key before it signs, the old one until it is dropped', async () => {
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  write('next.pem', publicKey.export({ type: 'spki', format: 'pem' }).toString());
  write('now.json', { keys: [OLD, KEY] });
  const before = await publish({}, ...VERIFIED, '--published', 'now.json', '--next-key', 'next.pem');
  expect(before.code).toBe(0);
  const [, next] = publishedKids();
  expect(publishedKids()).toEqual(['key-of-the-jobs', next, 'old']);
  expect(before.out).toBe(`keys of the instance: key-of-the-jobs\nnext keys: ${next}\nkept: old\n`);
  // the instance signs with the next key now
  write('then.json', read('public/oauth/discovery/keys'));
  const { n, e } = publicKey.export({ format: 'jwk' });
  const rotated = { keys: [{ kty: 'RSA', kid: next, e, n, use: 'sig', alg: 'RS256' }] };
  expect((await publish({ jwks: rotated }, ...VERIFIED, '--published', 'then.json')).code).toBe(0);
  expect(publishedKids()).toEqual([next, 'key-of-the-jobs', 'old']);
  expect(
    (await publish({ jwks: rotated }, ...VERIFIED, '--published', 'then.json', '--drop-key', 'old')).code,
  ).toBe(0);
  expect(publishedKids()).toEqual([next, 'key-of-the-jobs']);
});

test('private members of a key are never copied', async () => {
  expect((await publish({ jwks: { keys: [{ ...KEY, d: 'c2VjcmV0' }] } }, ...VERIFIED)).code).toBe(0);
  expect(read('public/oauth/discovery/keys')).not.toContain('c2VjcmV0');
});

describe('is refused, and nothing is written', () => {
  afterEach(() => expect(() => read('public/oauth/discovery/keys')).toThrow('ENOENT'));

  test.each<readonly [string, Partial<IssuerServerOptions>, readonly string[], number, RegExp]>([
    ['an unverified connection', {}, [], 2, /not published: .*(?:UNABLE_TO|SELF_SIGNED)/],
    [
      'a document of another issuer',
      { discovery: { ...DISCOVERY, issuer: 'https://evil.example', jwks_uri: `${INSTANCE}/k` } },
      VERIFIED,
      1,
      /of another issuer: `issuer` is `https:\/\/evil\.example`/,
    ],
    [
      'keys that have nothing in common with the published ones',
      {},
      [...VERIFIED, '--published', 'old.json'],
      1,
      /no key of the instance is published now/,
    ],
    ['a sign-in page', { discovery: '<html>' }, VERIFIED, 2, /not published/],
    ['no key', { jwks: { keys: [] } }, VERIFIED, 1, /jwks-without-keys: the list `keys` is empty/],
    [
      'a key that STS does not take',
      { jwks: { keys: [{ ...KEY, key_ops: ['verify'] }] } },
      VERIFIED,
      1,
      /key-ops: key 1/,
    ],
    [
      'a published key set that cannot be read',
      {},
      [...VERIFIED, '--published', 'root.pem'],
      1,
      /the published key set `root\.pem` cannot be read/,
    ],
    [
      'a private key as the next one',
      {},
      [...VERIFIED, '--next-key', 'secret.pem'],
      2,
      /`secret\.pem` holds a private key/,
    ],
    ['an issuer with a slash', {}, [...VERIFIED, '--issuer', `${PUBLIC}/`], 2, /ERR_ISSUER/],
  ])('%s', async (_, instance, args, code, message) => {
    write('old.json', { keys: [OLD] });
    write('secret.pem', leaf.key);
    const result = await publish(instance, ...args);
    expect(result).toMatchObject({ code, out: '', err: expect.stringMatching(message) as unknown });
  });
});

test('keys that have nothing in common are taken when the user says so', async () => {
  write('old.json', { keys: [OLD] });
  expect((await publish({}, ...VERIFIED, '--published', 'old.json', '--accept-new-keys')).code).toBe(0);
  expect(publishedKids()).toEqual(['key-of-the-jobs', 'old']);
});
