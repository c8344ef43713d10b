import type { KnownError } from './known-error';

const LINT = 'find the job that does it: `refgate ci --lint .gitlab-ci.yml`';

/**
 * What SDKs, the AWS CLI and Terraform say before AWS is asked, or about keys that are not from the token.
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html
 */
export const CLIENT_ERRORS: readonly KnownError[] = [
  {
    section: 'Unable to locate credentials',
    texts: [
      'Unable to locate credentials',
      'Credentials could not be loaded',
      'Could not load credentials from any providers',
      'no EC2 IMDS role found',
      'NoCredentialProviders',
      'No valid credential sources found',
      'failed to refresh cached credentials',
    ],
    from: 'client',
    cause:
      'The tool found neither keys nor a token file and asked the instance metadata last. The token is in a variable that no tool reads by itself, or `AWS_ROLE_ARN` or `AWS_WEB_IDENTITY_TOKEN_FILE` is missing where the tool runs.',
    next: [LINT, 'take the credential step that `refgate ci` writes'],
  },
  {
    section: 'Invalid length for parameter WebIdentityToken, value: 0, valid min length: 4',
    texts: ['Invalid length for parameter WebIdentityToken'],
    from: 'client',
    cause:
      'The token variable is empty: the job has no `id_tokens` of that name, or an include that gave them is lost.',
    next: [LINT],
  },
  {
    section: 'web_identity_token_file',
    texts: ['web_identity_token_file', 'AWS_WEB_IDENTITY_TOKEN_FILE', 'unable to read file at'],
    from: 'client',
    cause: 'The file that should hold the token does not exist where the tool runs, or is empty.',
    next: [
      'write the token into it in the same job: `printf %s "$AWS_TOKEN" > "$AWS_WEB_IDENTITY_TOKEN_FILE"`',
      LINT,
    ],
  },
  {
    section:
      'one of `assume_role_with_web_identity.0.web_identity_token,assume_role_with_web_identity.0.web_identity_token_file` must be specified',
    texts: ['assume_role_with_web_identity.0.web_identity_token'],
    from: 'client',
    cause: 'The `provider "aws"` block names a role and no token.',
    next: [
      'add `web_identity_token_file`, or remove the block and set `AWS_ROLE_ARN` and `AWS_WEB_IDENTITY_TOKEN_FILE`, which the provider reads',
    ],
  },
  {
    section: 'The security token included in the request is expired',
    texts: [
      'The security token included in the request is expired',
      'The provided token has expired',
      'ExpiredToken',
      'RequestExpired',
    ],
    from: 'AWS',
    cause:
      'The session ended: a call that asks for no duration gets one hour whatever `max_session` of the role is, and a role chain never gets more.',
    next: [
      'compare the timeout of the job with the duration that it asks for: `refgate ci --lint .gitlab-ci.yml`',
      'use the token file, from which SDKs renew while the token is valid',
    ],
  },
  {
    section: 'The security token included in the request is invalid',
    texts: [
      'The security token included in the request is invalid',
      'InvalidClientTokenId',
      'UnrecognizedClientException',
      'The AWS Access Key Id you provided does not exist in our records',
    ],
    from: 'AWS',
    cause:
      'The call was signed with keys that AWS does not know: access keys of a variable win over the token file, a session token is missing beside its keys, or the keys are of another partition.',
    next: ['look for `AWS_ACCESS_KEY_ID` among the variables of the project and its groups', LINT],
  },
  {
    section: 'IncompleteSignature',
    texts: ['IncompleteSignature', 'SignatureDoesNotMatch', 'Authorization header requires'],
    from: 'AWS',
    cause:
      'The keys are damaged: the output of the STS call was split wrongly, or a variable was expanded by GitLab because it is not `raw`.',
    next: ['take the credential step that `refgate ci --credentials sts-script` writes'],
  },
  {
    section: 'The config profile could not be found',
    texts: ['The config profile', 'AWS profile', 'failed to get shared config profile'],
    from: 'client',
    cause:
      'A profile is asked for, by `AWS_PROFILE` or in the code, and the job has no configuration file with it.',
    next: ['`unset AWS_PROFILE` in the job, and `profile` out of the provider block', LINT],
  },
  {
    section: "1 validation error detected: Value … at 'roleSessionName' failed to satisfy constraint",
    texts: [
      '1 validation error detected: Value',
      'Member must satisfy regular expression pattern',
      'roleSessionName',
    ],
    from: 'AWS',
    cause:
      'A parameter has characters that STS does not take; most often a `/` of a branch name in the session name.',
    next: ['name the session by ids: `gitlab-$CI_PROJECT_ID-$CI_PIPELINE_ID`', LINT],
  },
  {
    section: 'Request ARN is invalid',
    texts: ['Request ARN is invalid', 'is invalid: arn', 'Invalid length for parameter RoleArn'],
    from: 'AWS',
    cause:
      'The ARN of the role, or a part of it such as the account id, is empty: a protected variable on an unprotected ref, one with the scope of another environment, or one that was deleted. The trust policy was not looked at.',
    next: ['fix the variable, not IAM', LINT],
  },
];
