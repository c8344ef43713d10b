import { cpSync } from 'node:fs';
import { join } from 'node:path';
import type { Report } from '../../policies/index';
import { edited, SMALL_FEDERATION } from '../policies/federation/small-federation';
import { jobsOf } from '../policies/ci/pipeline-yaml';
import { cliFolder } from '../support/cli-folder';

// The trust is right, and the job still gets no credentials, those of another identity, or those that end too early.

const { folder, write, refgate } = cliFolder();

beforeEach(() =>
  write(
    'federation.yaml',
    edited(SMALL_FEDERATION, '  deploy:\n', '  deploy:\n    max_session: 4h\n').replace(
      ', environment: production }',
      ', protected: true }',
    ),
  ),
);

const job = (...script: readonly string[]): string =>
  [
    'deploy:',
    '  id_tokens: { AWS_TOKEN: { aud: sts.amazonaws.com } }',
    '  timeout: 3h',
    `  rules: [{ if: '$CI_COMMIT_BRANCH == "main" && $CI_PIPELINE_SOURCE == "push"' }]`,
    '  script:',
    ...script.map((command) => `    - ${command}`),
  ].join('\n');

const WRITE_TOKEN = [
  'export AWS_WEB_IDENTITY_TOKEN_FILE="$(mktemp)"',
  'printf %s "$AWS_TOKEN" > "$AWS_WEB_IDENTITY_TOKEN_FILE"',
  'terraform apply',
];

describe('the order of credentials', () => {
  const KEYS = 'variables: { AWS_ACCESS_KEY_ID: AKIAIOSFODNN7EXAMPLE, AWS_SECRET_ACCESS_KEY: $SECRET }\n';

  test('access keys of the file win over the token file: each is found where it is given', async () => {
    write('ci.yml', KEYS + job(...WRITE_TOKEN));
    const { code, out } = await refgate('ci', '--lint', 'ci.yml');
    expect(code).toBe(1);
    const found = out.split('\n').filter((line) => line.includes(' static-keys: '));
    expect(found).toEqual([
      expect.stringMatching(/^ci\.yml:1:14: error .* `AWS_ACCESS_KEY_ID`, which SDKs take before the web/),
      expect.stringMatching(
        /^ci\.yml:1:55: error .* `AWS_SECRET_ACCESS_KEY`, which SDKs take before the web/,
      ),
    ]);
    expect(out).not.toContain('AKIAIOSFODNN7EXAMPLE');
  });

  test('a job that unsets them has no mistake', async () => {
    write('ci.yml', KEYS + job('unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY', ...WRITE_TOKEN));
    expect(await refgate('ci', '--lint', 'ci.yml', '--strict')).toMatchObject({ code: 0 });
  });

  test('the AWS provider of Terraform with a role and no token: its text leads to the variables of the job', async () => {
    const text =
      'Error: Invalid combination of arguments\n\none of `assume_role_with_web_identity.0.web_identity_token,assume_role_with_web_identity.0.web_identity_token_file` must be specified';
    const { code, out } = await refgate('explain', '--error', text);
    expect(code).toBe(0);
    expect(out.replaceAll(/\s+/g, ' ')).toContain(
      'add `web_identity_token_file`, or remove the block and set `AWS_ROLE_ARN` and `AWS_WEB_IDENTITY_TOKEN_FILE`',
    );
    const emitted = (await refgate('ci')).out;
    expect(jobsOf(emitted)['.terraform']).toMatchObject({ extends: '.aws-token-file' });
  });
});

describe('the length of a session', () => {
  test('an emitted job asks for what its role allows; a role without `max_session` gives an hour', async () => {
    const jobs = jobsOf((await refgate('ci', '--credentials', 'sts-script')).out);
    expect(jobs['assume-deploy']?.variables).toMatchObject({ AWS_SESSION_SECONDS: '14400' });
    expect(jobs['assume-plan']?.variables).not.toHaveProperty('AWS_SESSION_SECONDS');
  });

  const call = (more: string): string =>
    `aws sts assume-role-with-web-identity --role-arn "$AWS_ROLE_ARN" --role-session-name job --web-identity-token "$AWS_TOKEN"${more}`;

  test.each([
    [
      'nothing',
      '',
      1,
      /may run 10800 seconds and its credentials end after 3600; add `--duration-seconds 10800`/,
    ],
    ['an hour', ' --duration-seconds 3600', 1, /may run 10800 seconds and its credentials end after 3600/],
    [
      'more than the role allows',
      ' --duration-seconds 43200',
      1,
      /43200 seconds; role `deploy` allows 14400/,
    ],
    ['what the role allows', ' --duration-seconds 14400', 0, /0 errors, 0 warnings, 0 undetermined/],
  ])('a job of three hours that asks for %s', async (_what, more, code, says) => {
    write('ci.yml', job(call(more)));
    expect(await refgate('ci', '--lint', 'ci.yml', '--strict')).toEqual({
      code,
      out: expect.stringMatching(says) as unknown,
      err: '',
    });
  });

  test('four hours on a role that only a chain reaches are reported there, and not on the first role', async () => {
    cpSync(join(__dirname, '../cases/inputs/chains/devops-account'), folder(), { recursive: true });
    const { out } = await refgate('check', 'main.tf', '--format', 'json');
    const found = (JSON.parse(out) as Report).findings.filter(
      ({ check }) => check === 'session-longer-than-chain',
    );
    expect(found.map(({ message }) => message)).toEqual([
      expect.stringMatching(
        /^the role allows sessions of 14400 seconds, and a chain from .* gets 3600 at most$/,
      ),
    ]);
    expect(found[0]).toMatchObject({ role: expect.stringContaining('prod') as unknown });
  });

  test.each([
    ['The security token included in the request is expired', 'a role chain never gets more'],
    [
      'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining',
      'gets one hour at most, whatever `max_session` of the second role is',
    ],
  ])('`%s` is explained', async (text, says) => {
    const { code, out } = await refgate('explain', '--error', text);
    expect(code).toBe(0);
    expect(out.replaceAll(/\s+/g, ' ')).toContain(says);
  });
});
