import { join } from 'node:path';
import { readReport, type Report } from '../../../policies/index';
import { run } from '../../../cli/program';
import { fakeTerminal } from '../../support/fake-terminal';
import { cliFolder } from '../../support/cli-folder';

const { folder, read, write, refgate } = cliFolder();

/** What `init` writes, without the promises: nothing but a comparison finds that the role was widened. */
async function writeVersions(): Promise<void> {
  const answers = ['--project', 'acme/shop', '--project-id', '101', '--namespace-id', '12'];
  await refgate('init', '--gitlab-url', 'https://gitlab.com', ...answers, '--account', '111122223333');
  const starter = read('federation.yaml');
  const narrow = starter.slice(0, starter.indexOf('prove:'));
  const wider = narrow.replace(', protected: true, sources: [push, web, schedule]', '');
  expect(wider).not.toBe(narrow);
  write('federation.yaml', narrow);
  write('narrow.yaml', narrow);
  write('wider.yaml', wider);
}

const NEW_ACCESS = '1 role gives access that was not there before';

test('a role that was widened: diff, check and the page give one verdict', async () => {
  await writeVersions();
  expect(await refgate('check', '-f', 'wider.yaml')).toMatchObject({ code: 0 });
  const diff = await refgate('diff', 'narrow.yaml', 'wider.yaml');
  expect(diff).toMatchObject({ code: 1, out: expect.stringContaining(`✗ ${NEW_ACCESS}`) });
  const check = await refgate('check', 'wider.yaml', '--before', 'narrow.yaml', '--format', 'json');
  expect(check).toMatchObject({ code: 1, err: '' });
  const parsed = readReport(check.out);
  const report = parsed.ok ? parsed.report : ({} as Report);
  expect(report.summary).toMatchObject({
    verdict: 'broken',
    headline: NEW_ACCESS,
    cells: { broken: 0 },
    changes: { total: 2, gaining: 1, untold: 0 },
  });
  const { out } = await refgate('diff', 'narrow.yaml', 'wider.yaml', '--format', 'json');
  const { changes, summary } = JSON.parse(out) as Report;
  expect(report.changes).toEqual(changes);
  expect(report.summary).toEqual(summary);
  const page = ['report', 'wider.yaml', '--before', 'narrow.yaml', '--html', join(folder(), 'page.html')];
  expect(await refgate(...page)).toMatchObject({ code: 0 });
  const html = read('page.html');
  expect(html).toContain(`<p class="headline">${NEW_ACCESS}</p>`);
  expect(html).not.toContain('Nothing needs attention');
});

const SHOWN = {
  pretty: `✗ ${NEW_ACCESS}: `,
  markdown: `### ✗ refgate: ${NEW_ACCESS}`,
  junit: '<failure type="new-access" message="new access that was not there before"',
  sarif: '"ruleId": "new-access"',
  codequality: '"check_name": "new-access"',
  github: 'title=refgate new-access%3A deploy::new access to `deploy`',
  html: `<p class="headline">${NEW_ACCESS}</p>`,
};

test('every format shows new access', async () => {
  await writeVersions();
  const formats = Object.keys(SHOWN);
  const outputs = formats.flatMap((format) => [
    '--output',
    `${format}=${join(folder(), `report.${format}`)}`,
  ]);
  expect(await refgate('check', 'wider.yaml', '--before', 'narrow.yaml', ...outputs)).toMatchObject({
    code: 1,
  });
  for (const [format, words] of Object.entries(SHOWN)) expect(read(`report.${format}`)).toContain(words);
});

test('the other way round access is lost, and all holds', async () => {
  await writeVersions();
  const { code, out } = await refgate('check', 'narrow.yaml', '--before', 'wider.yaml');
  expect(out).toMatch(/✓ all holds: .*, no new access to 2 roles, /);
  expect(out).toMatch(/deploy\n.*loses: /s);
  expect(code).toBe(0);
});

test('what is not read of the earlier version cannot be compared', async () => {
  const trust = (value: string): string =>
    `resource "aws_iam_role" "a" {\n  name = "a"\n  assume_role_policy = ${value}\n}\n`;
  const policy = {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Federated: 'arn:aws:iam::111122223333:oidc-provider/gitlab.com' },
        Action: 'sts:AssumeRoleWithWebIdentity',
        Condition: {
          StringEquals: {
            'gitlab.com:aud': 'sts.amazonaws.com',
            'gitlab.com:sub': 'project_path:acme/shop:ref_type:branch:ref:main',
          },
        },
      },
    ],
  };
  write('old/main.tf', trust('file("absent.json")'));
  write('new/main.tf', trust(`jsonencode(${JSON.stringify(policy)})`));
  const { out } = await refgate('check', 'new', '--before', 'old/main.tf', '--format', 'json');
  const { changes } = JSON.parse(out) as Report;
  expect(changes).toContainEqual(
    expect.objectContaining({
      role: 'aws_iam_role.a',
      kind: 'cannot_tell',
      reason: expect.stringMatching(/^not read in the earlier version: .*absent\.json/),
    }),
  );
  expect(await refgate('diff', 'old', 'new')).toMatchObject({ code: 1 });
});

test('two files of one folder are no two versions', async () => {
  for (const name of ['old.tf', 'new.tf']) write(name, '');
  for (const [args, one, other] of [
    [['diff', 'old.tf', 'new.tf'], 'old.tf', 'new.tf'],
    [['diff', '.', 'new.tf'], '.', 'new.tf'],
    [['check', 'new.tf', '--before', 'old.tf'], 'old.tf', 'new.tf'],
    [['report', 'new.tf', '--html', 'x.html', '--before', './old.tf'], './old.tf', 'new.tf'],
  ] as const) {
    const { code, err } = await refgate(...args);
    expect(err).toContain(`ERR_USAGE: \`${one}\` and \`${other}\` are one configuration`);
    expect(code).toBe(2);
  }
});

test('an earlier version that is neither a file nor a revision is an error', async () => {
  await writeVersions();
  expect(await refgate('check', '--before', 'nowhere')).toMatchObject({
    code: 2,
    out: '',
    err: expect.stringMatching(
      /^ERR_INPUT_READ: `nowhere` is neither a file or folder here nor a git revision/,
    ),
  });
});

test('a table on standard input is for both versions', async () => {
  await writeVersions();
  const table = 'table:\n  - { pipeline: { project: shop, branch: feature/x }, assumes: [] }\n';
  const terminal = fakeTerminal({ cwd: folder(), input: table });
  const code = await run(
    ['check', 'wider.yaml', '-f', 'wider.yaml', '--table', '-', '--before', 'narrow.yaml'],
    terminal,
  );
  expect(terminal.stderr()).toBe('');
  expect(code).toBe(1);
  expect(terminal.stdout()).toContain('1  shop branch feature/x');
});

test.each([
  ['diff', '-', '-'],
  ['check', '-', '--table', '-'],
  ['check', 'narrow.yaml', '--before', '-', '--table', '-'],
])('standard input is read once: %s %s %s', async (...args) => {
  await writeVersions();
  const terminal = fakeTerminal({ cwd: folder(), input: '{"Version":"2012-10-17","Statement":[]}' });
  expect(await run(args, terminal)).toBe(2);
  expect(terminal.stderr()).toMatch(/standard input is named twice|has no `table`/);
});

/** The access of before, and a table that does not hold. */
async function writeBrokenTable(): Promise<void> {
  await writeVersions();
  const narrow = read('narrow.yaml');
  write(
    'broken.yaml',
    narrow.replace(
      'table:\n',
      'table:\n  - { pipeline: { project: shop, branch: feature/x }, assumes: [deploy] }\n',
    ),
  );
  expect(read('broken.yaml')).not.toBe(narrow);
}

const ESCAPE = '\u001b';
const BROKEN_ALONE = 'no new access; by itself the new version is broken';

test('a broken table and nothing gained: one headline and one exit code in every format of diff', async () => {
  await writeBrokenTable();
  expect(await refgate('check', 'broken.yaml')).toMatchObject({ code: 1 });
  const shown = {
    pretty: '✓ no new access: proved for every token of 2 roles; by itself the new version is broken',
    markdown: `### ✓ refgate: ${BROKEN_ALONE}`,
    json: `"headline": "${BROKEN_ALONE}"`,
    html: `<p class="headline">${BROKEN_ALONE}</p>`,
  };
  for (const [format, headline] of Object.entries(shown)) {
    const { code, out } = await refgate('diff', 'narrow.yaml', 'broken.yaml', '--format', format);
    expect({ format, code, shown: out.includes(headline) }).toEqual({ format, code: 0, shown: true });
  }
});

test('check fails on the broken table, before or not', async () => {
  await writeBrokenTable();
  const { code, out } = await refgate('check', 'broken.yaml', '--before', 'narrow.yaml');
  expect(code).toBe(1);
  expect(out).toContain('✗ broken: ');
});

test('access that is gained is red, and what is lost is yellow, wherever it is shown', async () => {
  await writeVersions();
  for (const args of [
    ['diff', 'narrow.yaml', 'wider.yaml'],
    ['check', 'wider.yaml', '--before', 'narrow.yaml'],
  ])
    expect(await painted(...args)).toMatch(new RegExp(`${ESCAPE}\\[31m +(?:\\+|gains:) [^\n]*pipeline`));
  for (const args of [
    ['diff', 'wider.yaml', 'narrow.yaml'],
    ['check', 'narrow.yaml', '--before', 'wider.yaml'],
  ])
    expect(await painted(...args)).toMatch(new RegExp(`${ESCAPE}\\[33m +(?:-|loses:) [^\n]*pipeline`));
});

async function painted(...args: readonly string[]): Promise<string> {
  const terminal = fakeTerminal({ cwd: folder(), colors: true });
  await run(args, terminal);
  return terminal.stdout();
}

test('nothing to compare is not "no new access"', async () => {
  write('empty.tf', '# nothing');
  for (const format of ['pretty', 'json'])
    expect(await refgate('diff', 'empty.tf', 'empty.tf', '--format', format)).toMatchObject({
      code: 2,
      out: expect.stringContaining('no role found'),
    });
});
