import { comment, scalar, steps } from './yaml-text';

/** How a job gets from its ID token to credentials. */
export const CREDENTIAL_FORMS = ['token-file', 'sts-script'] as const;

/**
 * `token-file`: the token goes to a file; every AWS SDK, the AWS CLI and Terraform take it from there.
 * `sts-script`: the job calls STS and exports the keys, for tools that know nothing but keys.
 */
export type CredentialForm = (typeof CREDENTIAL_FORMS)[number];

/** Name of the variable that holds the ID token. */
const TOKEN_VARIABLE = 'AWS_TOKEN';

/** Name of the variable that says how long the keys of a job are to last, in seconds. */
export const SESSION_SECONDS_VARIABLE = 'AWS_SESSION_SECONDS';

/**
 * What the step of each form does: POSIX shell, with `AWS_ROLE_ARN` and the token in the environment.
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/access-assume-role-web.html
 * @see https://docs.gitlab.com/ci/cloud_services/aws/#retrieve-temporary-credentials
 */
const CREDENTIAL_STEPS: Readonly<Record<CredentialForm, readonly string[]>> = {
  'token-file': [
    'unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_PROFILE',
    'export AWS_WEB_IDENTITY_TOKEN_FILE="$(mktemp)"',
    `printf %s "$${TOKEN_VARIABLE}" > "$AWS_WEB_IDENTITY_TOKEN_FILE"`,
    'export AWS_ROLE_SESSION_NAME="gitlab-$CI_PROJECT_ID-$CI_PIPELINE_ID"',
  ],
  'sts-script': [
    // the AWS CLI refuses a profile that it does not find, even where it needs none
    'unset AWS_PROFILE',
    `aws_sts_output=$(aws sts assume-role-with-web-identity \\
  --role-arn "$AWS_ROLE_ARN" \\
  --role-session-name "gitlab-$CI_PROJECT_ID-$CI_PIPELINE_ID" \\
  --web-identity-token "$${TOKEN_VARIABLE}" \\
  --duration-seconds "\${${SESSION_SECONDS_VARIABLE}:-3600}" \\
  --query 'Credentials.[AccessKeyId,SecretAccessKey,SessionToken]' \\
  --output text)`,
    'export $(printf "AWS_ACCESS_KEY_ID=%s AWS_SECRET_ACCESS_KEY=%s AWS_SESSION_TOKEN=%s" $aws_sts_output)',
  ],
};

/** Name of the hidden job that other jobs extend. */
export const formJob = (form: CredentialForm): string => `.aws-${form}`;

const NOTES: Readonly<Record<CredentialForm, readonly string[]>> = {
  'token-file': [
    'Credentials, form 1: the token in a file. The AWS SDKs, the AWS CLI and Terraform find it by AWS_WEB_IDENTITY_TOKEN_FILE, and',
    'the role by AWS_ROLE_ARN. They take keys and profiles first, so those that a project or a group gives are removed.',
  ],
  'sts-script': [
    'Credentials, form 2: keys, for tools that know nothing else. They end after AWS_SESSION_SECONDS, which jobs set to the max_session',
    'of their role; an hour otherwise.',
  ],
};

/** The lines of a job that asks for its token. In a job that extends another they replace the audience of that one. */
export function idToken(audience: string): readonly string[] {
  return [
    '  id_tokens:',
    `    ${TOKEN_VARIABLE}:`,
    `      aud: ${scalar(audience)} # one text: STS refuses a token with two audiences`,
  ];
}

/** The hidden jobs that hold the credential step, one for each form. */
export function credentialJobs(audience: string): string {
  return CREDENTIAL_FORMS.map((form) =>
    [
      comment(...NOTES[form]),
      `${formJob(form)}:`,
      ...idToken(audience),
      '  before_script:',
      steps(CREDENTIAL_STEPS[form]),
    ].join('\n'),
  ).join('\n\n');
}
