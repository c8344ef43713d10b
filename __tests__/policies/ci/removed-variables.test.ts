import { findRemovedVariables } from '../../../policies/index';

const found = (text: string): readonly string[] =>
  findRemovedVariables(text, 'ci.yml').map(
    ({ name, position: { file, line, column } }) => `${file}:${line}:${column} ${name}`,
  );

test('every one of them is found where it stands', () => {
  const text = `vault:
  variables:
    VAULT_TOKEN: \${CI_JOB_JWT}
  script:
    - aws sts assume-role-with-web-identity --web-identity-token "$CI_JOB_JWT_V2"
    - |
      echo "$CI_JOB_JWT_V1" > token
      echo "$CI_JOB_JWT$CI_JOB_JWT"
`;
  expect(found(text)).toEqual([
    'ci.yml:3:20 CI_JOB_JWT',
    'ci.yml:5:68 CI_JOB_JWT_V2',
    'ci.yml:7:14 CI_JOB_JWT_V1',
    'ci.yml:8:14 CI_JOB_JWT',
    'ci.yml:8:25 CI_JOB_JWT',
  ]);
});

test.each([
  ['a comment', '# CI_JOB_JWT is gone\na: 1 # as is $CI_JOB_JWT_V2\n'],
  ['a longer name', 'a: $CI_JOB_JWT_V3\nb: $MY_CI_JOB_JWT\nc: $CI_JOB_JWT_FILE\nd: $CI_JOB_JWTS\n'],
  ['nothing at all', ''],
])('%s is none', (_name, text) => {
  expect(found(text)).toEqual([]);
});

test.each([
  ['a sign in a text is not a comment', 'a: "# $CI_JOB_JWT"\n', ['ci.yml:1:8 CI_JOB_JWT']],
  ['the next line after a comment counts', 'a: 1 # x\nb: $CI_JOB_JWT\n', ['ci.yml:2:5 CI_JOB_JWT']],
  ['Windows line ends', '# x\r\na: $CI_JOB_JWT\r\n', ['ci.yml:2:5 CI_JOB_JWT']],
  ['a key', 'CI_JOB_JWT_V1: x\n', ['ci.yml:1:1 CI_JOB_JWT_V1']],
  ['broken YAML', 'a: [ "x\n  $CI_JOB_JWT\n', ['ci.yml:2:4 CI_JOB_JWT']],
  ['a byte order mark', '\ufeffa: $CI_JOB_JWT\n', ['ci.yml:1:6 CI_JOB_JWT']],
  ['several documents', 'spec: {}\n---\na: $CI_JOB_JWT\n', ['ci.yml:3:5 CI_JOB_JWT']],
])('%s', (_name, text, expected) => {
  expect(found(text)).toEqual(expected);
});

test('the message says since when, the fix what to write instead', () => {
  const [finding] = findRemovedVariables('a: $CI_JOB_JWT_V2');
  expect(finding).toMatchObject({
    position: { line: 1, column: 5 },
    message: '`CI_JOB_JWT_V2` was removed in GitLab 17.0 and is empty',
    fix: expect.stringContaining('`id_tokens: { AWS_TOKEN: { aud: sts.amazonaws.com } }`'),
  });
});

test('a long file is read in one go', () => {
  const text = `a: $CI_JOB_JWT # x\n`.repeat(20_000);
  expect(findRemovedVariables(text)).toHaveLength(20_000);
});
