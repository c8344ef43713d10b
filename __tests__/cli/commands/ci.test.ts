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

test('a scheduled job compares the declaration with GitLab where that is asked for', async () => {
  expect((await refgate(['--pull-check'])).out).toContain('    - npx --no refgate pull --check\n');
  expect((await refgate([])).out).not.toContain('pull --check');
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
        /^old\.yml:3:15: error removed-token: `CI_JOB_JWT_V2` was removed in GitLab 17\.0 and is empty; give the job `id_tokens: .*\n/,
      ),
      err: '',
    });
  });

  const TERRAFORM_ROLES = ['PLAN', 'APPLY'].flatMap((verb) => [
    '--var',
    `TERRAFORM_${verb}_ROLE_PRODUCTION=arn:aws:iam::111122223333:role/terraform-${verb}`,
  ]);

  test.each(['token-file', 'sts-script'])(
    'the emitted pipeline with %s has no mistake: exit code 0',
    async (form) => {
      const emitted = (await refgate(['--credentials', form])).out;
      expect(await refgate(['--lint', '-', '--strict', ...TERRAFORM_ROLES], emitted)).toEqual({
        code: 0,
        out: 'stdin: 6 jobs, 4 with a token for AWS, 0 errors, 0 warnings, 0 undetermined\n',
        err: '',
      });
      expect(await refgate(['--lint', '-', '-q', ...TERRAFORM_ROLES], emitted)).toMatchObject({
        code: 0,
        out: '',
      });
    },
  );

  test('a role that nothing gives cannot be determined: exit code 2', async () => {
    const { code, out } = await refgate(['--lint', '-'], (await refgate([])).out);
    expect(code).toBe(2);
    expect(out).toMatch(
      /cannot determine: job `terraform-plan`: .* it depends on `\$TERRAFORM_PLAN_ROLE_PRODUCTION`.*`--var NAME=VALUE`/,
    );
  });

  test('without a job that asks for a token nothing was judged: exit code 2, unless that is allowed', async () => {
    writeFileSync(join(folder, 'plain.yml'), 'build:\n  script: [make]\n');
    expect(await refgate(['--lint', 'plain.yml'])).toMatchObject({
      code: 2,
      out: expect.stringContaining('no job asks AWS for credentials: nothing was judged'),
    });
    expect((await refgate(['--lint', 'plain.yml', '--allow-empty'])).code).toBe(0);
  });

  test('without a declaration it says what it did not judge: exit code 2', async () => {
    const plain = mkdtempSync(join(tmpdir(), 'refgate-ci-'));
    writeFileSync(
      join(plain, 'a.yml'),
      'a:\n  id_tokens: { T: { aud: x } }\n  script: [aws sts assume-role-with-web-identity --web-identity-token $T]\n',
    );
    const terminal = fakeTerminal({ cwd: plain });
    expect(await run(['ci', '--lint', 'a.yml'], terminal)).toBe(2);
    expect(terminal.stdout()).toContain('without a declaration, audiences, roles and trusts are not judged');
    rmSync(plain, { recursive: true });
  });

  test('local includes are read from the repository, and named by their path', async () => {
    writeFileSync(
      join(folder, 'shared.yml'),
      'default:\n  id_tokens:\n    AWS_TOKEN: { aud: https://gitlab.com }\n',
    );
    writeFileSync(
      join(folder, 'main.yml'),
      'include: shared.yml\na:\n  script:\n    - aws sts assume-role-with-web-identity --role-arn $R --web-identity-token $AWS_TOKEN\n',
    );
    const { code, out } = await refgate(['--lint', 'main.yml', '--format', 'json']);
    const [{ findings }] = JSON.parse(out) as [{ findings: { rule: string; position: object }[] }];
    expect(code).toBe(1);
    expect(findings).toContainEqual(
      expect.objectContaining({
        rule: 'wrong-audience',
        position: { file: 'shared.yml', line: 3, column: 18 },
      }),
    );
  });

  test.each([
    ['a broken file', ['--lint', 'broken.yml'], /ERR_YAML: .*broken\.yml:2:1/],
    [
      'an unknown project',
      ['--lint', 'old.yml', '--project', 'x'],
      /unknown project `x`; expected one of `api`/,
    ],
    [
      'a variable without a name',
      ['--lint', 'old.yml', '--var', 'x'],
      /invalid `--var`; expected `NAME=VALUE`/,
    ],
  ])('%s: exit code 2', async (_name, args, message) => {
    writeFileSync(join(folder, 'broken.yml'), 'a: [\n');
    expect(await refgate(args)).toMatchObject({ code: 2, err: expect.stringMatching(message) });
  });

  test('a file that is not there: exit code 2', async () => {
    expect(await refgate(['--lint', 'nowhere.yml'])).toMatchObject({
      code: 2,
      err: expect.stringMatching(/ERR_INPUT_READ: cannot read `nowhere.yml`/),
    });
  });
});
