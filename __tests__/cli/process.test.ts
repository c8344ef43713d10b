import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { processTerminal } from '../../cli/output/terminal';
import { bundledProgram } from '../support/bundled-program';

const program = bundledProgram('cli/main.ts');
let folder: string;
let refgate: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'refgate-process-'));
  refgate = `node ${program.file}`;
  const starter =
    'init --project acme/api --project-id 101 --namespace-id 12 --account 111122223333 --region eu-west-1';
  execFileSync('bash', ['-c', `${refgate} ${starter} --file good.yaml`], { cwd: folder });
  execFileSync(
    'bash',
    [
      '-c',
      "sed 's/branch: feature\\/x }, assumes: \\[plan\\]/branch: feature\\/x }, assumes: [deploy]/' good.yaml > bad.yaml",
    ],
    { cwd: folder },
  );
});
afterAll(() => {
  rmSync(folder, { recursive: true });
  program.remove();
});

/** What a user's shell says about colour is not what these tests say. */
const { NO_COLOR: _no, FORCE_COLOR: _force, ...SHELL } = process.env;

function bash(script: string, env: Record<string, string> = {}) {
  const { status, stdout, stderr } = spawnSync('bash', ['--norc', '-c', script], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...SHELL, ...env },
  });
  return { status, stdout, stderr };
}

/** More than a pipe holds, so that a reader that has gone is noticed. */
const LONG = '--format html';

// A report that nobody got is not an answer: the exit code was that of the verdict before.
test('a report that could not be written is exit code 2 with a sentence', () => {
  for (const file of ['good.yaml', 'bad.yaml']) {
    const piped = bash(`${refgate} check --file ${file} ${LONG} | head -c 1; echo " \${PIPESTATUS[0]}"`);
    expect(piped.stdout).toMatch(/^< 2\n$/);
    expect(piped.stderr).toBe(
      'ERR_OUTPUT_WRITE: cannot write to standard output: its reader has closed it; write to a file with `--output`\n',
    );
    expect(bash(`${refgate} check --file ${file} > /dev/full`)).toMatchObject({
      status: 2,
      stderr:
        'ERR_OUTPUT_WRITE: cannot write to standard output: no space is left; write to a file with `--output`\n',
    });
  }
  expect(bash(`${refgate} check --file good.yaml --output /dev/full`)).toMatchObject({
    status: 2,
    stderr: expect.stringMatching(/^ERR_OUTPUT_WRITE: cannot write `\/dev\/full`: no space is left/),
  });
  expect(bash(`${refgate} check --file none.yaml 2> /dev/full`).status).toBe(2);
});

test('an endless batch ends when nobody reads its answers', () => {
  const { stdout, stderr } = bash(
    `yes '{}' | timeout 60 ${refgate} eval --batch - | head -1; echo "\${PIPESTATUS[1]}"`,
  );
  expect(stdout).toMatch(/^\{"id":null,"error":.*\}\n2\n$/);
  expect(stderr).toMatch(/^ERR_OUTPUT_WRITE: cannot write to standard output: its reader has closed it/);
});

test('an output file is whole or as it was, and keeps its mode; a link stays a link', () => {
  const script = `set -e; mkdir whole; cd whole; cp ../good.yaml .
    echo old > report; chmod 600 report; ln -s report link
    ${refgate} check -q --file good.yaml --format json --output link
    test -h link; stat -c %a report; head -c 1 report; echo
    echo old > report; ( ulimit -f 1; trap '' XFSZ; ${refgate} check -q --file good.yaml --format html --output report ) || echo $?
    cat report; ls -A`;
  expect(bash(script)).toMatchObject({
    stdout: '600\n{\n2\nold\ngood.yaml\nlink\nreport\n',
    stderr: expect.stringMatching(/ERR_OUTPUT_WRITE: cannot write `report`: /),
  });
});

test('a synth that is interrupted leaves the last output and ends with a sentence', () => {
  const script = `mkdir interrupted; cd interrupted; cp ../good.yaml .
    mkdir -p cdktf.out/stacks/main; echo '{}' > cdktf.out/stacks/main/cdk.tf.json
    ${refgate} synth --file good.yaml --app 'touch started; sleep 30' & PID=$!
    until [ -e started ]; do sleep 0.1; done; sleep 0.5; kill -INT $PID; wait $PID; echo $?; cat cdktf.out/stacks/main/cdk.tf.json; ls -A cdktf.out`;
  expect(bash(`set -m; ${script}`)).toMatchObject({
    stdout: '2\n{}\nstacks\n',
    stderr: expect.stringContaining(
      'ERR_OUTPUT_WRITE: the synth was interrupted before it had written the Terraform; run it again; the last output is as it was',
    ),
  });
});

test('an output that cannot be written is told as such; folders that are missing are made', () => {
  writeFileSync(join(folder, 'file'), '');
  expect(bash(`${refgate} check --file good.yaml --output file/x`)).toMatchObject({
    status: 2,
    stdout: '',
    stderr: expect.stringMatching(/^ERR_OUTPUT_WRITE: cannot write `file\/x`: .*; name a file in a folder/),
  });
  expect(
    bash(
      `${refgate} check -q --file good.yaml --format junit --output new/folder/x.xml; cat new/folder/x.xml`,
    ),
  ).toMatchObject({
    status: 0,
    stderr: '',
  });
});

test('the comment job of the pipeline says who gained access, and without an older declaration what there is', () => {
  const { stdout: pipeline } = bash(`${refgate} ci --file good.yaml`);
  const [compare, report] = pipeline
    .split('\n')
    .filter((line) => line.includes('refgate.md'))
    .map((line) => line.trim().replace(/^- /, ''));
  const wider = "sed 's/branches: \\[main\\], protected: true, /branches: [main*], /'";
  const git = 'git -c user.name=t -c user.email=t@example.com';
  const { stdout } = bash(`set -e; mkdir repository; cd repository; git init -q
    npx() { [ "$1 $2" = "--no refgate" ] && shift 2 && ${refgate} "$@"; }
    ${git} commit -q --allow-empty -m none; EMPTY=$(git rev-parse HEAD)
    cp ../good.yaml .; git add .; ${git} commit -qm one; BASE=$(git rev-parse HEAD)
    ${wider} ../good.yaml > good.yaml
    CI_MERGE_REQUEST_DIFF_BASE_SHA=$BASE; ${compare}
    ${report}; cat refgate.md; rm refgate.md; echo ----
    CI_MERGE_REQUEST_DIFF_BASE_SHA=$EMPTY; ${compare}
    ${report}; cat refgate.md`);
  const [first = '', second = ''] = stdout.split('----\n');
  expect(first).toMatch(/#### Who can assume what changed\n[^]*\| `deploy` \| \*\*gained\*\* \|/);
  expect(first.split('<details>')[0]!.split('\n').length).toBeLessThan(30);
  expect(second).toMatch(/^<!-- refgate:report -->\n### . refgate/);
  expect(second).not.toContain('Who can assume what changed');
});

test('colour only where it is wanted', () => {
  const check = (env: Record<string, string>) =>
    bash(`${refgate} check --file good.yaml`, env).stdout.includes('\u001b[');
  expect(check({})).toBe(false);
  expect(check({ FORCE_COLOR: '1' })).toBe(true);
  expect(check({ FORCE_COLOR: '1', NO_COLOR: '1' })).toBe(false);
});

test('COLUMNS that is not a number of columns is as if it were not there', () => {
  const check = (columns: string) => bash(`${refgate} check --file good.yaml`, { COLUMNS: columns });
  const { stdout } = check('80');
  for (const columns of ['', 'many']) expect(check(columns)).toEqual({ status: 0, stdout, stderr: '' });
  for (const columns of ['0', '-5']) expect(processTerminal(nodeWith({ COLUMNS: columns })).columns).toBe(80);
});

/** As much of a Node process as a terminal reads; nothing is written to a terminal. */
function nodeWith(env: Record<string, string>): NodeJS.Process {
  const stream = { on: () => undefined };
  return { stdout: stream, stderr: stream, stdin: {}, env, cwd: () => folder } as unknown as NodeJS.Process;
}
