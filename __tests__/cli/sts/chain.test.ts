import { callSts, startTestServer, writtenRole, type TestServer } from '../../support/sts-server';

const NOW = 1_800_000_000;
const PROVIDER = 'arn:aws:iam::111122223333:oidc-provider/probe.example.com';
const ROLE = 'arn:aws:iam::111122223333:role';
const trust = (Principal: object, more: object = {}): object => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal, Action: 'sts:AssumeRole', ...more }],
});
const ENTRY = trust({ Federated: PROVIDER }, { Action: 'sts:AssumeRoleWithWebIdentity' });
const OTHER = { account: '444455556666' };

let server: TestServer;
let session: Readonly<Record<string, string>>;
beforeAll(async () => {
  server = await startTestServer(
    {
      roles: [
        writtenRole('entry', ENTRY),
        writtenRole('named', trust({ AWS: `${ROLE}/entry` }), { maxSessionSeconds: 7200 }),
        writtenRole('closed', trust({ AWS: `${ROLE}/somebody` })),
        writtenRole('account', trust({ AWS: '111122223333' })),
        writtenRole('session', trust({ AWS: 'arn:aws:sts::111122223333:assumed-role/entry/job-1' })),
        writtenRole('other-session', trust({ AWS: 'arn:aws:sts::111122223333:assumed-role/entry/job-2' })),
        writtenRole(
          'external',
          trust({ AWS: `${ROLE}/entry` }, { Condition: { StringEquals: { 'sts:ExternalId': 'x-1' } } }),
        ),
        writtenRole(
          'network',
          trust({ AWS: `${ROLE}/entry` }, { Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } } }),
        ),
        writtenRole('abroad', trust({ AWS: `${ROLE}/entry` }), OTHER),
      ],
      providers: [],
      unresolved: [],
    },
    { now: () => NOW, explain: true },
  );
  const answer = await callSts(server, {
    Action: 'AssumeRoleWithWebIdentity',
    RoleArn: `${ROLE}/entry`,
    RoleSessionName: 'job-1',
    WebIdentityToken: await server.keys.sign(
      { iss: 'https://probe.example.com', aud: 'a', sub: 's', iat: NOW, exp: NOW + 60 },
      'RS256',
    ),
  });
  session = signedBy(answer.field);
});
afterAll(() => server.close());

function signedBy(field: (name: string) => string | undefined): Readonly<Record<string, string>> {
  return {
    authorization: `AWS4-HMAC-SHA256 Credential=${field('AccessKeyId')}/20270115/eu-west-1/sts/aws4_request, SignedHeaders=host, Signature=00`,
    'x-amz-security-token': field('SessionToken') ?? '',
  };
}

const assume = (role: string, more: Readonly<Record<string, string>> = {}, headers = session) =>
  callSts(
    server,
    {
      Action: 'AssumeRole',
      Version: '2011-06-15',
      RoleArn: `${ROLE}/${role}`,
      RoleSessionName: 'chained',
      ...more,
    },
    headers,
  );

const DENIED = (role: string): string =>
  `User: arn:aws:sts::111122223333:assumed-role/entry/job-1 is not authorized to perform: sts:AssumeRole on resource: ${role}`;

test.each([
  ['a trust policy that names the role', 'named', {}],
  ['a trust policy that names the session', 'session', {}],
  ['the external ID that it asks for', 'external', { ExternalId: 'x-1' }],
])('%s lets the session in', async (_, role, more) => {
  const answer = await assume(role, more);
  expect([answer.status, answer.field('Arn')]).toEqual([
    200,
    `arn:aws:sts::111122223333:assumed-role/${role}/chained`,
  ]);
  const who = await callSts(server, { Action: 'GetCallerIdentity' }, signedBy(answer.field));
  expect(who.field('Arn')).toBe(answer.field('Arn'));
});

test.each([
  ['another role', 'closed', {}, 'deny'],
  ['another session of the role', 'other-session', {}, 'deny'],
  ['the account, and the role has no permission', 'account', {}, 'deny'],
  ['the role, and no external ID is given', 'external', {}, 'deny'],
  ['the role, and another external ID is given', 'external', { ExternalId: 'x-2' }, 'deny'],
  ['the role, on a network that nobody knows here', 'network', {}, 'undetermined'],
  ['nobody, for there is no such role', 'nothing', {}, 'deny'],
  [
    'the role, of another account, and the role has no permission',
    'abroad',
    { RoleArn: 'arn:aws:iam::444455556666:role/abroad' },
    'deny',
  ],
  ['the role, and a source identity is given', 'named', { SourceIdentity: 'me' }, 'undetermined'],
])('a trust policy that names %s refuses it', async (_, role, more, decision) => {
  const answer = await assume(role, more);
  const arn = (more as { RoleArn?: string }).RoleArn ?? `${ROLE}/${role}`;
  expect([answer.status, answer.field('Code'), answer.field('Message')]).toEqual([
    403,
    'AccessDenied',
    DENIED(arn),
  ]);
  expect(answer.headers.get('x-refgate-decision')).toBe(decision);
});

test('a chain ends after an hour, whatever the role allows', async () => {
  expect((await assume('named', { DurationSeconds: '3600' })).status).toBe(200);
  const answer = await assume('named', { DurationSeconds: '3601' });
  expect([answer.status, answer.field('Code'), answer.field('Message')]).toEqual([
    400,
    'ValidationError',
    'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.',
  ]);
});

test('a caller without a session of this server assumes nothing', async () => {
  expect((await assume('named', {}, {})).field('Code')).toBe('MissingAuthenticationToken');
  expect((await assume('named', {}, { ...session, 'x-amz-security-token': 'x' })).field('Code')).toBe(
    'InvalidClientTokenId',
  );
});
