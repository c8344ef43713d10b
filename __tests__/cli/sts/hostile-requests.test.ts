import { Agent } from 'node:http';
import { rounds } from '../../support/rounds';
import { chooser, seedFor, type Choose } from '../../support/seed';
import { statusOf } from '../../support/status-of';
import { callSts, startTestServer, writtenRole, type TestServer } from '../../support/sts-server';

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

const send = (method: string, path: string, body: Buffer, headers: Readonly<Record<string, string>>) =>
  statusOf(server.url, agent, method, path, body, headers);

const from = <T>(choose: Choose, values: readonly T[]): T => values[choose(values.length)] as T;
const bytes = (choose: Choose, length: number): Buffer =>
  Buffer.from(Array.from({ length }, () => choose(256)));

/** A valid call with something broken in it. */
function brokenCall(choose: Choose, token: string): string {
  const form = new URLSearchParams({
    Action: 'AssumeRoleWithWebIdentity',
    Version: '2011-06-15',
    RoleArn: 'arn:aws:iam::111122223333:role/probe',
    RoleSessionName: 'x1',
    WebIdentityToken: token,
  });
  const name = from(choose, [...form.keys(), 'DurationSeconds', 'Policy', 'ProviderId', '__proto__', '']);
  const at = choose(token.length);
  const values = [
    '',
    '\0\r\n<x>&amp;]]>',
    '__proto__',
    'constructor',
    token.slice(0, at) + String.fromCharCode(choose(65_536)) + token.slice(at + 1),
    token.slice(0, at),
    bytes(choose, choose(2_000)).toString('latin1'),
    `${Buffer.from('{"alg":"RS256","kid":{"toString":1}}').toString('base64url')}.e30.AA`,
    `${Buffer.from('{"alg":"RS256"}').toString('base64url')}.${Buffer.from(`{"iss":${'['.repeat(5_000)}`).toString('base64url')}.AA`,
    `${Buffer.from('{"alg":"RS256"}').toString('base64url')}.${Buffer.from('{"__proto__":{"iss":1},"iss":{},"aud":[{}],"sub":[]}').toString('base64url')}.AA`,
  ];
  form.set(name, from(choose, values));
  return form.toString();
}

const METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD'];
const PATHS = [
  '/',
  '/?Action=GetCallerIdentity',
  '/refgate/token',
  '/oauth/discovery/keys',
  '/%00',
  '/../..',
  '//x',
  '/?%',
];
const BODIES = [
  '{',
  'null',
  '[]',
  '"x"',
  '{"claims":null}',
  '{"claims":[]}',
  '{"pipeline":{"a":[[]]}}',
  '{"claims":{"a":1},"alg":"none"}',
];

test('broken and hostile requests leave the server answering, with bounded memory', async () => {
  const choose = chooser(seedFor('hostile requests'));
  const now = Math.floor(Date.now() / 1000);
  const token = await server.keys.sign(
    { iss: 'https://probe.example.com', aud: 'a', sub: 's', iat: now, exp: now + 600 },
    'RS256',
  );
  const total = rounds({ short: 10_000, long: 30_000 });
  const statuses = new Map<number, number>();
  const before = process.memoryUsage().rss;
  for (let done = 0; done < total; done += 50) {
    const batch = Array.from({ length: 50 }, () => {
      const kind = choose(4);
      if (kind < 2)
        return send('POST', '/', Buffer.from(brokenCall(choose, token)), {
          'content-type': 'application/x-www-form-urlencoded',
        });
      const body = kind === 2 ? bytes(choose, choose(500)) : Buffer.from(from(choose, BODIES));
      const headers = {
        authorization: from(choose, [
          '',
          'AWS4-HMAC-SHA256 Credential=/',
          'Credential=x/y',
          'AWS4-HMAC-SHA256 ,,Credential=__proto__/',
        ]),
      };
      return send(from(choose, METHODS), from(choose, PATHS), body, headers);
    });
    for (const status of await Promise.all(batch)) statuses.set(status, (statuses.get(status) ?? 0) + 1);
  }
  expect([...statuses.values()].reduce((sum, count) => sum + count, 0)).toBe(total);
  // nothing was an internal error, and nothing was without an answer
  expect([...statuses.keys()].toSorted()).toEqual([200, 400, 403, 404]);
  expect(server.log.filter((line) => line.includes('ERR_INTERNAL'))).toEqual([]);
  expect(process.memoryUsage().rss - before).toBeLessThan(400 * 2 ** 20);
  const answer = await callSts(server, {
    Action: 'AssumeRoleWithWebIdentity',
    RoleArn: 'arn:aws:iam::111122223333:role/probe',
    RoleSessionName: 'x1',
    WebIdentityToken: token,
  });
  expect(answer.status).toBe(200);
}, 1_200_000);
