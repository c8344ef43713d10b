import { lintCi } from '../../../policies/index';
import { declarationOf, EXAMPLE_DECLARATION } from './example-declaration';

const federation = declarationOf(EXAMPLE_DECLARATION);

/** `line rule what stands there` of everything that is found, and `line ? …` of what cannot be determined. */
function found(text: string, files: Readonly<Record<string, string>> = {}): readonly string[] {
  const { findings, open } = lintCi(text, {
    file: 'ci.yml',
    files: { read: (path) => files[path], list: () => Object.keys(files) },
    federation,
  });
  const lines = text.split('\n');
  const there = ({ line, column }: { line: number; column: number }): string =>
    (lines[line - 1] ?? '').slice(column - 1, column + 11).trim();
  return [
    ...findings.map(({ position, rule }) => `${position.line} ${rule} ${there(position)}`),
    ...open.map(({ position }) => `${position.line} ? ${there(position)}`),
  ];
}

const ON_MAIN = `  rules: [{ if: '$CI_COMMIT_BRANCH == "main" && $CI_PIPELINE_SOURCE == "push"' }]\n`;
const ASSUME = (token: string, more = ''): string =>
  `aws sts assume-role-with-web-identity --role-arn "$AWS_ROLE_ARN" --role-session-name job --web-identity-token "${token}"${more}`;

test('the second include drops the first, and with it the token of the job', () => {
  const text = `include:
  - project: acme/templates
    file: id_tokens.yml
include:
  - local: build.yml
deploy:
  script:
    - ${ASSUME('$AWS_TOKEN')}
${ON_MAIN}`;
  expect(found(text, { 'build.yml': 'build: { script: [make] }' })).toEqual([
    '4 duplicate-key include:',
    '8 token-not-given "$AWS_TOKEN"',
  ]);
});

test.each([
  [
    'a job of its own `id_tokens` has none of the default ones',
    `default:\n  id_tokens: { AWS_TOKEN: { aud: sts.amazonaws.com } }\na:\n  id_tokens: { VAULT_TOKEN: { aud: https://vault.example.com } }\n  script: ['${ASSUME('$AWS_TOKEN')}']\n${ON_MAIN}`,
    ['5 token-not-given "$AWS_TOKEN"'],
  ],
  [
    '`inherit: default` with a list has only what the list names',
    `default:\n  id_tokens: { AWS_TOKEN: { aud: sts.amazonaws.com } }\na:\n  inherit: { default: [image] }\n  script: ['${ASSUME('$AWS_TOKEN')}']\n${ON_MAIN}`,
    ['5 token-not-given "$AWS_TOKEN"'],
  ],
  [
    '`extends` merges `id_tokens` key by key and replaces scripts',
    `.base:\n  id_tokens: { AWS_TOKEN: { aud: sts.amazonaws.com } }\n  script: ['echo "$AWS_TOKEN"']\na:\n  extends: .base\n  id_tokens: { OTHER: { aud: x } }\n  script: ['${ASSUME('$AWS_TOKEN')}']\n${ON_MAIN}`,
    [],
  ],
  [
    '`!reference` brings the script of another job, with its lines',
    `.base:\n  script:\n    - echo "$AWS_TOKEN"\na:\n  id_tokens: { AWS_TOKEN: { aud: sts.amazonaws.com } }\n  script:\n    - !reference [.base, script]\n    - ${ASSUME('$AWS_TOKEN')}\n${ON_MAIN}`,
    ['3 token-exposed "$AWS_TOKEN"'],
  ],
  [
    'an anchor and a merge key',
    `.base: &base\n  id_tokens: { AWS_TOKEN: { aud: https://gitlab.com } }\na:\n  <<: *base\n  script: ['${ASSUME('$AWS_TOKEN')}']\n${ON_MAIN}`,
    ['2 wrong-audience aud: https:/'],
  ],
  [
    'a token over a shell variable and a file',
    `a:\n  script:\n    - TOKEN="$CI_JOB_TOKEN"\n    - echo "$TOKEN" > /tmp/t\n    - ${ASSUME('file:///tmp/t')}\n${ON_MAIN}`,
    ['5 job-token-as-identity "file:///tmp'],
  ],
  [
    'a block of several lines',
    `a:\n  id_tokens: { AWS_TOKEN: { aud: sts.amazonaws.com } }\n  script:\n    - |\n      out=$(aws sts assume-role-with-web-identity \\\n        --role-arn "$AWS_ROLE_ARN" \\\n        --role-session-name "ci/x" \\\n        --web-identity-token "$AWS_TOKEN")\n${ON_MAIN}`,
    ['7 session-name "ci/x" \\'],
  ],
  [
    'an include of another place may give the token',
    `include: { project: acme/templates, file: x.yml }\na:\n  script:\n    - ${ASSUME('$AWS_TOKEN')}\n${ON_MAIN}`,
    ['1 ? { project: a', '4 ? "$AWS_TOKEN"'],
  ],
  [
    'a role whose account is empty somewhere cannot be determined',
    `a:\n  id_tokens: { AWS_TOKEN: { aud: sts.amazonaws.com } }\n  variables: { ROLE: deploy }\n  script:\n    - export AWS_ROLE_ARN="arn:aws:iam::\${ACCOUNT}:role/\${ROLE}"\n    - ${ASSUME('$AWS_TOKEN')}\n${ON_MAIN}`,
    ['6 ? "$AWS_ROLE_A'],
  ],
  [
    'too long a session',
    `a:\n  id_tokens: { AWS_TOKEN: { aud: sts.amazonaws.com } }\n  variables: { SECONDS_ASKED: "43200" }\n  script:\n    - ${ASSUME('$AWS_TOKEN', ' --duration-seconds $SECONDS_ASKED')}\n${ON_MAIN}`,
    ['5 session-length $SECONDS_ASK'],
  ],
  [
    'a long job that asks for nothing',
    `a:\n  id_tokens: { AWS_TOKEN: { aud: sts.amazonaws.com } }\n  timeout: 3 hours 30 minutes\n  script:\n    - ${ASSUME('$AWS_TOKEN')}\n${ON_MAIN}`,
    ['5 session-length aws sts assu'],
  ],
  [
    'a job without an environment reads a variable of one',
    `a:\n  id_tokens: { AWS_TOKEN: { aud: sts.amazonaws.com } }\n  script:\n    - ${ASSUME('$AWS_TOKEN').replace('AWS_ROLE_ARN', 'RELEASE_ROLE_ARN')}\n${ON_MAIN}`,
    ['4 role-variable-missing "$RELEASE_RO'],
  ],
  [
    'keys of a group that are emptied do no harm, keys that are given do',
    `variables: { AWS_ACCESS_KEY_ID: "" }\na:\n  id_tokens: { AWS_TOKEN: { aud: sts.amazonaws.com } }\n  script:\n    - export AWS_SECRET_ACCESS_KEY=$X AWS_WEB_IDENTITY_TOKEN_FILE=/t\n    - printf %s "$AWS_TOKEN" > /t\n${ON_MAIN}`,
    ['5 static-keys $X AWS_WEB_I'],
  ],
])('%s', (_name, text, expected) => {
  expect(found(text)).toEqual(expected);
});

test.each([
  ['echo "$AWS_TOKEN"', true],
  ['printf "%s" "${AWS_TOKEN}"', true],
  ['echo "$AWS_TOKEN" | base64', true],
  ['set -x', true],
  ['printenv', true],
  ['echo "$AWS_TOKEN" > /tmp/t', false],
  ['echo "$AWS_TOKEN" | login --password-stdin', false],
  ["echo '$AWS_TOKEN'", false],
  ['x=$(printf %s "$AWS_TOKEN" | base64 -d)', false],
  ['env FOO=1 make', false],
  ['set -e', false],
])('`%s` exposes a token: %s', (command, exposes) => {
  const text = `a:\n  id_tokens: { AWS_TOKEN: { aud: sts.amazonaws.com } }\n  script:\n    - |\n      ${command}\n    - ${ASSUME('$AWS_TOKEN')}\n${ON_MAIN}`;
  expect(found(text)).toEqual(exposes ? [expect.stringMatching(/^5 token-exposed /)] : []);
});

test.each([
  ['a/token', 'a/', true],
  ['a/token', '*.jwt', false],
  ['token.jwt', '*.jwt', true],
  ['$CI_PROJECT_DIR/token', './token', true],
  ['/tmp/token', '.', false],
])('a token in `%s` and artifacts of `%s`: %s', (file, path, exposes) => {
  const text = `a:\n  id_tokens: { AWS_TOKEN: { aud: sts.amazonaws.com } }\n  script:\n    - printf %s "$AWS_TOKEN" > ${file}\n    - ${ASSUME(`file://${file}`)}\n  artifacts:\n    paths: ['${path}']\n${ON_MAIN}`;
  expect(found(text)).toEqual(exposes ? [`7 token-exposed '${path}']`] : []);
});

/** A command with a here-document, the lines of the block as YAML has them. */
const script = (...lines: readonly string[]): string => lines.map((line) => `      ${line}\n`).join('');

test.each<readonly [string, readonly string[], readonly string[]]>([
  ['is printed', ['cat <<EOF', 'token: $AWS_TOKEN', 'EOF'], ['6 token-exposed token: $AWS_']],
  ['with a quoted mark is not expanded', ["cat <<'EOF'", '$AWS_TOKEN', 'EOF'], []],
  ['escapes the variable', ['cat <<EOF', '\\$AWS_TOKEN', 'EOF'], []],
  ['goes into a file', ['cat > /tmp/t <<EOF', '$AWS_TOKEN', 'EOF'], []],
  ['goes into a file that the line names after it', ['cat <<EOF > /tmp/t', '$AWS_TOKEN', 'EOF'], []],
  ['goes to another command', ['cat <<EOF | login', '$AWS_TOKEN', 'EOF'], []],
  ['is that of another command', ['login <<EOF', '$AWS_TOKEN', 'EOF'], []],
  ['holds no command', ['cat <<EOF', 'echo "$AWS_T0KEN"', 'set -x', 'EOF'], []],
  ['runs its substitutions', ['login <<EOF', '$(set -x; make)', 'EOF'], ['6 token-exposed set -x; make']],
  ['ends, and what follows is a command', ['cat <<-EOF', 'a', '\tEOF', 'set -x'], ['8 token-exposed set -x']],
  ['is followed by another', ['cat <<A <<B', '$X', 'A', '$AWS_TOKEN', 'B'], ['8 token-exposed $AWS_TOKEN']],
  ['does not hide the rest of its line', ['cat <<EOF; set -x', 'a', 'EOF'], ['5 token-exposed set -x']],
])('the text of a here-document %s', (_, lines, expected) => {
  const text = `a:\n  id_tokens: { AWS_TOKEN: { aud: sts.amazonaws.com } }\n  script:\n    - |\n${script(...lines)}    - ${ASSUME('$AWS_TOKEN')}\n${ON_MAIN}`;
  expect(found(text)).toEqual(expected);
});

test('a token that a here-document writes is followed to the call, and into artifacts', () => {
  const text = `a:
  id_tokens: { OTHER: { aud: https://vault.example.com } }
  script:
    - |
      cat > token.jwt <<EOF
      $OTHER
      EOF
    - ${ASSUME('file://token.jwt')}
  artifacts: { paths: [token.jwt] }
${ON_MAIN}`;
  expect(found(text)).toEqual(['2 wrong-audience aud: https:/', '9 token-exposed token.jwt] }']);
});
