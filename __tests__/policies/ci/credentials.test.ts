import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { renderPipelineFile } from '../../../policies/index';
import { federationOf, SMALL_FEDERATION } from './awkward-federation';
import { commandsOf, jobsOf } from './pipeline-yaml';

const federation = federationOf(SMALL_FEDERATION);
let folder: string;

/** An `aws` that writes down how it was called, and answers as STS would for one token. */
const STUB = `#!/bin/sh
printf '%s\\n' "$@" > "$CALLS"
for word in "$@"; do
  if [ "$word" = "$EXPECTED_TOKEN" ]; then printf 'ASIAEXAMPLE\\tsecret/+key\\tsession=token\\n'; exit 0; fi
done
echo 'An error occurred (AccessDenied) when calling the AssumeRoleWithWebIdentity operation' >&2
exit 254
`;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'refgate-credentials-'));
  writeFileSync(join(folder, 'aws'), STUB);
  chmodSync(join(folder, 'aws'), 0o755);
});
afterAll(() => rmSync(folder, { recursive: true }));

const environment = {
  PATH: '',
  TMPDIR: '',
  CALLS: '',
  EXPECTED_TOKEN: 'header.payload.signature',
  AWS_TOKEN: 'header.payload.signature',
  AWS_ROLE_ARN: 'arn:aws:iam::111122223333:role/deploy',
  CI_PROJECT_ID: '101',
  CI_PIPELINE_ID: '1001',
};

/** Runs the commands of a job's `before_script` in one shell that stops at the first failure, as a runner does. */
function runStep(shell: string, credentials: 'token-file' | 'sts-script', job: string, more: object = {}) {
  const jobs = jobsOf(renderPipelineFile(federation, { credentials }));
  const commands = commandsOf(jobs, job).filter((command) => !command.startsWith('aws sts get-caller'));
  const script = ['set -e', ...commands, 'env'].join('\n');
  const result = spawnSync(shell, [...(shell === 'bash' ? ['--norc'] : []), '-c', script], {
    encoding: 'utf8',
    env: {
      ...environment,
      PATH: `${folder}:${process.env.PATH}`,
      TMPDIR: folder,
      CALLS: join(folder, 'calls'),
      ...more,
    },
  });
  const variables = Object.fromEntries(
    result.stdout.split('\n').map((line) => [line.split('=', 1)[0], line.slice(line.indexOf('=') + 1)]),
  ) as Readonly<Record<string, string>>;
  return { status: result.status, stderr: result.stderr, variables };
}

const shells = ['bash', 'sh'];

describe.each(shells)('in %s', (shell) => {
  test('form 1: the token is in a file of its own that nobody else reads', () => {
    const { status, stderr, variables } = runStep(shell, 'token-file', 'assume-deploy');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(variables).toMatchObject({
      AWS_ROLE_ARN: 'arn:aws:iam::111122223333:role/deploy',
      AWS_ROLE_SESSION_NAME: 'gitlab-101-1001',
    });
    const file = variables.AWS_WEB_IDENTITY_TOKEN_FILE as string;
    expect(readFileSync(file, 'utf8')).toBe('header.payload.signature');
    expect(statSync(file).mode & 0o077).toBe(0);
  });

  test('form 2: STS is asked with role, session name and token, and its keys are exported', () => {
    const { status, stderr, variables } = runStep(shell, 'sts-script', 'assume-deploy');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(variables).toMatchObject({
      AWS_ACCESS_KEY_ID: 'ASIAEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'secret/+key',
      AWS_SESSION_TOKEN: 'session=token',
    });
    expect(readFileSync(join(folder, 'calls'), 'utf8').trim().split('\n')).toEqual([
      'sts',
      'assume-role-with-web-identity',
      '--role-arn',
      'arn:aws:iam::111122223333:role/deploy',
      '--role-session-name',
      'gitlab-101-1001',
      '--web-identity-token',
      'header.payload.signature',
      '--duration-seconds',
      '3600',
      '--query',
      'Credentials.[AccessKeyId,SecretAccessKey,SessionToken]',
      '--output',
      'text',
    ]);
  });

  test('form 2: a refusal stops the job', () => {
    const { status, stderr, variables } = runStep(shell, 'sts-script', 'assume-deploy', {
      AWS_TOKEN: 'other',
    });
    expect(status).not.toBe(0);
    expect(stderr).toContain('AccessDenied');
    expect(variables.AWS_ACCESS_KEY_ID).toBeUndefined();
  });

  test.each(['token-file', 'sts-script'] as const)(
    '%s: a role without a variable is assumed by its ARN, whatever AWS_ROLE_ARN the project has',
    (form) => {
      const { status, variables } = runStep(shell, form, 'assume-plan');
      expect(status).toBe(0);
      expect(variables.AWS_ROLE_ARN).toBe('arn:aws:iam::111122223333:role/plan');
    },
  );
});

test('a role name and path that a shell would read are kept as they are', () => {
  const awkward = federationOf(
    SMALL_FEDERATION.replace('  plan:\n', `  plan:\n    name: a,b=c+d@e\n    path: "/it's$5/{x}/"\n`),
  );
  const [assume = ''] = commandsOf(jobsOf(renderPipelineFile(awkward)), 'assume-plan');
  expect(execFileSync('sh', ['-c', `${assume}; printf %s "$AWS_ROLE_ARN"`], { encoding: 'utf8' })).toBe(
    "arn:aws:iam::111122223333:role/it's$5/{x}/a,b=c+d@e",
  );
});
