import { once } from 'node:events';
import { Agent } from 'node:http';
import { connect } from 'node:net';
import { statusOf } from '../../support/status-of';
import { startTestServer, writtenRole, type TestServer } from '../../support/sts-server';

const PROVIDER = 'arn:aws:iam::111122223333:oidc-provider/probe.example.com';
const DOCUMENT = {
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Principal: { Federated: PROVIDER }, Action: 'sts:AssumeRoleWithWebIdentity' },
  ],
};

let server: TestServer;
let agent: Agent;
beforeAll(async () => {
  agent = new Agent({ keepAlive: true, maxSockets: 16 });
  server = await startTestServer({ roles: [writtenRole('probe', DOCUMENT)], providers: [], unresolved: [] });
});
afterAll(async () => {
  agent.destroy();
  await server.close();
});

test('a body over the limit is refused, announced or not', async () => {
  expect(await statusOf(server.url, agent, 'POST', '/', Buffer.alloc(200_000, 'a'), {})).toBe(413);
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
  socket.write('POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n');
  socket.on('error', () => undefined);
  const chunk = `10000\r\n${'a'.repeat(0x10000)}\r\n`;
  socket.write(chunk.repeat(3));
  const [answer] = (await once(socket, 'data')) as [Buffer];
  expect(answer.toString()).toMatch(/^HTTP\/1\.1 413 /);
  socket.destroy();
});

test.each([
  ['no HTTP', '\0\0\0\0\r\n\r\n'],
  ['a header that is too long', `GET / HTTP/1.1\r\nX: ${'a'.repeat(100_000)}\r\n\r\n`],
  ['two lengths', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab'],
])('%s is answered with 400 and the connection ends', async (_, text) => {
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
  socket.on('error', () => undefined);
  socket.end(text);
  let answer = '';
  for await (const part of socket) answer += String(part);
  expect(answer).toMatch(/^HTTP\/1\.1 400 /);
});

test('a client that goes away before the end of its body is no internal error', async () => {
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
  socket.on('error', () => undefined);
  const before = server.log.length;
  socket.end('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nAct');
  await once(socket.resume(), 'close');
  while (server.log.length === before) await new Promise((resolve) => setImmediate(resolve));
  expect(server.log.slice(before)).toEqual(['POST / 400 the client ended the request before its body']);
});

test('one request more than the limit at a time is answered with 503, and the others are not lost', async () => {
  const slow = Array.from({ length: 128 }, () => {
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n');
    return socket;
  });
  await Promise.all(slow.map((socket) => once(socket, 'connect')));
  const refused = async (): Promise<number> => (await fetch(`${server.url}/oauth/discovery/keys`)).status;
  let status = 200;
  for (let tries = 0; tries < 200 && status !== 503; tries += 1) status = await refused();
  expect(status).toBe(503);
  for (const socket of slow) socket.destroy();
  for (let tries = 0; tries < 200 && status !== 200; tries += 1) status = await refused();
  expect(status).toBe(200);
});
