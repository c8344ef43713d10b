import { connect } from 'node:net';
import { newIssuerKeys } from '../cli/sts/issuer-keys';
import { minter } from '../cli/sts/mint';
import { startStsServer } from '../cli/sts/server';
import { readTrusts, servedAccounts } from '../policies/index';
import { OBEYED } from './command-line';
import { CLAIMS, TRUST } from './documents';
import type { Target } from './target';

/** How long a connection may stay open after its last byte. */
const PATIENCE_MS = 12_000;

/** What stands for a token that is valid now. */
const TOKEN = 'A-VALID-TOKEN';

/** The local STS, by bytes on its socket. */
export async function stsTarget(): Promise<Target> {
  const keys = await newIssuerKeys();
  const role = {
    address: 'aws_iam_role.deploy',
    name: 'deploy',
    account: '111122223333',
    partition: 'aws' as const,
    document: JSON.parse(TRUST) as unknown,
    text: TRUST,
    permissions: { managed: [], inline: [] },
  };
  const input = {
    input: { kind: 'state' as const, name: 'siege' },
    artifacts: [{ roles: [role], providers: [], unresolved: [] }],
  };
  const log: string[] = [];
  const server = await startStsServer({
    host: '127.0.0.1',
    port: 0,
    accounts: servedAccounts(readTrusts(input), input.artifacts),
    issuer: CLAIMS.iss,
    keys,
    mint: await minter(input, keys, () => CLAIMS.iss),
    log: (text) => log.push(text),
  });
  const port = Number(new URL(server.url).port);
  // an input is the same in every run, so it holds no key, no port and no time
  const now = Math.floor(Date.now() / 1000);
  const token = await keys.sign({ ...CLAIMS, iat: now, exp: now + 86_400 }, 'RS256');
  const request = (head: string, body: string): string =>
    `${head} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
  const call = new URLSearchParams({
    Action: 'AssumeRoleWithWebIdentity',
    Version: '2011-06-15',
    RoleArn: 'arn:aws:iam::111122223333:role/deploy',
    RoleSessionName: 'x1',
    WebIdentityToken: TOKEN,
  }).toString();
  return {
    name: 'the local STS',
    valid: [
      request('POST /', call),
      request('POST /', 'Action=AssumeRole&Version=2011-06-15'),
      request('GET /?Action=GetCallerIdentity', ''),
      request('GET /.well-known/openid-configuration', ''),
      request('POST /refgate/token', '{"claims":{"sub":"a"}}'),
    ],
    words: [
      '\r\n',
      '\r\n\r\n',
      'Transfer-Encoding: chunked\r\n',
      '0\r\n\r\n',
      '%00',
      '%',
      '&',
      '=',
      'Action=',
      '..',
      'Expect: 100-continue\r\n',
      'Authorization: AWS4-HMAC-SHA256 Credential=/',
    ],
    attack: async (bytes) => {
      log.length = 0;
      const answer = await spoken(port, withToken(bytes, token));
      if (answer === undefined) return 'the connection was not closed';
      const [status] = /(?<=^HTTP\/1\.1 )\d+/.exec(answer) ?? [];
      if (status?.startsWith('5') === true) return `status ${status}`;
      const internal = log.find((text) => text.includes('ERR_INTERNAL'));
      if (internal !== undefined) return 'an internal error in the log';
      if (log.some((text) => OBEYED.test(text))) return 'a control character in the log';
      return undefined;
    },
    close: () => server.close(),
  };
}

/** The bytes with a valid token where one is wanted, and the length that then is right where the one before was. */
function withToken(bytes: Buffer, token: string): Buffer {
  const text = bytes.toString('latin1');
  if (!text.includes(TOKEN)) return bytes;
  const more = (text.split(TOKEN).length - 1) * (token.length - TOKEN.length);
  return Buffer.from(
    text
      .replaceAll(TOKEN, token)
      .replace(/(?<=Content-Length: )\d{1,6}(?=\r\n)/, (length) => String(Number(length) + more)),
    'latin1',
  );
}

/** What a server says to bytes, after which nothing follows; `undefined`: it did not end the connection. */
function spoken(port: number, bytes: Buffer): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    let answer = '';
    const late = setTimeout(() => {
      socket.destroy();
      resolve(undefined);
    }, PATIENCE_MS);
    socket.on('data', (data: Buffer) => (answer += data.toString('latin1')));
    socket.on('error', () => undefined);
    socket.on('close', () => {
      clearTimeout(late);
      resolve(answer);
    });
    socket.end(bytes);
  });
}
