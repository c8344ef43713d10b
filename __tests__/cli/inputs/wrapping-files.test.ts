import { cliFolder } from '../../support/cli-folder';
import { NARROW_ROLE as ROLE } from '../../support/narrow-role';

const { write, refgate } = cliFolder();

const CHECK = ['check', '.', '--account', '111122223333'];

test.each([
  ['terragrunt.hcl', 'generate "x" {}', 'terragrunt plan'],
  ['terragrunt.hcl.json', '{}', 'terragrunt plan'],
  ['terragrunt.stack.hcl', '', 'terragrunt plan'],
  ['root.hcl', '', 'terragrunt plan'],
  ['a.tfcomponent.hcl', '', 'Terraform Stack'],
  ['a.tfstack.hcl', '', 'Terraform Stack'],
  ['a.tfdeploy.hcl', '', 'Terraform Stack'],
])('%s beside Terraform is named, with what to give, and never green', async (file, text, hint) => {
  write('main.tf', ROLE);
  expect(await refgate(...CHECK)).toMatchObject({ code: 0 });
  write(file, text);
  const { code, out } = await refgate(...CHECK);
  expect(code).toBe(2);
  expect(out).toContain(`? ${file}`);
  expect(out).toContain(hint);
});

test('a folder that only Terragrunt loads is refused with what to give', async () => {
  write('terragrunt.hcl', 'terraform { source = "../module" }');
  const { code, err } = await refgate(...CHECK);
  expect(code).toBe(2);
  expect(err).toContain(
    'the module of the Terragrunt unit `terragrunt.hcl` cannot be read; got the source `../module`',
  );
  expect(err).toContain('terragrunt show -json');
});

test.each(['.terragrunt-cache.hcl', 'notes.hcl', '.terraform.lock.hcl', 'a.tftest.hcl', 'a.tfquery.hcl'])(
  '%s wraps nothing',
  async (file) => {
    write('main.tf', ROLE);
    write(file, '');
    expect(await refgate(...CHECK)).toMatchObject({ code: 0 });
  },
);

describe('tests that apply the configuration', () => {
  const MOCK = 'mock_provider "aws" {}\n';

  test.each<[note: string, text: string, applies: boolean]>([
    ['a run that applies', 'run "r" {}', true],
    ['a run that says so', 'run "r" {\n  command = apply\n}', true],
    ['one of two runs', 'run "a" {\n  command = plan\n}\nrun "b" {\n  variables {\n    x = 1\n  }\n}', true],
    ['another module', 'run "r" {\n  module {\n    source = "./open"\n  }\n}', true],
    ['a mock of another alias', `mock_provider "aws" {\n  alias = "m"\n}\nrun "r" {}`, true],
    ['a mock of another provider', 'mock_provider "gitlab" {}\nrun "r" {}', true],
    ['a mock beside a provider', `${MOCK}provider "aws" {\n  alias = "x"\n}\nrun "r" {}`, true],
    ['a mock, and providers of a run', `${MOCK}run "r" {\n  providers = {\n    aws = aws.x\n  }\n}`, true],
    ['no HCL', '{{', true],
    ['runs that plan', 'run "a" {\n  command = plan\n}\n', false],
    ['a mock', `${MOCK}run "r" {}`, false],
    ['no run', 'variables {\n  x = 1\n}\n', false],
  ])('%s', async (_, text, applies) => {
    write('main.tf', ROLE);
    for (const file of ['a.tftest.hcl', 'tests/a.tftest.hcl', 'tests/a.tofutest.hcl']) {
      write(file, text);
      const { code, out } = await refgate(...CHECK);
      expect(out.includes(`? ${file}`)).toBe(applies);
      expect(code).toBe(applies ? 2 : 0);
    }
  });

  test('in JSON', async () => {
    write('main.tf', ROLE);
    write('a.tftest.json', { run: { r: { command: 'plan' } } });
    expect(await refgate(...CHECK)).toMatchObject({ code: 0 });
    write('a.tftest.json', { run: { r: {} } });
    expect(await refgate(...CHECK)).toMatchObject({ code: 2 });
  });
});
