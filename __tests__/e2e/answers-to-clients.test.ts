import * as sts from '@aws-sdk/client-sts';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { awsCli, describeAwsCli, type AwsCli } from '../support/aws-cli';
import { prepareCall, startAnswerServer, STS_ANSWERS, type AnswerCase } from '../support/sts-answers';
import type { TestServer } from '../support/sts-server';

type Parameters = Readonly<Record<string, string | null>>;

/** A client names the action and the version itself, and sends a duration only as a number. */
const CASES = STS_ANSWERS.filter(
  ({ parameters = {} }) =>
    !('Action' in parameters || 'Version' in parameters) && /^\d*$/.test(parameters.DurationSeconds ?? ''),
);

let server: TestServer;
let published: TestServer['keys']['published'];
beforeAll(async () => {
  server = await startAnswerServer();
  published = server.keys.published;
});
afterAll(() => server.close());

test('nearly every recorded answer can be asked for by a client', () => {
  expect(CASES.length).toBeGreaterThan(140);
});

const policyArns = (parameters: Parameters): readonly string[] =>
  Object.entries(parameters).flatMap(([name, value]) =>
    name.startsWith('PolicyArns.') && value !== null ? [value] : [],
  );

describe('the AWS SDK', () => {
  const CODES = Object.keys(sts).filter((name) => name.endsWith('Exception'));

  test.each(CASES)('$note', async (row) => {
    const client = new sts.STSClient({
      endpoint: server.url,
      region: 'eu-west-1',
      credentials: { accessKeyId: 'AKIAX', secretAccessKey: 'y' },
      maxAttempts: 1,
    });
    const given = prepareCall(server, published, row);
    const arns = policyArns(given);
    const command = new sts.AssumeRoleWithWebIdentityCommand({
      RoleArn: given.RoleArn ?? undefined,
      RoleSessionName: given.RoleSessionName ?? undefined,
      WebIdentityToken: given.WebIdentityToken ?? undefined,
      ProviderId: given.ProviderId ?? undefined,
      Policy: given.Policy ?? undefined,
      PolicyArns: arns.length === 0 ? undefined : arns.map((arn) => ({ arn })),
      DurationSeconds: given.DurationSeconds == null ? undefined : Number(given.DurationSeconds),
    });
    const answer: unknown = await client.send(command).catch((reason: unknown) => reason);
    const { status, code, text } = row.expect;
    if (status === 200) {
      expect(answer).toMatchObject({
        Credentials: { AccessKeyId: expect.stringMatching(/^ASIAFAKE/) as unknown },
      });
      return;
    }
    const error = answer as sts.STSServiceException;
    expect(error).toBeInstanceOf(sts.STSServiceException);
    expect(error.$metadata.httpStatusCode).toBe(status);
    // What the model of STS names is a class of its own; the SDK appends `Exception` where the code has none.
    const typed = CODES.find((name) => name === code || name === `${code}Exception`);
    expect(error.name).toBe(typed ?? code);
    if (text !== undefined) expect(error.message).toBe(text);
  });
});

describeAwsCli('botocore, by the AWS CLI', () => {
  let aws: AwsCli;
  let home: string;
  beforeAll(() => {
    aws = awsCli();
    home = mkdtempSync(join(tmpdir(), 'refgate-answers-'));
  });
  afterAll(() => {
    aws.close();
    rmSync(home, { recursive: true });
  });

  const argumentsOf = (given: Parameters): readonly string[] => {
    const option = (name: string, value: string | null | undefined): readonly string[] =>
      value == null ? [] : [`${name}=${value}`];
    const arns = policyArns(given);
    return [
      'sts',
      'assume-role-with-web-identity',
      '--endpoint-url',
      server.url,
      '--output',
      'json',
      ...option('--role-arn', given.RoleArn),
      ...option('--role-session-name', given.RoleSessionName),
      ...option('--web-identity-token', given.WebIdentityToken),
      ...option('--provider-id', given.ProviderId),
      ...option('--policy', given.Policy),
      ...option('--duration-seconds', given.DurationSeconds),
      ...(arns.length === 0 ? [] : ['--policy-arns', ...arns.map((arn) => `arn=${arn}`)]),
    ];
  };

  /** What the client refuses by its own model of STS, before it asks. */
  const OWN_REFUSAL =
    /Parameter validation failed|arguments are required|Error parsing parameter|Unable to load paramfile/;

  test.each(CASES)('$note', async (row: AnswerCase) => {
    const { status, code, text } = row.expect;
    const ran = await aws.call(argumentsOf(prepareCall(server, published, row)), home, {
      AWS_MAX_ATTEMPTS: '1',
    });
    if (status === 200) {
      expect(ran).toMatchObject({ status: 0, stdout: expect.stringContaining('"ASIAFAKE') as unknown });
      return;
    }
    expect(ran.status).not.toBe(0);
    if (code === 'ValidationError' && OWN_REFUSAL.test(ran.stderr)) return;
    expect(ran.stderr).toContain(`(${code})`);
    if (text !== undefined) expect(ran.stderr).toContain(text);
  });
});
