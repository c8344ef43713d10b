import { AssumeRoleWithWebIdentityCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { callSts, startTestServer, writtenRole, type TestServer } from '../../support/sts-server';

const PROVIDER = 'arn:aws:iam::111122223333:oidc-provider/probe.example.com';
const DOCUMENT = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Federated: PROVIDER },
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: { StringLike: { 'probe.example.com:sub': 'good:*' } },
    },
  ],
};

let clock = 1_800_000_000;
let server: TestServer;
let client: STSClient;
beforeAll(async () => {
  server = await startTestServer(
    {
      roles: [writtenRole('probe', DOCUMENT)],
      providers: [
        { address: 'p', url: 'https://probe.example.com', clientIds: ['a'], account: '111122223333' },
      ],
      unresolved: [],
    },
    { now: () => clock },
  );
  client = clientWith({ accessKeyId: 'AKIAX', secretAccessKey: 'y' });
});
afterAll(() => server.close());

function clientWith(credentials: {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}): STSClient {
  return new STSClient({ endpoint: server.url, region: 'eu-west-1', credentials, maxAttempts: 1 });
}

const token = (claims: object): Promise<string> =>
  server.keys.sign(
    { iss: 'https://probe.example.com', aud: 'a', sub: 'good:1', iat: clock, exp: clock + 600, ...claims },
    'RS256',
  );

async function assume(claims: object, more: object = {}) {
  return client.send(
    new AssumeRoleWithWebIdentityCommand({
      RoleArn: 'arn:aws:iam::111122223333:role/probe',
      RoleSessionName: 'job-1',
      WebIdentityToken: await token(claims),
      ...more,
    }),
  );
}

test('the SDK reads the session, and its credentials are known to the next call until they expire', async () => {
  const { Credentials, ...answer } = await assume({ sub: 'good:<&>"\n' });
  expect(answer).toMatchObject({
    SubjectFromWebIdentityToken: 'good:<&>"\n',
    Audience: 'a',
    Provider: PROVIDER,
    PackedPolicySize: 25,
    AssumedRoleUser: {
      Arn: 'arn:aws:sts::111122223333:assumed-role/probe/job-1',
      AssumedRoleId: expect.stringMatching(/^AROAFAKE[A-Z2-7]{13}:job-1$/),
    },
  });
  expect(Credentials?.Expiration).toEqual(new Date((clock + 3600) * 1000));
  expect(Credentials?.SecretAccessKey).toMatch(/^refgate-fake-/);
  expect(Credentials?.SessionToken).toMatch(/^refgate-fake-/);
  const session = clientWith({
    accessKeyId: Credentials?.AccessKeyId ?? '',
    secretAccessKey: Credentials?.SecretAccessKey ?? '',
    sessionToken: Credentials?.SessionToken,
  });
  expect(await session.send(new GetCallerIdentityCommand({}))).toMatchObject({
    Arn: answer.AssumedRoleUser?.Arn,
    UserId: answer.AssumedRoleUser?.AssumedRoleId,
    Account: '111122223333',
  });
  clock += 3600;
  await expect(session.send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({
    name: 'ExpiredToken',
    message: 'The security token included in the request is expired',
    $metadata: { httpStatusCode: 403 },
  });
});

test.each([
  ['AccessDenied', 403, { sub: 'bad:1' }, {}],
  ['InvalidIdentityToken', 400, { aud: 'other' }, {}],
  ['ExpiredTokenException', 400, { exp: 1 }, {}],
  ['IDPRejectedClaim', 403, {}, { ProviderId: 'graph.facebook.com' }],
  ['MalformedPolicyDocument', 400, {}, { Policy: '{' }],
  [
    'PackedPolicyTooLarge',
    400,
    {},
    { Policy: `{${' '.repeat(2000)}}`, PolicyArns: [{ arn: `arn:aws:iam::aws:policy/${'x'.repeat(60)}` }] },
  ],
  ['ValidationError', 400, {}, { DurationSeconds: 7200 }],
  ['InternalFailure', 500, { sub: null }, {}],
])('the SDK raises %s', async (code, status, claims, more) => {
  const error: unknown = await assume(claims, more).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ $metadata: { httpStatusCode: status } });
  expect([
    (error as Error).name,
    `${(error as Error).name}Exception`,
    (error as { Code?: string }).Code,
  ]).toContain(code);
});

test('credentials that were not handed out are unknown, and a call without any is told so', async () => {
  await expect(client.send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({
    name: 'InvalidClientTokenId',
    message: 'The security token included in the request is invalid',
    $metadata: { httpStatusCode: 403 },
  });
  const answer = await callSts(server, { Action: 'GetCallerIdentity', Version: '2011-06-15' });
  expect([answer.status, answer.field('Code')]).toEqual([403, 'MissingAuthenticationToken']);
  expect(answer.headers.get('x-amzn-requestid')).toBe(answer.field('RequestId'));
});
