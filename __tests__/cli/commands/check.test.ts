import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { run } from '../../../cli/program';
import { REPORT_FORMATS, type Report } from '../../../policies/index';
import { fakeTerminal } from '../../support/fake-terminal';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'refgate-check-'))));
afterEach(() => rmSync(folder, { recursive: true }));

function write(name: string, text: string | object): void {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), typeof text === 'string' ? text : JSON.stringify(text));
}

async function check(...args: readonly string[]) {
  const terminal = fakeTerminal({ cwd: folder, columns: 200 });
  const code = await run(['check', ...args], terminal);
  const last = terminal.stdout().trimEnd().split('\n').at(-1) ?? '';
  return { code, last, out: terminal.stdout(), err: terminal.stderr() };
}

async function summary(...args: readonly string[]): Promise<Report['summary']> {
  const { out } = await check(...args, '--format', 'json');
  return (JSON.parse(out) as Report).summary;
}

const PROVIDER =
  'resource "aws_iam_openid_connect_provider" "gitlab" {\n  url = "https://gitlab.com"\n  client_id_list = ["sts.amazonaws.com"]\n}\n';
const role = (name: string, statement: object): string =>
  `resource "aws_iam_role" "${name}" {\n  name = "${name}"\n  assume_role_policy = <<EOT\n${JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', ...statement }],
  })}\nEOT\n}\n`;
const LAMBDA = role('fn', { Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' });
const ROOT = role('ops', { Principal: { AWS: 'arn:aws:iam::111122223333:root' }, Action: 'sts:AssumeRole' });
const GITLAB = {
  Principal: { Federated: 'arn:aws:iam::111122223333:oidc-provider/gitlab.com' },
  Action: 'sts:AssumeRoleWithWebIdentity',
  Condition: {
    StringEquals: {
      'gitlab.com:aud': 'sts.amazonaws.com',
      'gitlab.com:project_id': '101',
      'gitlab.com:namespace_id': '12',
      'gitlab.com:ref_protected': 'true',
      'gitlab.com:pipeline_source': 'push',
      'gitlab.com:sub': 'project_path:acme/api:ref_type:branch:ref:main',
    },
  },
};

describe('nothing judged is not green', () => {
  test('a folder without a role says so and fails, unless that is allowed', async () => {
    write('main.tf', PROVIDER);
    expect(await check('.')).toMatchObject({ code: 2, last: '? no role found: nothing was judged' });
    expect(await check('.', '--allow-empty')).toMatchObject({
      code: 0,
      last: expect.stringMatching(/^✓ nothing to judge, allowed by `--allow-empty`: /),
    });
  });

  test('nor is one whose roles are about other callers', async () => {
    write('main.tf', LAMBDA + ROOT);
    const { code, last, out } = await check('.');
    expect({ code, last }).toEqual({
      code: 2,
      last: expect.stringMatching(
        /^\? cannot tell: no role was judged: .*0 of 2 roles judged, 2 trust no OIDC provider$/,
      ),
    });
    expect(out).toContain('aws_iam_role.fn, aws_iam_role.ops');
    expect((await check('.', '--allow-empty')).code).toBe(0);
  });

  test('a module that was not fetched is never allowed to be nothing', async () => {
    write('main.tf', 'module "roles" {\n  source = "git::https://example.com/roles.git"\n}\n');
    for (const args of [['.'], ['.', '--allow-empty']])
      expect(await check(...args)).toMatchObject({
        code: 2,
        last: expect.stringMatching(
          /^\? cannot tell: no role was judged: .*1 not readable, nothing was judged$/,
        ),
      });
  });

  test.each(REPORT_FORMATS)('%s says so', async (format) => {
    write('main.tf', LAMBDA);
    const { code, out } = await check('.', '--format', format);
    expect(code).toBe(2);
    expect(out).toMatch(/no role was judged/);
  });
});

describe('how many roles were found and judged', () => {
  test('beside what was not, with the reason', async () => {
    write(
      'main.tf',
      LAMBDA +
        role('ci', GITLAB) +
        'variable "doc" {}\nresource "aws_iam_role" "odd" {\n  assume_role_policy = var.doc\n}\n',
    );
    const { code, last, out } = await check('.');
    expect({ code, last }).toEqual({
      code: 2,
      last: expect.stringMatching(/1 of 3 roles judged, 1 not judged, 1 trusts no OIDC provider$/),
    });
    expect(out).toContain('aws_iam_role.odd');
    expect(await summary('.')).toMatchObject({
      headline: 'cannot tell',
      roles: { found: 3, judged: 1, inPart: 0, notJudged: 2, withoutProvider: 1 },
    });
  });

  test('a role whose permissions could not be read is judged in part', async () => {
    write(
      'main.tf',
      `${role('ci', GITLAB)}variable "doc" {}\nresource "aws_iam_role_policy" "x" {\n  role = aws_iam_role.ci.name\n  policy = var.doc\n}\n`,
    );
    const { code, out } = await check('.');
    expect(code).toBe(2);
    expect(out).toContain('cannot tell');
  });
});

describe('the headline and the exit code come from one rule', () => {
  test('a policy alone is never "all holds": nothing was declared', async () => {
    write('trust.json', { Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...GITLAB }] });
    const { code, last } = await check('trust.json');
    expect({ code, last }).toEqual({
      code: 0,
      last: expect.stringMatching(/^✓ no errors; nothing was declared to prove: .*1 of 1 role judged$/),
    });
  });

  test('warnings that fail by `--strict` are the headline', async () => {
    const { StringEquals } = GITLAB.Condition;
    const { 'gitlab.com:aud': _aud, ...noAudience } = StringEquals;
    const loose = { ...GITLAB, Condition: { StringEquals: noAudience } };
    write('trust.json', { Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...loose }] });
    expect(await check('trust.json')).toMatchObject({ code: 0 });
    expect(await check('trust.json', '--strict')).toMatchObject({
      code: 1,
      last: expect.stringMatching(/^✗ warnings fail with `--strict`: /),
    });
    expect(await summary('trust.json', '--strict')).toMatchObject({ verdict: 'broken' });
    for (const severity of ['warning', 'note'])
      expect(await check('trust.json', '--fail-on', severity)).toMatchObject({
        code: 1,
        last: expect.stringContaining(`✗ warnings fail with \`--fail-on ${severity}\`: `),
      });
    expect(await check('trust.json', '--fail-on', 'error')).toMatchObject({ code: 0 });
    expect(await check('trust.json', '--fail-on', 'warnings')).toMatchObject({ code: 2, out: '' });
  });
});

describe('several reports in one run', () => {
  const outputs = ['--output', 'junit=out/a.xml', '--output', 'sarif=b.sarif'];

  test('each file has its format, and the terminal that of --format', async () => {
    write('main.tf', PROVIDER + role('deploy', GITLAB));
    const alone = await check('.');
    const { code, out, err } = await check('.', ...outputs);
    expect({ code, out }).toEqual({ code: alone.code, out: alone.out });
    expect(err).toContain('wrote out/a.xml\nwrote b.sarif\n');
    expect(readFileSync(join(folder, 'out/a.xml'), 'utf8')).toMatch(/^<\?xml/);
    expect(JSON.parse(readFileSync(join(folder, 'b.sarif'), 'utf8'))).toMatchObject({ version: '2.1.0' });
  });

  test('a file without a format takes that of --format, and nothing is printed', async () => {
    write('main.tf', PROVIDER + role('deploy', GITLAB));
    const { out } = await check('.', ...outputs, '--format', 'json', '--output', 'c.json');
    expect(out).toBe('');
    expect(JSON.parse(readFileSync(join(folder, 'c.json'), 'utf8'))).toMatchObject({ summary: {} });
  });

  test.each([
    [['--output', 'juint=a.xml'], /`juint` is not a format of `--output`.*did you mean `junit=a\.xml`\?/],
    [['--output', 'a', '--output', 'b'], /`--output` without a format is given 2 times/],
  ])('%j is refused before anything is judged', async (args, message) => {
    expect(await check('.', ...args)).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringMatching(message),
    });
    expect(existsSync(join(folder, 'a'))).toBe(false);
  });
});
