import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { renderPipelineFile, type CredentialForm } from '../../policies/index';
import { federationOf, SMALL_FEDERATION } from '../policies/ci/awkward-federation';
import { commandsOf, jobsOf } from '../policies/ci/pipeline-yaml';
import { edited } from '../policies/federation/small-federation';
import { describeAwsCli, runBeside } from '../support/aws-cli';
import { awsEndpoint, type AwsEndpoint } from '../support/aws-endpoint';
import { startStsProcess, type StsProcess } from '../support/sts-process';

const DECLARATION = edited(
  SMALL_FEDERATION,
  '  deploy:\n    account: production\n',
  '  deploy:\n    account: production\n    max_session: 4h\n',
);
const ARN = 'arn:aws:iam::111122223333:role';
const MAIN = { project: 'api', branch: 'main' };
const FEATURE = { project: 'api', branch: 'feature/x' };

/** A role that only another role may assume, as `aws iam get-role` shows it. */
const chained = (name: string, by: string): object => ({
  Role: {
    RoleName: name,
    Arn: `${ARN}/${name}`,
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { AWS: `${ARN}/${by}` }, Action: 'sts:AssumeRole' }],
    },
  },
});

describeAwsCli('the AWS CLI against `refgate sts` as a process', () => {
  let folder: string;
  let sts: StsProcess;
  let endpoint: AwsEndpoint;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'refgate-jobs-'));
    writeFileSync(join(folder, 'federation.yaml'), DECLARATION);
    writeFileSync(join(folder, 'next.json'), JSON.stringify(chained('next', 'deploy')));
    writeFileSync(join(folder, 'closed.json'), JSON.stringify(chained('closed', 'plan')));
    sts = await startStsProcess(folder, ['federation.yaml', 'next.json', 'closed.json']);
    endpoint = await awsEndpoint(sts.url, folder);
  });
  afterAll(async () => {
    await endpoint.close();
    expect(await sts.end()).toBe(0);
    rmSync(folder, { recursive: true });
  });

  /** A home of its own: no call finds the credentials of another. */
  const home = (): string => mkdtempSync(join(folder, 'home-'));

  /** Runs the emitted job in one shell that stops at the first failure, as a runner does, with the variables of the project. */
  async function runJob(
    form: CredentialForm,
    job: string,
    pipeline: object,
    more: Readonly<Record<string, string>> = {},
  ) {
    const jobs = jobsOf(renderPipelineFile(federationOf(DECLARATION), { credentials: form }));
    const own = home();
    return runBeside('sh', ['-c', ['set -e', ...commandsOf(jobs, job)].join('\n')], own, {
      ...endpoint.env,
      ...jobs[job]?.variables,
      TMPDIR: own,
      AWS_TOKEN: await sts.mint({ pipeline }),
      AWS_ROLE_ARN: `${ARN}/deploy`,
      CI_PROJECT_ID: '101',
      CI_PIPELINE_ID: '1001',
      ...more,
    });
  }

  describe.each(['token-file', 'sts-script'] as const)('the emitted job, %s', (form) => {
    test('has the session of the role', async () => {
      const { status, stdout, stderr } = await runJob(form, 'assume-deploy', MAIN);
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      expect(JSON.parse(stdout)).toMatchObject({
        Account: '111122223333',
        Arn: 'arn:aws:sts::111122223333:assumed-role/deploy/gitlab-101-1001',
      });
    });

    test('a token that the trust refuses fails the job', async () => {
      const { status, stdout, stderr } = await runJob(form, 'assume-deploy', FEATURE);
      expect(status).not.toBe(0);
      expect(stdout).toBe('');
      expect(stderr).toContain(
        'An error occurred (AccessDenied) when calling the AssumeRoleWithWebIdentity operation: Not authorized to perform sts:AssumeRoleWithWebIdentity',
      );
    });
  });

  test('keys of the project do not win over the token of the job', async () => {
    const { status, stdout } = await runJob('token-file', 'assume-deploy', MAIN, {
      AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'x',
    });
    expect([status, stdout]).toEqual([0, expect.stringContaining(':assumed-role/deploy/gitlab-101-1001')]);
  });

  test('a session that is longer than the role allows is refused; the job of a role with four hours asks for them', async () => {
    const tooLong = await runJob('sts-script', 'assume-plan', FEATURE, { AWS_SESSION_SECONDS: '14400' });
    expect(tooLong.status).not.toBe(0);
    expect(tooLong.stderr).toContain(
      'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
    );
    const jobs = jobsOf(renderPipelineFile(federationOf(DECLARATION), { credentials: 'sts-script' }));
    expect(jobs['assume-deploy']?.variables).toMatchObject({ AWS_SESSION_SECONDS: '14400' });
  });

  describe('a chain of profiles', () => {
    /** The second role by `source_profile`, the first by the token in a file. */
    async function runChain(role: string, pipeline: object) {
      const own = home();
      const token = join(own, 'token');
      writeFileSync(token, await sts.mint({ pipeline }));
      mkdirSync(join(own, '.aws'));
      writeFileSync(
        join(own, '.aws/config'),
        [
          '[profile entry]',
          `role_arn = ${ARN}/deploy`,
          `web_identity_token_file = ${token}`,
          'role_session_name = first',
          '[profile chained]',
          `role_arn = ${ARN}/${role}`,
          'source_profile = entry',
          'role_session_name = second',
          '',
        ].join('\n'),
      );
      return runBeside('aws', ['sts', 'get-caller-identity', '--profile', 'chained'], own, endpoint.env);
    }

    test('ends in the role that trusts the first', async () => {
      const { status, stdout, stderr } = await runChain('next', MAIN);
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      expect(JSON.parse(stdout)).toMatchObject({
        Arn: 'arn:aws:sts::111122223333:assumed-role/next/second',
      });
    });

    test('a role that trusts another one is not reached', async () => {
      const { status, stderr } = await runChain('closed', MAIN);
      expect(status).not.toBe(0);
      expect(stderr).toContain(
        'An error occurred (AccessDenied) when calling the AssumeRole operation: User: arn:aws:sts::111122223333:assumed-role/deploy/first is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::111122223333:role/closed',
      );
    });

    test('a token that the first role refuses gets nowhere', async () => {
      const { status, stderr } = await runChain('next', FEATURE);
      expect(status).not.toBe(0);
      expect(stderr).toContain('(AccessDenied) when calling the AssumeRoleWithWebIdentity operation');
    });
  });

  test('an empty account id in the ARN is an invalid ARN, not a matter of the trust', async () => {
    const { status, stderr } = await runJob('token-file', 'assume-deploy', MAIN, {
      AWS_ROLE_ARN: 'arn:aws:iam:::role/deploy',
    });
    expect(status).not.toBe(0);
    expect(stderr).toMatch(
      /\(ValidationError\) when calling the AssumeRoleWithWebIdentity operation: Request ARN is invalid/,
    );
  });

  test('the log names each call and never shows a token', () => {
    expect(sts.log()).toContain('AssumeRoleWithWebIdentity 403 AccessDenied: deploy: ');
    expect(sts.log()).not.toMatch(/eyJ[\w-]{8,}\./);
  });
});
