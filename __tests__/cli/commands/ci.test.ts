import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../../cli/program';
import { renderComponent } from '../../../policies/index';
import { SMALL_FEDERATION } from '../../policies/federation/small-federation';
import { fakeTerminal } from '../../support/fake-terminal';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'refgate-ci-'));
  writeFileSync(join(folder, 'federation.yaml'), SMALL_FEDERATION);
  writeFileSync(join(folder, 'other.yaml'), SMALL_FEDERATION);
});
afterAll(() => rmSync(folder, { recursive: true }));

async function refgate(args: readonly string[], input?: string) {
  const terminal = fakeTerminal({ cwd: folder, ...(input === undefined ? {} : { input }) });
  return { code: await run(['ci', ...args], terminal), out: terminal.stdout(), err: terminal.stderr() };
}

test('it prints the pipeline of the declaration, with the refgate that the lockfile pins', async () => {
  const { code, out, err } = await refgate([]);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toContain('    - npm ci\n  script:\n    - npx --no refgate synth');
  expect(out).toContain('assume-deploy:\n  extends: .aws-token-file\n');
  expect(out).not.toContain('--file');
});

test('another declaration is named in the calls', async () => {
  expect((await refgate(['--file', 'other.yaml'])).out).toContain(
    '- npx --no refgate check --file other.yaml --output junit=',
  );
});

test('the jobs use the form that was asked for', async () => {
  expect((await refgate(['--credentials', 'sts-script'])).out).toContain(
    'assume-deploy:\n  extends: .aws-sts-script\n',
  );
  expect(await refgate(['--credentials', 'keys'])).toMatchObject({
    code: 2,
    err: expect.stringMatching(/one of `token-file`, `sts-script`/),
  });
});

test('a file is written, and told', async () => {
  expect(await refgate(['--output', 'out.yml'])).toEqual({ code: 0, out: '', err: 'wrote out.yml\n' });
  expect(readFileSync(join(folder, 'out.yml'), 'utf8')).toBe((await refgate([])).out);
});

test('the component needs no declaration', async () => {
  const terminal = fakeTerminal({ cwd: tmpdir() });
  expect(await run(['ci', '--component'], terminal)).toBe(0);
  expect(terminal.stdout()).toBe(renderComponent());
});

test('a declaration that is not there, or broken, is an error', async () => {
  expect(await refgate(['--file', 'nowhere.yaml'])).toMatchObject({
    code: 2,
    out: '',
    err: expect.stringMatching(/ERR_INPUT_READ: cannot read `nowhere.yaml`/),
  });
});

describe('--lint', () => {
  test('what GitLab removed is told with its place: exit code 1', async () => {
    writeFileSync(join(folder, 'old.yml'), 'vault:\n  script:\n    - login "$CI_JOB_JWT_V2" # CI_JOB_JWT\n');
    expect(await refgate(['--lint', 'old.yml'])).toEqual({
      code: 1,
      out: expect.stringMatching(
        /^old\.yml:3:15: `CI_JOB_JWT_V2` was removed in GitLab 17\.0 and is empty; give the job `id_tokens: .*\n$/,
      ),
      err: '',
    });
  });

  test('a file with nothing of it: exit code 0', async () => {
    expect(await refgate(['--lint', '-'], (await refgate([])).out)).toEqual({
      code: 0,
      out: '-: nothing that GitLab removed\n',
      err: '',
    });
  });

  test('a file that is not there: exit code 2', async () => {
    expect(await refgate(['--lint', 'nowhere.yml'])).toMatchObject({
      code: 2,
      err: expect.stringMatching(/ERR_INPUT_READ: cannot read `nowhere.yml`/),
    });
  });
});
