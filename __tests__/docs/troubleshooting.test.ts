import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

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
