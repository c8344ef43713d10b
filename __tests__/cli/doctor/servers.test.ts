import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { createServer as createHttp } from 'node:http';
import { createServer as createTcp, type AddressInfo, type Server } from 'node:net';
import { X509Certificate } from 'node:crypto';
import { liveDocuments, type LiveOptions } from '../../../cli/doctor/live-documents';
import { inOrder } from '../../../cli/doctor/probe-host';
import { diagnose, type Diagnosis } from '../../../policies/index';
import { CertificateWorkshop } from '../../support/certificates';
import { HOST, startIssuerServer, type IssuerServerOptions } from '../../support/issuer-server';
import { describeWithTool } from '../../support/required-tools';
import { DISCOVERY, KEY } from '../../policies/doctor/sound-issuer';
import { BROKEN_SERVERS, makeAuthorities, type Authorities } from './broken-servers';

const ISSUER = `https://${HOST}`;
const DOCUMENTS = {
  discovery: { ...DISCOVERY, issuer: ISSUER, jwks_uri: `${ISSUER}/oauth/discovery/keys` },
  jwks: { keys: [KEY] },
};

const shop = new CertificateWorkshop();
let made: Authorities;
beforeAll(() => (made = makeAuthorities(shop)));
afterAll(() => shop.close());

const rightChain = ({ leaf, lower, upper }: Authorities) => ({
  key: leaf.key,
  cert: [leaf, lower, upper].map(({ certificate }) => certificate).join(''),
});

async function examine(port: number, more: Partial<LiveOptions> = {}) {
  const live = await liveDocuments(ISSUER, {
    given: [{ host: HOST, address: '127.0.0.1', port }],
    times: 2,
    publicRoots: [made.root.certificate],
    givenRoots: [],
    timeoutMs: 5_000,
    now: () => Math.floor(Date.now() / 1000),
    ...more,
  });
  const notSeen = { seen: false, wanted: false, reason: 'not given' } as const;
  const { probed, ...documents } = live;
  const diagnosis = diagnose({
    issuer: { seen: true, value: ISSUER },
    ...documents,
    token: notSeen,
    providers: notSeen,
  });
  return { diagnosis, probed };
}

async function served(options: Partial<IssuerServerOptions>, more: Partial<LiveOptions> = {}) {
  const server = await startIssuerServer({ ...DOCUMENTS, ...rightChain(made), ...options });
  try {
    return await examine(server.port, more);
  } finally {
    await server.close();
  }
}

const idsOf = ({ findings }: Diagnosis): readonly string[] => findings.map(({ finding }) => finding);

test('a server without a mistake has none', async () => {
  const { diagnosis } = await served({});
  expect(diagnosis).toMatchObject({ verdict: 'holds', findings: [] });
});

test.each(BROKEN_SERVERS)(
  '$finding: $note',
  async ({ serve, tls, publicRoots, given, discovery, jwks, answer, ...wanted }) => {
    const { key, certificate } = serve?.(made, shop) ?? {
      ...rightChain(made),
      certificate: rightChain(made).cert,
    };
    const { diagnosis } = await served(
      {
        ...tls,
        key,
        cert: certificate,
        ...(discovery === undefined ? {} : { discovery }),
        ...(jwks === undefined ? {} : { jwks }),
        ...(answer === undefined ? {} : { answer }),
      },
      {
        ...(publicRoots === 'none' ? { publicRoots: [made.other.certificate] } : {}),
        ...(given === undefined ? {} : { givenRoots: given(made) }),
      },
    );
    const found = diagnosis.findings.find(({ finding }) => finding === wanted.finding);
    expect(idsOf(diagnosis)).toContain(wanted.finding);
    expect(found?.message).toMatch(wanted.says);
    const errors = (found?.causes ?? []).map(({ text }) => text);
    if (wanted.aws === 'none') expect(errors).toEqual([]);
    else expect(errors).toContainEqual(expect.stringContaining(wanted.aws));
  },
);

test('a missing intermediate is found where the certificate says that it is', async () => {
  const authority = createHttp((_, response) =>
    response.end(new X509Certificate(made.lower.certificate).raw),
  );
  const above = createHttp((_, response) => response.end(new X509Certificate(made.upper.certificate).raw));
  const [at, upperAt] = await Promise.all([authority, above].map(listening));
  try {
    const lower = shop.make({
      name: 'Lower With Address',
      ca: true,
      by: made.upper,
      issuerAt: `http://127.0.0.1:${upperAt}/upper`,
    });
    const leaf = shop.make({
      name: HOST,
      names: `DNS:${HOST}`,
      by: lower,
      issuerAt: `http://127.0.0.1:${at}/lower`,
    });
    const whole = await served({ key: leaf.key, cert: leaf.certificate + lower.certificate });
    expect(idsOf(whole.diagnosis)).toEqual(['chain-incomplete']);
    expect(whole.diagnosis.findings[0]?.message).toBe(
      '`gitlab.test` does not send `Test Upper`, which leads to a public root',
    );
    // what is there is of another name: nothing is taken for the issuer that did not sign
    const wrong = await served({ key: leaf.key, cert: leaf.certificate });
    expect(idsOf(wrong.diagnosis)).toEqual(['certificate-issuer-unknown']);
  } finally {
    authority.close();
    above.close();
  }
});

test('an answer that takes longer than AWS waits', async () => {
  let clock = 0;
  const slow = { clock: () => (clock += 6_000) };
  const { diagnosis } = await served({}, slow);
  expect(diagnosis.findings).toContainEqual(
    expect.objectContaining({
      finding: 'answer-slow',
      message: expect.stringContaining('took 6.0 s; AWS waits 5 s') as unknown,
    }),
  );
});

test('a server that does not speak TLS, and one that does not listen', async () => {
  const plain = createTcp((socket) =>
    socket
      .on('error', () => socket.destroy())
      .resume()
      .end('HTTP/1.1 400 Bad Request\r\n\r\n'),
  );
  const port = await listening(plain);
  const spoken = await examine(port);
  expect(spoken.diagnosis.verdict).toBe('cannot_tell');
  expect(spoken.diagnosis.findings[0]?.message).toBe(
    '`gitlab.test`: no TLS: the server does not answer with TLS',
  );
  await new Promise((done) => plain.close(done));
  const refused = await examine(port);
  expect(refused.diagnosis.verdict).toBe('cannot_tell');
  expect(refused.diagnosis.findings[0]).toMatchObject({
    finding: 'host-not-reached',
    message: '`gitlab.test` cannot be reached from here: the connection was refused',
  });
});

test('a name that does not resolve', async () => {
  const { diagnosis } = await examine(443, { given: [] });
  expect(diagnosis.verdict).toBe('cannot_tell');
  expect(diagnosis.headline).toMatch(
    /^cannot tell: `gitlab\.test`: the name (?:does not resolve|cannot be resolved)/,
  );
});

test('a host with a second address that does not answer', async () => {
  const server = await startIssuerServer({ ...DOCUMENTS, ...rightChain(made) });
  const given = ['127.0.0.1', '::1'].map((address) => ({ host: HOST, address, port: server.port }));
  const { diagnosis } = await examine(server.port, { given });
  await server.close();
  expect(idsOf(diagnosis)).toEqual(['address-refusing']);
  expect(diagnosis.findings[0]?.message).toMatch(/`gitlab\.test` at ::1: /);
});

describe('openssl s_server', () => {
  test('with a certificate of another authority between', async () => {
    const cert = shop.write('s-leaf.pem', made.leaf.certificate);
    const chain = shop.write(
      's-chain.pem',
      made.other.certificate + made.lower.certificate + made.upper.certificate,
    );
    const key = shop.write('s.key', made.leaf.key);
    const port = await freePort();
    const server = spawn('openssl', [
      's_server',
      '-accept',
      String(port),
      '-cert',
      cert,
      '-key',
      key,
      '-cert_chain',
      chain,
      '-quiet',
      '-www',
    ]);
    try {
      await accepting(port, server);
      const { diagnosis, probed } = await examine(port);
      expect(idsOf(diagnosis)).toContain('chain-extra');
      expect(probed[0]?.chain).toHaveLength(4);
    } finally {
      server.kill();
    }
  });
});

describeWithTool({ tool: 'nginx', missing: missingNginx() }, 'nginx', () => {
  test('with a chain in the wrong order, and with the one that is written', async () => {
    const key = shop.write('n.key', made.leaf.key);
    const wrong = shop.write(
      'n-wrong.pem',
      [made.leaf, made.upper, made.lower].map(({ certificate }) => certificate).join(''),
    );
    const first = await nginx(wrong, key);
    const broken = await examine(first.port);
    await first.close();
    expect(idsOf(broken.diagnosis)).toEqual(['chain-order']);
    const chain = await inOrder(broken.probed[0]?.chain ?? []);
    const right = shop.write('n-right.pem', chain.map((certificate) => certificate.toString()).join(''));
    const second = await nginx(right, key);
    const mended = await examine(second.port);
    await second.close();
    expect(mended.diagnosis).toMatchObject({ verdict: 'holds', findings: [] });
  });
});

function missingNginx(): string | undefined {
  return spawnSync('nginx', ['-v']).error === undefined ? undefined : 'nginx is not installed';
}

/** nginx in front of nothing: it answers with the two documents itself. */
async function nginx(cert: string, key: string) {
  const port = await freePort();
  const quoted = (value: object): string => JSON.stringify(value).replaceAll("'", '');
  const config = shop.write(
    `nginx-${port}.conf`,
    `daemon off; master_process off; pid ${shop.write(`nginx-${port}.pid`, '')}; error_log stderr; events {}
     http { access_log off; client_body_temp_path /tmp; proxy_temp_path /tmp; fastcgi_temp_path /tmp; uwsgi_temp_path /tmp; scgi_temp_path /tmp;
       server { listen 127.0.0.1:${port} ssl; server_name ${HOST}; ssl_certificate ${cert}; ssl_certificate_key ${key};
         default_type application/json;
         location = /.well-known/openid-configuration { return 200 '${quoted(DOCUMENTS.discovery)}'; }
         location = /oauth/discovery/keys { return 200 '${quoted(DOCUMENTS.jwks)}'; } } }`,
  );
  const server = spawn('nginx', ['-c', config]);
  await accepting(port, server);
  return {
    port,
    close: () =>
      new Promise<void>((done) => {
        server.once('exit', () => done());
        server.kill();
      }),
  };
}

function listening(server: Server): Promise<number> {
  return new Promise((done) =>
    server.listen(0, '127.0.0.1', () => done((server.address() as AddressInfo).port)),
  );
}

async function freePort(): Promise<number> {
  const server = createTcp();
  const port = await listening(server);
  await new Promise((done) => server.close(done));
  return port;
}

/** Resolves when a program accepts connections; it has ended with an error otherwise. */
async function accepting(port: number, program: ChildProcess): Promise<void> {
  const { connect } = await import('node:net');
  let failure: string | undefined;
  program.once('error', (error) => (failure = error.message));
  program.once('exit', (code) => (failure = `it ended with ${code}`));
  for (;;) {
    if (failure !== undefined) throw new Error(failure);
    const isOpen = await new Promise<boolean>((done) => {
      const socket = connect(port, '127.0.0.1', () => (socket.destroy(), done(true)));
      socket.on('error', () => done(false));
    });
    if (isOpen) return;
    await new Promise((done) => setTimeout(done, 20));
  }
}
