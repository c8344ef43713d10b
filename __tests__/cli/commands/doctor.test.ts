import { createServer, type AddressInfo } from 'node:net';
import { CertificateWorkshop } from '../../support/certificates';
import { HOST, startIssuerServer } from '../../support/issuer-server';
import { cliFolder } from '../../support/cli-folder';
import { DISCOVERY, ISSUER, KEY } from '../../policies/doctor/sound-issuer';

const { read, write, refgate } = cliFolder();

const saved = ['doctor', ISSUER, '--discovery', 'openid-configuration.json', '--jwks', 'keys.json'];

function writeDocuments(discovery: object = {}, keys: readonly object[] = [KEY]): void {
  write('openid-configuration.json', { ...DISCOVERY, ...discovery });
  write('keys.json', { keys });
}

test('two saved documents without a mistake', async () => {
  writeDocuments();
  const { code, out, err } = await refgate(...saved);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toBe(
    `${ISSUER}\n\n✓ no error in what was looked at; not looked at: addresses and certificates, the time of answers, a token, the provider in IAM\n`,
  );
  expect(await refgate(...saved, '--quiet')).toEqual({ code: 0, out: '', err: '' });
});

test('a mistake names its place, the error of AWS and the fix', async () => {
  writeDocuments({ issuer: 'http://gitlab.example.com' }, [{ ...KEY, key_ops: ['verify'] }]);
  const { code, out } = await refgate(...saved);
  expect(code).toBe(1);
  expect(out).toContain('✗ error  discovery-issuer  openid-configuration.json:1:11\n');
  expect(out).toContain('AWS: Please check .well-known/openid-configuration of provider');
  expect(out).toContain('✗ error  key-ops  keys.json:1:10\n');
  expect(out).toContain(
    "AWS: InvalidIdentityToken: Couldn't retrieve verification key from your identity provider,",
  );
  expect(out).toContain('fix: remove `key_ops`, even `["verify"]`');
});

test('documents of an instance that took its own address for http: each mistake, with the errors of AWS', async () => {
  const { kid: _, ...nameless } = KEY;
  const jwks_uri = 'http://gitlab.internal.example.com/oauth/discovery/keys';
  writeDocuments({ issuer: 'http://gitlab.example.com', jwks_uri }, [{ ...nameless, use: 'enc' }]);
  const documents = ['--discovery', 'openid-configuration.json', '--jwks', 'keys.json'];
  // With the issuer that the provider is registered for, and with none: then that of the documents is meant.
  for (const about of [[ISSUER], []]) {
    const { code, out } = await refgate('doctor', ...about, ...documents, '--format', 'json');
    expect(code).toBe(1);
    const { findings } = JSON.parse(out) as { findings: { finding: string }[] };
    const textsOf = (id: string): string =>
      findings
        .filter(({ finding }) => finding === id)
        .map((found) => JSON.stringify(found))
        .join('\n');
    const CONFIGURATION = 'Please check .well-known/openid-configuration of provider';
    const NO_KEY = "Couldn't retrieve verification key from your identity provider";
    expect(textsOf('discovery-issuer')).toContain(CONFIGURATION);
    expect(textsOf('discovery-jwks-uri')).toContain(CONFIGURATION);
    for (const id of ['discovery-jwks-uri', 'no-usable-key', 'key-without-kid', 'key-use'])
      expect(textsOf(id)).toContain(NO_KEY);
    expect(textsOf('jwks-uri-host')).toContain('gitlab.internal.example.com');
  }
});

test('JSON and JUnit say the same', async () => {
  writeDocuments({}, [{ ...KEY, use: 'enc' }]);
  const json = await refgate(...saved, '--format', 'json');
  expect(json.code).toBe(1);
  expect(JSON.parse(json.out)).toMatchObject({
    version: 1,
    about: ISSUER,
    verdict: 'broken',
    findings: [{ finding: 'no-usable-key', severity: 'error' }, { finding: 'key-use' }],
  });
  const junit = await refgate(...saved, '--format', 'junit');
  expect(junit.code).toBe(1);
  expect(junit.out).toMatch(
    /^<\?xml version="1\.0" encoding="UTF-8"\?>\n<testsuites name="refgate doctor https:\/\/gitlab\.example\.com" tests="\d+" failures="2" errors="0" skipped="\d+">/,
  );
  expect(junit.out).toMatch(
    /<testcase classname="key-use" [^>]*><failure message="key 1 [^"]*STS takes `sig`">/,
  );
  expect(junit.out).toMatch(/<testcase classname="token-key" [^>]*><skipped\/>/);
});

test('the provider of a declaration, and of an answer of the AWS CLI', async () => {
  writeDocuments();
  write('provider.json', {
    Url: 'gitlab.example.com/',
    ClientIDList: ['sts.amazonaws.com'],
    ThumbprintList: [],
  });
  const { code, out } = await refgate(...saved, '--provider', 'provider.json');
  expect(code).toBe(1);
  expect(out).toContain('is registered as `https://gitlab.example.com/`');
  expect(out).toContain('they differ in the slash at the end');
});

test('a token is compared, and never shown', async () => {
  writeDocuments();
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = { iss: ISSUER, sub: 'x', aud: 'sts.amazonaws.com', iat: 1, exp: 4_000_000_000 };
  const token = `${part({ alg: 'RS256', kid: KEY.kid })}.${part(claims)}.c2lnbmF0dXJl`;
  write('token', token);
  const { code, out, err } = await refgate(...saved, '--token', 'token');
  expect(code).toBe(1);
  expect(out).toContain('✗ error  token-signature');
  expect(`${out}${err}`).not.toContain('c2lnbmF0dXJl');
});

describe('a server', () => {
  const shop = new CertificateWorkshop();
  afterAll(() => shop.close());

  test('is connected to directly: a proxy of the environment is not used', async () => {
    const root = shop.make({ name: 'Own Root', ca: true });
    const leaf = shop.make({ name: HOST, names: `DNS:${HOST}`, by: root });
    const issuer = `https://${HOST}`;
    const server = await startIssuerServer({
      cert: leaf.certificate,
      key: leaf.key,
      discovery: { ...DISCOVERY, issuer, jwks_uri: `${issuer}/oauth/discovery/keys` },
      jwks: { keys: [KEY] },
    });
    let asked = 0;
    const proxy = createServer((socket) => {
      asked += 1;
      socket.destroy();
    });
    await new Promise<void>((done) => proxy.listen(0, '127.0.0.1', done));
    const names = ['HTTPS_PROXY', 'https_proxy', 'ALL_PROXY', 'NODE_USE_ENV_PROXY'];
    const before = names.map((name) => process.env[name]);
    for (const name of names) process.env[name] = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    write('root.pem', root.certificate);
    const found = ['--resolve', `${HOST}:127.0.0.1:${server.port}`, '--ca', 'root.pem'];
    const { out } = await refgate('doctor', issuer, ...found, '--times', '1');
    for (const [at, name] of names.entries()) {
      if (before[at] === undefined) delete process.env[name];
      else process.env[name] = before[at];
    }
    await server.close();
    await new Promise((done) => proxy.close(done));
    expect(asked).toBe(0);
    expect(out).toContain('no error in what was looked at');
  });

  test('is looked at; the chain is written in its right order', async () => {
    const root = shop.make({ name: 'Own Root', ca: true });
    const upper = shop.make({ name: 'Upper', ca: true, by: root });
    const lower = shop.make({ name: 'Lower', ca: true, by: upper });
    const leaf = shop.make({ name: HOST, names: `DNS:${HOST}`, by: lower });
    const pem = (...certified: readonly { certificate: string }[]) =>
      certified.map(({ certificate }) => certificate).join('');
    const issuer = `https://${HOST}`;
    const server = await startIssuerServer({
      cert: pem(leaf, upper, lower),
      key: leaf.key,
      discovery: { ...DISCOVERY, issuer, jwks_uri: `${issuer}/oauth/discovery/keys` },
      jwks: { keys: [KEY] },
    });
    write('root.pem', root.certificate);
    const { code, out, err } = await refgate(
      'doctor',
      issuer,
      '--resolve',
      `${HOST}:127.0.0.1:${server.port}`,
      '--ca',
      'root.pem',
      '--times',
      '1',
      '--write-chain',
      'chain.pem',
    );
    await server.close();
    expect(code).toBe(1);
    expect(out).toContain('✗ error  chain-order\n');
    expect(out).toContain('AWS: Could not connect to openid configuration of provider');
    expect(out).toContain('! warning  private-authority\n');
    expect(err).toBe('wrote chain.pem: 3 certificates\n');
    const written = read('chain.pem').replaceAll(/\s/g, '');
    expect(written).toBe(pem(leaf, lower, upper).replaceAll(/\s/g, ''));
  });
});

test.each([
  [['doctor'], 'ERR_USAGE: no issuer is given, and there is no `federation.yaml`; expected a URL such as'],
  [
    ['doctor', 'gitlab.example.com', '--jwks', 'keys.json'],
    'ERR_USAGE: invalid issuer `gitlab.example.com`; expected a URL such as',
  ],
  [
    ['doctor', ISSUER, '--resolve', 'x'],
    'ERR_USAGE: invalid value `x` of `--resolve`; expected `host:address`',
  ],
  [['doctor', ISSUER, '--times', '0'], 'ERR_USAGE: invalid value `0` of `--times`'],
  [['doctor', ISSUER, '--ca', 'keys.json'], 'ERR_INPUT_READ: `keys.json` holds no certificate'],
  [['doctor', ISSUER, '--jwks', 'nowhere.json'], 'ERR_INPUT_READ: cannot read `nowhere.json`'],
  [
    ['doctor', ISSUER, '--jwks', 'keys.json', '--token-env', 'NO_SUCH_VARIABLE'],
    'ERR_CLAIMS: environment variable `NO_SUCH_VARIABLE` is not set',
  ],
  [['doctor', ISSUER, '--jwks', 'keys.json', '--token', 'keys.json'], 'ERR_CLAIMS: the token is not a JWT'],
  [['doctor', ISSUER, '--jwks', 'keys.json', '--provider', 'keys.json'], 'ERR_INPUT_KIND'],
])('%j is refused', async (args, message) => {
  writeDocuments();
  const { code, out, err } = await refgate(...args);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toContain(message);
});
