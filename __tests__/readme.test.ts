import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseDocument } from 'yaml';
import { parseFederation } from '../policies/index';
import { VERSION } from '../cli/version';
import { PageRunner } from './docs/page-runner';

const root = join(__dirname, '..');
const documents = ['README.md', 'CONTRIBUTING.md'];

interface Fence {
  readonly file: string;
  readonly language: string;
  readonly text: string;
}

const fences = documents.flatMap((file): readonly Fence[] =>
  [...readFileSync(join(root, file), 'utf8').matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].map(
    ([, language = '', text = '']) => ({ file, language, text }),
  ),
);

/** What a test run must not start again: the installation, the tests themselves, and what `.ci/run` runs beside them. */
const NOT_HERE = /^(npm ci|npm test|npm run check|npm run cdk-terrain|npx jest.*)$/;

const answers = new Map<string, string>();

const commands = fences
  .filter(({ language }) => language === 'sh')
  .flatMap(({ file, text }) =>
    text
      .split('\n')
      .map((line) => line.replace(/\s+#.*$/, ''))
      .flatMap((line) => line.split(' && '))
      .filter((line) => line.trim() !== '' && !NOT_HERE.test(line.trim()))
      .map((line) => [file, line.trim()] as const),
  );

test('five minutes: from an empty folder to a green check and a page', async () => {
  const own = fences.filter(({ language }) => language === 'bash').map(({ text }) => text);
  expect(own).toHaveLength(1);
  const flags = '--project acme/api --project-id 101 --namespace-id 12 --account 111122223333';
  const block = own[0]!.replace(/\s+#.*$/gm, '').replace('refgate init', `refgate init ${flags}`);
  const runner = PageRunner.built();
  const steps = await runner.run(
    'readme',
    `\`\`\`sh\n${block}\`\`\`\n\`\`\`sh\nhead -1 refgate.html\n\`\`\`\n`,
    {},
  );
  runner.close();
  const output = steps.map((step) => step.output).join('\n');
  expect(steps.map(({ exit }) => exit)).toEqual(steps.map(() => 0));
  expect(output).toMatch(/✓ all holds: 12 promises kept, 10 properties proved, no findings/);
  expect(output).toMatch(/<!doctype html>/i);
});

test('there are commands to run', () => {
  expect(commands.map(([, line]) => line)).toContain('npm start');
});

test('`npm run refgate` starts the command from the sources', () => {
  const output = execFileSync('npm', ['run', '-s', 'refgate', '--', '--version'], {
    cwd: root,
    encoding: 'utf8',
  });
  expect(output).toBe(`${VERSION}\n`);
});

describe('every command', () => {
  let runner: PageRunner;
  beforeAll(async () => void (runner = await PageRunner.inProcess({ COLUMNS: '80' })));
  afterAll(() => runner.close());

  test.each(commands)('%s: `%s` does what it says', async (_file, line) => {
    const { status, output } = await runner.shell(line, root);
    expect({ status, output: status === 0 ? '' : output }).toEqual({ status: 0, output: '' });
    expect(output).not.toMatch(/ERR_|✗/);
    answers.set(line, output);
  });
});

test('the answers to the five questions are what the commands printed', () => {
  const at = fences.findIndex(({ text }) => text.includes(' prove '));
  const asked = fences[at]!.text.trim().split('\n');
  // each answer ends in the line that the page shows once
  const said = asked.map((line) => answers.get(line) ?? '');
  const last = 'not covered by a proof: docs/not-covered.md\n';
  expect(said.filter((answer) => !answer.endsWith(last))).toEqual([]);
  expect(`${said.map((answer) => answer.slice(0, -last.length)).join('')}${last}`).toBe(fences[at + 1]!.text);
});

test('the picture at the top is what `npm start` prints', () => {
  const [picture] = fences.filter(({ file, language }) => file === 'README.md' && language === 'text');
  const printed = answers.get('npm start')!.split('\n');
  const lines = picture!.text.split('\n').filter((line) => line.trim() !== '');
  expect(lines.filter((line) => !printed.includes(line))).toEqual([]);
});

test('the YAML of the README is valid, and its trust is the one of the sample', () => {
  const federation = parseFederation(readFileSync(join(root, 'federation.yaml'), 'utf8'), 'federation.yaml');
  expect(federation.ok).toBe(true);
  const yaml = fences.filter(({ language }) => language === 'yaml').map(({ text }) => parseDocument(text));
  expect(yaml.length).toBeGreaterThan(0);
  expect(yaml.flatMap((document) => document.errors)).toEqual([]);
  expect(yaml[0]!.getIn(['roles', 'deploy', 'account'])).toBe('production');
});

test('every link to a file leads somewhere', () => {
  const broken = documents.flatMap((file) =>
    [...readFileSync(join(root, file), 'utf8').matchAll(/\]\(([^)#\s]+)/g)]
      .map(([, target = '']) => target)
      .filter((target) => !/^https?:/.test(target) && !existsSync(join(root, dirname(file), target)))
      .map((target) => `${file}: ${target}`),
  );
  expect(broken).toEqual([]);
});

test('the pipeline to copy from is YAML, asks for one audience, and uses nothing that GitLab removed', () => {
  const text = readFileSync(join(root, '.gitlab-ci.yml'), 'utf8');
  const document = parseDocument(text);
  expect(document.errors).toEqual([]);
  expect(document.getIn(['.aws-token-file', 'id_tokens', 'AWS_TOKEN', 'aud'])).toBe('sts.amazonaws.com');
  expect(text).not.toMatch(/CI_JOB_JWT/);
});
