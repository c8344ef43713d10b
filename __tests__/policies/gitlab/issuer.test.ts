import { formatProblem } from '../../../policies/errors';
import { isGitlabCom, issuerHost, issuerProblem, providerArn } from '../../../policies/context/index';

test.each([
  'https://gitlab.com',
  'https://gitlab.example.com',
  'https://example.com/gitlab',
  'https://example.com/a/b-c_d.e~f%20',
  'https://oidc-bucket.s3.eu-north-1.amazonaws.com',
  'https://GitLab.Example.com/MixedCase',
])('%s can be registered', (issuer) => {
  expect(issuerProblem(issuer)).toBeUndefined();
});

test.each([
  ['http://gitlab.example.com', 'is not https', 'use `https://gitlab.example.com`'],
  ['HTTP://gitlab.example.com', 'is not https', 'use `https://gitlab.example.com`'],
  ['gitlab.com', 'does not begin with `https://`', 'write the scheme in lower case: `https://…`'],
  ['HTTPS://gitlab.com', 'does not begin with `https://`', 'write the scheme in lower case: `https://…`'],
  ['https://', 'is not a URL', 'write the address that the browser shows for the instance'],
  ['https://gitlab.com?x=1', 'has a query', 'AWS refuses it: remove everything from the `?`'],
  ['https://gitlab.com/#x', 'has a fragment', 'AWS refuses it: remove everything from the `#`'],
  ['https://u:p@gitlab.com', 'has credentials', 'remove everything before the `@`'],
  [
    'https://gitlab.example.com:8443',
    'has a port',
    'AWS reaches an issuer on port 443 only: publish the keys there and set `issuer` to that address',
  ],
  ['https://gitlab.example.com:443', 'names port 443', 'AWS strips it: use `https://gitlab.example.com`'],
  ['https://gitlab.com/', 'ends in a slash', 'use `https://gitlab.com`'],
  ['https://example.com/gitlab//', 'ends in a slash', 'use `https://example.com/gitlab`'],
  ['https://git_lab.example.com', 'has a host that AWS will not take', 'use letters, digits, `.` and `-`'],
  ['https://gitlab.com/a b', 'has characters that no URL may have', 'percent-encode them'],
  ['https://gitlab.com/ä', 'has characters that no URL may have', 'percent-encode them'],
  [`https://gitlab.com/${'x'.repeat(250)}`, 'is longer than 255 characters', 'AWS refuses it'],
])('%s: %s', (issuer, message, fix) => {
  const problem = issuerProblem(issuer);
  expect(problem).toMatchObject({ code: 'ERR_ISSUER', fix });
  expect(problem && formatProblem(problem)).toMatch(
    /^ERR_ISSUER: issuer `.*` .*; expected an https URL .*; /,
  );
  expect(problem?.message).toContain(message);
});

test.each([
  ['https://gitlab.com', 'gitlab.com'],
  ['https://example.com/gitlab', 'example.com/gitlab'],
  ['https://example.com/gitlab/', 'example.com/gitlab/'],
  ['https://gitlab.example.com:443', 'gitlab.example.com'],
  ['https://gitlab.example.com:443/x', 'gitlab.example.com/x'],
  ['https://gitlab.example.com:4430', 'gitlab.example.com:4430'],
  ['https://example.com/a:443', 'example.com/a:443'],
  ['https://GitLab.Example.com/X', 'GitLab.Example.com/X'],
])('the host of %s is %s', (issuer, host) => {
  expect(issuerHost(issuer)).toBe(host);
});

test('the ARN of a provider carries account and partition', () => {
  expect(providerArn('https://gitlab.com', '111122223333')).toBe(
    'arn:aws:iam::111122223333:oidc-provider/gitlab.com',
  );
  expect(providerArn('https://example.com/gitlab', '111122223333', 'aws-cn')).toBe(
    'arn:aws-cn:iam::111122223333:oidc-provider/example.com/gitlab',
  );
});

test('GitLab.com is that issuer exactly', () => {
  expect(isGitlabCom('https://gitlab.com')).toBe(true);
  for (const other of [
    'https://gitlab.com/',
    'https://GitLab.com',
    'http://gitlab.com',
    'https://gitlab.com/x',
    'gitlab.com',
  ]) {
    expect(isGitlabCom(other)).toBe(false);
  }
});
