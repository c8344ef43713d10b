import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseRemote } from '../../../cli/inputs/git-remote';
import { run } from '../../../cli/program';
import { fakeTerminal } from '../../support/fake-terminal';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'refgate-init-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const flags = [
  '--project',
  'acme/api',
  '--project-id',
  '101',
  '--namespace-id',
  '12',
  '--account',
  '111122223333',
  '--region',
  'eu-west-1',
];

async function refgate(args: readonly string[], ask?: (question: string) => Promise<string>) {
  const terminal = fakeTerminal({ cwd: folder, ...(ask === undefined ? {} : { ask }) });
  return { code: await run(args, terminal), out: terminal.stdout(), err: terminal.stderr() };
}

test('what it writes passes the check, on gitlab.com and on an instance of one’s own', async () => {
  expect(await refgate(['init', ...flags])).toMatchObject({ code: 0, err: '' });
  expect(await refgate(['check'])).toMatchObject({ code: 0, err: '' });
  expect(
    await refgate(['init', '--force', '--gitlab-url', 'https://gitlab.example.com', ...flags]),
  ).toMatchObject({ code: 0 });
  expect(readFileSync(join(folder, 'federation.yaml'), 'utf8')).toMatch(
    /sub_claim: \[project_path, ref_type, ref, ref_protected\]/,
  );
  expect(await refgate(['check'])).toMatchObject({ code: 0, err: '' });
});

test.each([
  ['on gitlab.com', flags, ['tags', 'protection']],
  [
    'on an instance of one’s own',
    ['--gitlab-url', 'https://gitlab.example.com', ...flags],
    ['merge_request', 'sources', 'impostor', 'ids', 'tags', 'protection'],
  ],
  [
    'without ids',
    ['--gitlab-url', 'https://gitlab.example.com', ...flags.slice(0, 2), ...flags.slice(-4)],
    ['merge_request', 'sources', 'impostor', 'ids', 'tags', 'protection'],
  ],
])('what is not promised is printed, and said in the file: %s', async (_, options, omitted) => {
  const { code, out } = await refgate(['init', ...options]);
  expect(code).toBe(0);
  const lines = (text: string, start: RegExp): readonly string[] =>
    text.split('\n').flatMap((line) => (start.test(line) ? [line.replace(start, '')] : []));
  const printed = lines(out, /^ {2}- /);
  expect(printed.map((line) => line.slice(0, line.indexOf(':')))).toEqual(omitted);
  expect(lines(readFileSync(join(folder, 'federation.yaml'), 'utf8'), /^# - /)).toEqual(printed);
  if (omitted.includes('ids'))
    expect(printed.join()).toContain(
      options.includes('--project-id') ? 'they are declared' : 'no id was given',
    );
});

test.each([
  ['us-gov-west-1', 'sts.amazonaws.com', 'aws-us-gov'],
  ['cn-north-1', 'sts.amazonaws.com.cn', 'aws-cn'],
])('in %s the audience is %s and ARNs are of %s', async (region, audience, partition) => {
  expect(await refgate(['init', ...flags.slice(0, -1), region])).toMatchObject({ code: 0, err: '' });
  const text = readFileSync(join(folder, 'federation.yaml'), 'utf8');
  expect(text).toContain(`  audience: ${audience} # `);
  expect(text).toContain(`managed: ['arn:${partition}:iam::aws:policy/ReadOnlyAccess']`);
  expect(await refgate(['check'])).toMatchObject({ code: 0, err: '' });
});

test('a file that is there is kept', async () => {
  await refgate(['init', ...flags]);
  expect(await refgate(['init', ...flags])).toMatchObject({
    code: 2,
    out: '',
    err: expect.stringMatching(/is there already.*--force/),
  });
});

test('the git remote tells the instance and the project, the user the rest', async () => {
  execFileSync('git', ['init', '-q'], { cwd: folder });
  execFileSync('git', ['remote', 'add', 'origin', 'git@gitlab.example.com:acme/platform/web.app.git'], {
    cwd: folder,
  });
  const asked: string[] = [];
  const answers: Record<string, string> = { 'AWS account id: ': '444455556666' };
  const result = await refgate(['init'], async (question) => {
    asked.push(question);
    return answers[question] ?? '';
  });
  expect(result).toMatchObject({ code: 0, err: '' });
  expect(asked).toEqual([
    'Address of the GitLab instance [https://gitlab.example.com]: ',
    'Full path of the project [acme/platform/web.app]: ',
    'AWS account id: ',
    'AWS Region [eu-west-1]: ',
  ]);
  expect(readFileSync(join(folder, 'federation.yaml'), 'utf8')).toMatch(
    /web-app:\n {4}path: acme\/platform\/web\.app\n/,
  );
});

test('without a terminal a missing answer is an error, not a question', async () => {
  expect(await refgate(['init', '--project', 'a/b'])).toMatchObject({
    code: 2,
    out: '',
    err: expect.stringMatching(/`--account` is missing/),
  });
});

test.each([
  ['--account', '1111', /^ERR_ACCOUNT: `1111` is not an AWS account id at `--account`; got 4 digits/],
  ['--project-id', '-1', /^ERR_PROJECT_ID: `-1` is not a GitLab id at `--project-id`/],
  ['--project', 'acme/a b # c', /^ERR_PROJECT_PATH: .* at `--project`/],
  ['--branch', 'a..b', /^ERR_REF: .* at `--branch`/],
  ['--audience', 'a\nroles: {}', /^ERR_AUDIENCE: .* at `--audience`/],
])('a wrong %s is told by its name, and nothing is written', async (flag, value, message) => {
  const result = await refgate(['init', ...flags, flag, value]);
  expect(result).toMatchObject({ code: 2, out: '', err: expect.stringMatching(message) });
  expect(existsSync(join(folder, 'federation.yaml'))).toBe(false);
});

test('a wrong answer is told at once, and the question asked again', async () => {
  const answers = ['', 'acme/api', '1111', '"111122223333"', 'mars', '', '', '101', '12'];
  const result = await refgate(['init'], async () => answers.shift() ?? '');
  expect(answers).toEqual([]);
  expect(result).toMatchObject({ code: 0, out: expect.stringMatching(/^wrote federation\.yaml/) });
  expect(
    result.err
      .trim()
      .split('\n')
      .map((line) => line.trim().split(':')[0]),
  ).toEqual(['ERR_ACCOUNT', 'ERR_ACCOUNT', 'ERR_PROJECT_ID']);
  expect(await refgate(['check'])).toMatchObject({ code: 0, err: '' });
});

test.each([
  ['git@gitlab.com:acme/api.git', { url: 'https://gitlab.com', path: 'acme/api' }],
  ['https://gitlab.com/acme/platform/api.git', { url: 'https://gitlab.com', path: 'acme/platform/api' }],
  [
    'https://oauth2:secret@GitLab.example.com/acme/api',
    { url: 'https://gitlab.example.com', path: 'acme/api' },
  ],
  ['ssh://git@gitlab.example.com:2222/acme/api.git', { url: 'https://gitlab.example.com', path: 'acme/api' }],
  ['https://gitlab.example.com:8443/acme/api', { url: 'https://gitlab.example.com:8443', path: 'acme/api' }],
  ['git@github.com:acme/api.git', undefined],
  ['/srv/git/api.git', undefined],
  ['../api', undefined],
])('the remote %s', (remote, project) => {
  expect(parseRemote(remote)).toEqual(project);
});

describe('answers as people paste them', () => {
  const others = ['--project-id', '101', '--namespace-id', '12', '--region', 'eu-west-1'];
  const written = (): string => readFileSync(join(folder, 'federation.yaml'), 'utf8');

  test.each([
    ['https://gitlab.com/acme/api', 'https://gitlab.com'],
    ['https://gitlab.com/acme/api.git', 'https://gitlab.com'],
    ['https://gitlab.com/acme/api/-/settings/ci_cd', 'https://gitlab.com'],
    ['https://gitlab.example.com/acme/api/', 'https://gitlab.example.com'],
    ['git@gitlab.example.com:acme/api.git', 'https://gitlab.example.com'],
    ['acme/api.git', 'https://gitlab.com'],
    ['acme/api/', 'https://gitlab.com'],
  ])('`--project %s` is acme/api on %s', async (project, url) => {
    expect(
      await refgate(['init', '--project', project, '--account', '111122223333', ...others]),
    ).toMatchObject({
      code: 0,
      err: '',
    });
    expect(written()).toContain(`  url: ${url}\n`);
    expect(written()).toContain('    path: acme/api\n');
  });

  test('a host is its address, and an account id may be in quotes', async () => {
    const given = [
      '--gitlab-url',
      'gitlab.example.com',
      '--project',
      'acme/api',
      '--account',
      "'111122223333'",
    ];
    expect(await refgate(['init', ...given, ...others])).toMatchObject({ code: 0, err: '' });
    expect(written()).toContain('  url: https://gitlab.example.com\n');
    expect(written()).toContain("{ id: '111122223333', ");
  });

  test('an error about an answer that nobody gave names its source', async () => {
    execFileSync('git', ['init', '-q'], { cwd: folder });
    execFileSync('git', ['remote', 'add', 'origin', 'https://gitlab.com/acme/-api-'], { cwd: folder });
    expect(await refgate(['init', '--account', '111122223333', ...others])).toMatchObject({
      code: 2,
      err: expect.stringMatching(/^ERR_PROJECT_PATH: .* at `--project` \(from remote `origin`\)/),
    });
  });

  test.each([
    ['exec', 'npx refgate check '],
    ['run-script', 'npm run -s refgate -- check '],
    [undefined, '  refgate check '],
  ])('started by npm %s, the next steps are commands that work', async (command, line) => {
    const terminal = fakeTerminal({
      cwd: folder,
      env: command === undefined ? {} : { npm_command: command },
    });
    expect(await run(['init', ...flags], terminal)).toBe(0);
    expect(terminal.stdout()).toContain(line);
  });
});

describe('the line by which an editor finds the schema', () => {
  const first = (file: string): string | undefined => readFileSync(join(folder, file), 'utf8').split('\n')[0];
  const installed = (): void => {
    const home = join(folder, 'node_modules', 'refgate');
    mkdirSync(home, { recursive: true });
    writeFileSync(join(home, 'federation.schema.json'), '{}');
  };

  test('leads from the file to what npm installed', async () => {
    installed();
    expect(await refgate(['init', ...flags])).toMatchObject({ code: 0, err: '' });
    expect(first('federation.yaml')).toBe(
      '# yaml-language-server: $schema=node_modules/refgate/federation.schema.json',
    );
    mkdirSync(join(folder, 'infra'));
    expect(await refgate(['init', '--file', 'infra/aws.yaml', ...flags])).toMatchObject({ code: 0 });
    const [, to] = (first('infra/aws.yaml') ?? '').split('$schema=');
    expect(to).toBe('../node_modules/refgate/federation.schema.json');
    expect(existsSync(join(folder, 'infra', to ?? ''))).toBe(true);
    expect(await refgate(['check'])).toMatchObject({ code: 0, err: '' });
  });

  test('is not written where nothing is installed', async () => {
    expect(await refgate(['init', ...flags])).toMatchObject({ code: 0 });
    expect(readFileSync(join(folder, 'federation.yaml'), 'utf8')).not.toContain('yaml-language-server');
  });
});
