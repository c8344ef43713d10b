import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../cli/program';
import { fakeTerminal } from '../support/fake-terminal';

const sample = readFileSync(join(__dirname, '../../federation.yaml'), 'utf8');
let folder: string;

beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'refgate-cli-'))));
afterAll(() => rmSync(folder, { recursive: true }));

async function refgate(
  args: readonly string[],
  input?: string,
): Promise<{ code: number; out: string; err: string }> {
  const terminal = fakeTerminal({ cwd: folder, ...(input === undefined ? {} : { input }) });
  const code = await run(args, terminal);
  return { code, out: terminal.stdout(), err: terminal.stderr() };
}

test.each([
  [['--help'], 0, /Usage: refgate/],
  [['--version'], 0, /^\d+\.\d+\.\d+/],
  [['eval', '--help'], 0, /Example:/],
  [['synth', '--help'], 0, /Example:/],
  [['schema', '--help'], 0, /Examples:/],
])('%j prints help on standard output', async (args, code, text) => {
  const result = await refgate(args);
  expect(result).toMatchObject({ code, err: '' });
  expect(result.out).toMatch(text);
});

test.each([
  [['snyth'], /^ERR_USAGE: unknown command `snyth`; did you mean `synth`\?\n$/],
  [['synth', '--fil', 'x'], /^ERR_USAGE: unknown option `--fil`; did you mean `--file`\?\n$/],
  [['help', 'snyth'], /^ERR_USAGE: unknown command `snyth`; did you mean `synth`\?\n$/],
  [['snyth', '--help'], /^ERR_USAGE: unknown command `snyth`; did you mean `synth`\?\n$/],
  [['nonsense'], /^ERR_USAGE: unknown command `nonsense`; `refgate --help` lists the commands\n$/],
  [
    ['check', '--format', 'jsn'],
    /^ERR_USAGE: `jsn` is not a value of `--format <format>`; expected one of `pretty`.*did you mean `json`\?\n$/,
  ],
  [
    ['prove', '--format', 'yaml'],
    /^ERR_USAGE: `yaml` is not a value of `--format <format>`; expected one of `pretty`, `json`/,
  ],
  [['explain', 'x', '--format', 'yaml'], /^ERR_USAGE: `yaml` is not a value of `--format <format>`/],
  [['diff'], /^ERR_USAGE: missing required argument `old`; `refgate diff --help` shows what there is\n$/],
  [['token', 'a', 'b'], /^ERR_USAGE: too many arguments for `token`; expected 0 arguments but got 2/],

  [['eval'], /^ERR_USAGE: required option `--batch <file>` not specified/],
  [['eval', '--batch', 'nowhere.jsonl'], /ERR_INPUT_READ: cannot read `nowhere.jsonl`/],
  [
    ['synth', '--file', 'nowhere.yaml'],
    /ERR_INPUT_READ: cannot read `nowhere.yaml`.*name the declaration with `--file`/,
  ],
])(
  '%j is misuse: exit code 2, what is wrong on standard error, nothing on standard output',
  async (args, text) => {
    const result = await refgate(args);
    expect(result).toMatchObject({ code: 2, out: '' });
    expect(result.err).toMatch(text);
    expect(result.err).not.toMatch(/\bat .*\.ts:\d+/);
  },
);

describe('a broken federation.yaml: a clear error with its place, exit code 2', () => {
  const change = (from: string | RegExp, to: string): string => {
    const text = sample.replace(from, to);
    if (text === sample) throw new Error(`nothing to change: ${String(from)}`);
    return text;
  };

  test.each<[string, string, RegExp]>([
    [
      'wrong type',
      change('branches: [main], protected: true', 'branches: main, protected: true'),
      /ERR_SCHEMA: .*broken\.yaml:\d+:\d+/,
    ],
    [
      'unknown key',
      change('    max_session: 2h', '    max_sesion: 2h'),
      /ERR_SCHEMA: .*`max_sesion`.*broken\.yaml:\d+:\d+.*did you mean `max_session`/,
    ],
    [
      'duplicate role',
      change('  release:\n    account', '  deploy:\n    account'),
      /`deploy`.*broken\.yaml:\d+:\d+/,
    ],
    [
      'unknown project',
      change('project: api, tags:', 'project: apo, tags:'),
      /ERR_REFERENCE: .*`apo`.*broken\.yaml:\d+:\d+.*did you mean `api`/,
    ],
    [
      'http URL',
      change('https://gitlab.com', 'http://gitlab.com'),
      /ERR_ISSUER: .*broken\.yaml:\d+:\d+.*use `https:\/\/gitlab\.com`/,
    ],
    [
      'trailing slash',
      change('https://gitlab.com', 'https://gitlab.com/'),
      /ERR_ISSUER: .*broken\.yaml:\d+:\d+.*use `https:\/\/gitlab\.com`/,
    ],
    [
      'bad role name',
      change('  deploy:\n    account', '  deploy:\n    name: "de ploy"\n    account'),
      /ERR_ROLE_NAME: .*`de ploy`.*broken\.yaml:\d+:\d+/,
    ],
    [
      'a ref that git forbids',
      change('branches: [main], protected', 'branches: ["ma..in"], protected'),
      /ERR_REF: .*`ma\.\.in`.*broken\.yaml:\d+:\d+/,
    ],
    ['missing ids on gitlab.com', change('    id: 101\n', ''), /ERR_PROJECT_ID: .*broken\.yaml:\d+:\d+/],
    [
      'empty trust',
      change(/trust:\n {6}- \{ project: api, branches: \['\*'\] \}/, 'trust: []'),
      /broken\.yaml:\d+:\d+/,
    ],
  ])('%s', async (_name, text, message) => {
    writeFileSync(join(folder, 'broken.yaml'), text);
    const result = await refgate(['synth', '--file', 'broken.yaml']);
    expect(result).toMatchObject({ code: 2, out: '' });
    expect(result.err).toMatch(message);
    expect(result.err).not.toMatch(/\bat .*\.ts:\d+|ERR_INTERNAL/);
  });

  test('several problems are told at once', async () => {
    writeFileSync(
      join(folder, 'broken.yaml'),
      change('https://gitlab.com', 'http://gitlab.com').replace('max_session: 2h', 'max_session: 2w'),
    );
    expect((await refgate(['synth', '--file', 'broken.yaml'])).err.trim().split('\n')).toHaveLength(2);
  });
});

describe('eval --batch', () => {
  const policy = {
    Version: '2012-10-17',
    Statement: {
      Effect: 'Allow',
      Principal: { Federated: 'arn:aws:iam::111122223333:oidc-provider/gitlab.com' },
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: { StringEquals: { 'gitlab.com:sub': 'x', 'gitlab.com:aud': 'y' } },
    },
  };
  const question = {
    policy,
    issuer: 'https://gitlab.com',
    account: '111122223333',
    claims: { sub: 'x', aud: 'y' },
  };
  const ask = (...lines: readonly unknown[]) =>
    lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n');

  test('answers in order, goes on after a bad line and exits with 2', async () => {
    const { code, out } = await refgate(
      ['eval', '--batch', '-'],
      ask({ id: 'a', ...question }, 'not json', { id: 'c', ...question, claims: { sub: 'z', aud: 'y' } }),
    );
    const answers = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(code).toBe(2);
    expect(answers).toEqual([
      { id: 'a', decision: 'allow', layer: 'trust', reason: 'statement 1 allows it', write: 'accepted' },
      { id: null, error: { code: 'ERR_JSON', message: expect.stringContaining('the line is not JSON') } },
      {
        id: 'c',
        decision: 'deny',
        layer: 'trust',
        reason: expect.stringContaining('`gitlab.com:sub` is `z`'),
        aws_code: 'AccessDenied',
        write: 'accepted',
      },
    ]);
  });

  test('a file is read like standard input; a last line without an end counts; all good exits with 0', async () => {
    writeFileSync(join(folder, 'batch.jsonl'), ask({ id: 1, ...question }, { id: 2, ...question }));
    const { code, out } = await refgate(['eval', '--batch', 'batch.jsonl']);
    expect(code).toBe(0);
    expect(out.trim().split('\n')).toHaveLength(2);
  });
});

test.each([
  [[], 'federation'],
  [['federation'], 'federation'],
  [['report'], 'report'],
  [['audit'], 'audit'],
  [['gitlab-snapshot'], 'gitlab-snapshot'],
])('schema %j prints the published schema', async (args, name) => {
  const { out, code } = await refgate(['schema', ...args]);
  expect(code).toBe(0);
  expect(out).toBe(readFileSync(join(__dirname, `../../${name}.schema.json`), 'utf8'));
});

test('schema names its formats when it is asked for another one', async () => {
  const { code, err } = await refgate(['schema', 'plan']);
  expect(code).toBe(2);
  expect(err).toMatch(/expected one of `federation`, `report`, `audit`, `gitlab-snapshot`/);
});
