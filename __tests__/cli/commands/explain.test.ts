import { createSign, generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../../cli/program';
import { fakeTerminal } from '../../support/fake-terminal';

const MAIN = 'project_path:acme/api:ref_type:branch:ref:main';
const NOW = Math.floor(Date.now() / 1000);
const CLAIMS = {
  iss: 'https://gitlab.com',
  aud: 'sts.amazonaws.com',
  iat: NOW,
  nbf: NOW - 5,
  exp: NOW + 3600,
  sub: MAIN,
  project_id: '101',
  user_email: 'alice@example.com',
};
const trust = (sub: string, host = 'gitlab.com'): object => ({
  Effect: 'Allow',
  Principal: { Federated: `arn:aws:iam::111122223333:oidc-provider/${host}` },
  Action: 'sts:AssumeRoleWithWebIdentity',
  Condition: { StringEquals: { [`${host}:aud`]: 'sts.amazonaws.com', [`${host}:sub`]: sub } },
});
const policy = (...statements: readonly object[]): object => ({
  Version: '2012-10-17',
  Statement: statements,
});

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

function jwt(changes: object = {}): string {
  const text = `${part({ alg: 'RS256', kid: 'k1', typ: 'JWT' })}.${part({ ...CLAIMS, ...changes })}`;
  return `${text}.${createSign('RSA-SHA256').update(text).sign(privateKey, 'base64url')}`;
}

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'refgate-explain-'));
  writeFileSync(join(folder, 'trust.json'), JSON.stringify(policy(trust(MAIN))));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function explain(
  args: readonly string[],
  { input, env = {} }: { readonly input?: string; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<{ code: number; out: string; err: string }> {
  const terminal = fakeTerminal({ cwd: folder, env, ...(input === undefined ? {} : { input }) });
  const code = await run(['explain', ...args], terminal);
  return { code, out: terminal.stdout(), err: terminal.stderr() };
}

describe('a signed token', () => {
  const token = jwt();

  test.each([
    ['a file', ['--token', 'token.jwt'], {}],
    ['standard input', ['--token', '-'], { input: `${token}\n` }],
    ['the environment', ['--token-env', 'AWS_TOKEN'], { env: { AWS_TOKEN: token } }],
  ])('from %s', async (_, args, given) => {
    writeFileSync(join(folder, 'token.jwt'), `${token}\n`);
    const { code, out, err } = await explain(['trust.json', 'trust.json', ...args], given);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^trust\.json: allowed: STS would issue credentials for the role\n/);
    expect(out).not.toContain('alice');
  });

  test.each([
    ['as the value of --token', ['trust.json', '--token', token]],
    ['as the value of --claims', ['trust.json', '--claims', token]],
    ['as the name of a variable', ['trust.json', '--token-env', token]],
    ['as the role', [token, 'trust.json', '--claims', JSON.stringify(CLAIMS)]],
    ['as the input', ['trust.json', token, '--claims', JSON.stringify(CLAIMS)]],
    ['as an option', ['trust.json', `--${token}`]],
    ['one too many', ['trust.json', 'trust.json', token]],
    ['as the time', ['trust.json', 'trust.json', '--claims', JSON.stringify(CLAIMS), '--now', token]],
  ])('on the command line %s is refused and never repeated', async (_, args) => {
    const { code, out, err } = await explain(args);
    expect(code).toBe(2);
    expect(err).not.toBe('');
    for (const piece of token.split('.')) expect(out + err).not.toContain(piece);
  });

  test.each([
    ['empty', '', /it is empty/],
    ['one part', 'hello', /it has one part, not three/],
    ['two parts', 'a.b', /it has 2 parts, not three/],
    ['a payload that is not JSON', 'a.bb.c', /its payload is not JSON/],
    ['a payload that is a list', `a.${part([])}.c`, /its payload is not an object/],
  ])('that is none: %s', async (_, text, message) => {
    const { code, out, err } = await explain(['trust.json', '--token', '-'], { input: text });
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/^ERR_CLAIMS: the token is not a JWT: /);
    expect(err).toMatch(message);
  });

  test('that has expired says so; with `--now` it is refused', async () => {
    const input = jwt({ iat: NOW - 9_000, nbf: NOW - 9_005, exp: NOW - 5_400 });
    const old = await explain(['trust.json', '--token', '-'], { input });
    expect(old.out).toMatch(
      /note: the token expired (89|90|91) minutes ago: STS would answer `ExpiredTokenException` now/,
    );
    const late = await explain(['trust.json', '--token', '-', '--now', String(NOW)], { input });
    expect(late.code).toBe(1);
    expect(late.out).toMatch(
      /^trust\.json: refused by the token itself, before any policy was read: Token expired/,
    );
  });
});

test('claims may stand on the command line, and are judged without a clock', async () => {
  const { code, out } = await explain(['trust.json', '--claims', JSON.stringify({ ...CLAIMS, exp: 1 })]);
  expect(code).toBe(0);
  expect(out).not.toContain('expired');
});

test('the first line of a refusal is the answer', async () => {
  const { code, out } = await explain(['trust.json', '--claims', '-'], {
    input: JSON.stringify({ ...CLAIMS, sub: MAIN.replace('main', 'dev') }),
  });
  expect(code).toBe(1);
  expect(out.split('\n')[0]).toBe(
    `trust.json: refused by the trust policy: statement 1 comes closest, but \`gitlab.com:sub\` is \`${MAIN.replace('main', 'dev')}\`; the policy wants StringEquals \`${MAIN}\``,
  );
  expect(out).toContain(
    `  - the pipeline runs for the branch \`dev\`, the policy trusts \`main\`: add \`${MAIN.replace('main', 'dev')}\` at \`/Statement/0/Condition/StringEquals/gitlab.com:sub\` of the trust policy (also admits every pipeline of the branch \`dev\`, merge requests from it included, and another project that took over the path \`acme/api\`)`,
  );
});

test('of several providers the one that the token names', async () => {
  writeFileSync(
    join(folder, 'trust.json'),
    JSON.stringify(policy(trust('x'), trust(MAIN, 'gitlab.example.com'))),
  );
  const { code, out } = await explain(['trust.json', '--claims', '-'], {
    input: JSON.stringify({ ...CLAIMS, iss: 'https://gitlab.example.com' }),
  });
  expect(code).toBe(0);
  expect(out).toContain('statement 2, Allow: matches');
});

test('the account of the command line is the account of a bare policy', async () => {
  const { out } = await explain(['trust.json', 'trust.json', '--account', '444455556666', '--claims', '-'], {
    input: JSON.stringify(CLAIMS),
  });
  expect(out).toContain(
    'trusts the provider of account 111122223333, but the role is in account 444455556666',
  );
});

test.each([
  [
    ['trust.jsn', 'trust.json'],
    /^ERR_REFERENCE: unknown role `trust\.jsn`; expected one of `trust\.json`; did you mean `trust\.json`\?/,
  ],
  [
    ['aws_iam_role.open', 'main.tf'],
    /^ERR_UNRESOLVED: the trust policy of `aws_iam_role\.open` could not be read: `var\.sub` has no default .*\(main\.tf:6:3\)/,
  ],
  [
    ['deplyo', 'main.tf'],
    /^ERR_REFERENCE: unknown role `deplyo`; expected one of `aws_iam_role\.known`; 1 more could not be read; did you mean `deploy`\?/,
  ],
  [['ec2.json'], /^ERR_USAGE: the role names no OIDC provider, so no ID token can assume it/],
  [
    ['trust.json', 'trust.json', '--now', 'today'],
    /^ERR_USAGE: invalid value `today` of `--now`; expected seconds since 1970/,
  ],
  [['trust.json', 'trust.json', '--token', '-'], /^ERR_USAGE: more than one pipeline or token is given/],
])('%j', async (args, message) => {
  writeFileSync(
    join(folder, 'main.tf'),
    `variable "sub" {}
locals { known = jsonencode(${JSON.stringify(policy(trust(MAIN))).replaceAll('":', '"=')}) }

resource "aws_iam_role" "open" {
  name = "open"
  assume_role_policy = var.sub
}

resource "aws_iam_role" "known" {
  name = "deploy"
  assume_role_policy = local.known
}
`,
  );
  writeFileSync(
    join(folder, 'ec2.json'),
    JSON.stringify(
      policy({ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }),
    ),
  );
  const { code, err } = await explain([...args, '--claims', '-'], { input: JSON.stringify(CLAIMS) });
  expect(code).toBe(2);
  expect(err).toMatch(message);
});

describe('a pipeline', () => {
  beforeEach(async () => {
    const args = ['init', '--project', 'acme/api', '--project-id', '101', '--namespace-id', '12'];
    await run([...args, '--account', '111122223333', '--region', 'eu-west-1'], fakeTerminal({ cwd: folder }));
  });

  test('of a fork may have no advice that would let it in', async () => {
    const { code, out } = await explain([
      'deploy',
      '--pipeline',
      '{fork_of: api, branch: main, source: merge_request_event}',
    ]);
    expect(code).toBe(1);
    expect(out).toContain('the token is of project `mallory/api`');
    expect(out).not.toMatch(/add it to the list|protect the branch/);
  });

  test.each([
    [
      '{project: apii, branch: main}',
      /^ERR_REFERENCE: unknown project `apii` at \/project \(--pipeline:1:11\); did you mean `api`\?/,
    ],
    ['{project: api}', /^ERR_PIPELINE: what the pipeline runs for is missing \(--pipeline:1:1\)/],
    ['{project: api, branch: main', /^ERR_YAML: .*\(--pipeline:2:\d\)/],
  ])('%s has its mistake pointed at', async (text, message) => {
    const { code, err } = await explain(['deploy', '--pipeline', text]);
    expect(code).toBe(2);
    expect(err).toMatch(message);
  });
});
