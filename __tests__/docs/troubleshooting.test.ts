import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findKnownErrors, KNOWN_ERRORS, sectionAnchor } from '../../policies/index';

const root = join(__dirname, '../..');
const page = readFileSync(join(root, 'docs/troubleshooting.md'), 'utf8');

/** Where refgate answers in the words of AWS. */
const SPEAKING_AS_AWS = [
  ...readdirSync(join(root, 'policies/trust/write')).map((name) => `policies/trust/write/${name}`),
  'policies/context/session-claims.ts',
  'policies/context/sts-request.ts',
  'policies/context/token-times.ts',
];

/** Whole sentences among the texts of a source file, as far as they are fixed: a colon or a bracket begins what differs. */
function sentencesOf(file: string): readonly string[] {
  const source = readFileSync(join(root, file), 'utf8');
  return [...source.matchAll(/['`]([A-Z][a-z]*(?:'[a-z])? [^'`\n]+)['`]/g)]
    .map(([, text = '']) => text.split(/: |\$\{| \(/, 1)[0] as string)
    .map((text) => text.trim());
}

/** What AWS and GitLab say, of what refgate says nothing itself or not in these words. */
const SEEN_ELSEWHERE = [
  'Not authorized to perform sts:AssumeRoleWithWebIdentity',
  'No OpenIDConnect provider found in your account for https://',
  'Incorrect token audience',
  'The web identity token provided could not be validated. See the AssumeRoleWithWebIdentity documentation for requirements.',
  "Couldn't retrieve verification key from your identity provider, please reference AssumeRoleWithWebIdentity documentation for requirements",
  "OpenIDConnect provider's HTTPS certificate doesn't match configured thumbprint",
  'The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)',
  'Token expired: current date/time',
  'Token issued in the future: ',
  'Token not yet valid: current date/time',
  'Unrecognized OAuth provider. Do not include a provider parameter when submitting OpenIDConnect ID tokens',
  'Provided Token is not a Login With Amazon token',
  'principal_tags passed in claim is not in correct format.',
  'Unknown error validating third-party token',
  'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
  'Trust policy with trusted principal gitlab.com must evaluate, using StringEquals, StringLike or StringEqualsIgnoreCase, gitlab.com:sub which is not scoped to all.',
  'Cannot exceed quota for ACLSizePerRole: 2048',
  'IDPCommunicationError',
  'OpenIdIdpCommunicationError',
  'PackedPolicyTooLarge',
  'RegionDisabledException',
  'Could not connect to openid configuration of provider',
  '400: missing token',
  '401: unauthorized',
  'GitLab::Ci::Jwt::NoSigningKeyError',
  'ID token issuance is disabled',
  'id_token_burned_project_path',
];

test('there are sentences of AWS in the sources', () => {
  expect(SPEAKING_AS_AWS.flatMap(sentencesOf).length).toBeGreaterThan(20);
});

test.each(SPEAKING_AS_AWS)('every text of AWS in %s can be found on the page, on one line', (file) => {
  expect(sentencesOf(file).filter((text) => !page.includes(text))).toEqual([]);
});

test.each(SEEN_ELSEWHERE)('`%s` can be found on the page, on one line', (text) => {
  expect(page).toContain(text);
});

const headings = [...page.matchAll(/^### (.+)$/gm)].map(([, heading = '']) => heading);

describe.each(KNOWN_ERRORS.map((error) => [error.section, error] as const))('%s', (section, error) => {
  test('has an entry on the page', () => {
    expect(headings.some((heading) => heading === section || heading.startsWith(section))).toBe(true);
  });

  test('the page has each of its texts, on one line, and `explain --error` finds it by each', () => {
    expect(error.texts.filter((text) => !page.toLowerCase().includes(text.toLowerCase()))).toEqual([]);
    for (const text of error.texts) expect(findKnownErrors(text)).toContain(error);
  });
});

/** Texts that people of public reports saw, and the entry that says what it is. */
const REPORTED: readonly (readonly [string, string])[] = [
  ['Request ARN is invalid', 'Request ARN is invalid'],
  ["Couldn't retrieve verification key from your identity provider", "Couldn't retrieve verification key"],
  ['No OpenIDConnect provider found in your account for', 'No OpenIDConnect provider found'],
  ['Missing a required claim: aud', 'Missing a required claim'],
  [
    'is not authorized to perform: sts:AssumeRole on resource',
    'User: arn:aws:sts::… is not authorized to perform: sts:AssumeRole',
  ],
  [
    'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining',
    'The requested DurationSeconds exceeds the 1 hour',
  ],
  [
    'The security token included in the request is expired',
    'The security token included in the request is expired',
  ],
  ['ExpiredToken', 'The security token included in the request is expired'],
  ['Credentials could not be loaded', 'Unable to locate credentials'],
  ['Unable to locate credentials', 'Unable to locate credentials'],
  ['no EC2 IMDS role found', 'Unable to locate credentials'],
  [
    'one of `assume_role_with_web_identity.0.web_identity_token,assume_role_with_web_identity.0.web_identity_token_file` must be specified',
    'one of `assume_role_with_web_identity',
  ],
  ['IncompleteSignature', 'IncompleteSignature'],
  ['InvalidClientTokenId', 'The security token included in the request is invalid'],
  [
    'The security token included in the request is invalid',
    'The security token included in the request is invalid',
  ],
  ['AWS profile', 'The config profile'],
  ['UnrecognizedClientException', 'The security token included in the request is invalid'],
  ['web_identity_token_file', 'web_identity_token_file'],
  ['not authorized to perform: sts:TagSession', 'User: … is not authorized to perform: sts:TagSession'],
  ['Incorrect token audience', 'Incorrect token audience'],
  ['Invalid identity token', 'InvalidIdentityToken'],
  ['Duplicate claim', 'InvalidIdentityToken'],
  ['You are not authorized to perform this operation', 'AccessDenied: User'],
  ['Invalid principal in policy', 'Other texts about a trust policy'],
  ['MalformedPolicyDocument', 'Other texts about a trust policy'],
  ['EntityAlreadyExists', 'EntityAlreadyExists'],
  ['Provider URL', 'Provider URL'],
  ['This role cannot be assumed', 'User: arn:aws:sts::… is not authorized to perform: sts:AssumeRole'],
  ['Please check .well-known/openid-configuration of provider', 'Please check .well-known'],
  ['get thumbprint', "OpenIDConnect provider's HTTPS certificate"],
  [
    "OpenIDConnect provider's HTTPS certificate doesn't match configured thumbprint",
    "OpenIDConnect provider's HTTPS certificate",
  ],
  ['1 validation error detected: Value', '1 validation error detected'],
  ['Member must satisfy regular expression pattern', '1 validation error detected'],
  ['Invalid length for parameter WebIdentityToken', 'Invalid length for parameter WebIdentityToken'],
  ['roleSessionName', '1 validation error detected'],
  ['id_token_burned_project_path', 'ID token issuance is disabled'],
  ['403 Forbidden', '403 Forbidden'],
  ['AccessDenied: User: arn:aws:sts', 'AccessDenied: User'],
  // as the tools print them
  [
    'An error occurred (AccessDenied) when calling the AssumeRoleWithWebIdentity operation: Not authorized to perform sts:AssumeRoleWithWebIdentity',
    'Not authorized to perform sts:AssumeRoleWithWebIdentity',
  ],
  [
    'An error occurred (InvalidIdentityToken) when calling the AssumeRoleWithWebIdentity operation: No OpenIDConnect provider found in your account for https://gitlab.com',
    'No OpenIDConnect provider found',
  ],
  [
    'Parameter validation failed:\nInvalid length for parameter WebIdentityToken, value: 0, valid min length: 4',
    'Invalid length for parameter WebIdentityToken',
  ],
  [
    'User: arn:aws:sts::111122223333:assumed-role/a/b is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::111122223333:role/c',
    'User: arn:aws:sts::… is not authorized to perform: sts:AssumeRole',
  ],
];

test.each(REPORTED)('`%s` is on the page, and leads to %s', (text, section) => {
  expect(findKnownErrors(text)[0]?.section.startsWith(section)).toBe(true);
});

test('what is not known is not guessed', () => {
  expect(findKnownErrors('disk full')).toEqual([]);
  expect(findKnownErrors('')).toEqual([]);
});

test('an anchor is made as GitLab makes it', () => {
  expect(sectionAnchor('Missing a required claim: …')).toBe('missing-a-required-claim-');
});
