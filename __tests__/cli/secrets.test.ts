import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { payloadOf } from '../../cli/inputs/jwt';
import { run } from '../../cli/program';
import { quote } from '../../policies/errors';
import { fakeTerminal } from '../support/fake-terminal';

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const TOKEN = `${part({ alg: 'RS256', typ: 'JWT' })}.${part({ sub: 'project_path:acme/api' })}.c2lnbmF0dXJl`;

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'refgate-secrets-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function printed(...args: readonly string[]): Promise<string> {
  const terminal = fakeTerminal({ cwd: folder });
  await run([...args], terminal);
  return terminal.stdout() + terminal.stderr();
}

test('a token in place of an error message is not printed', async () => {
  const text = await printed('explain', '--error', TOKEN);
  expect(text).toContain('<token>');
  expect(text).not.toContain('eyJ');
});

test('the password of an address in the declaration is not printed', async () => {
  const sample = readFileSync(join(__dirname, '../../federation.yaml'), 'utf8');
  const text = sample.replace(/url: https:\/\/\S+/, 'url: https://u:hunter2@gitlab.com');
  expect(text).not.toBe(sample);
  writeFileSync(join(folder, 'federation.yaml'), text);
  const out = await printed('check');
  expect(out).toContain('has credentials');
  expect(out).not.toContain('hunter2');
});

test.each(['pretty', 'json', 'junit'])(
  'nor that of an issuer that doctor looks at, as %s',
  async (format) => {
    writeFileSync(join(folder, 'discovery.json'), '{}');
    writeFileSync(join(folder, 'jwks.json'), '{"keys":[]}');
    const saved = ['--discovery', 'discovery.json', '--jwks', 'jwks.json'];
    const out = await printed('doctor', 'https://u:hunter2@host.example', ...saved, '--format', format);
    expect(out).toContain('has credentials');
    expect(out).not.toContain('hunter2');
  },
);

test.each([
  ['https://glpat-1@gitlab.com/x', '`https://<credentials>@gitlab.com/x`'],
  ['postgres://me:pw@db', '`postgres://<credentials>@db`'],
  ['ssh://git@gitlab.com/x', '`ssh://git@gitlab.com/x`'],
  ['me@example.com', '`me@example.com`'],
])('%s in a message', (text, shown) => {
  expect(quote(text)).toBe(shown);
});

test.each([
  ['white space in the signature', `${TOKEN} x`],
  ['a line break in the payload', TOKEN.replace('.', '.\n')],
  ['padding', `${TOKEN}==`],
  ['no signature', TOKEN.replace(/[^.]*$/, '')],
])('%s: not a JWT for STS', (_note, text) => {
  expect(() => payloadOf(text)).toThrow(/not a JWT: its (?:signature|payload) is not base64url/);
});

test('white space around a token, as of a file, is', () => {
  expect(payloadOf(`${TOKEN}\n`)).toEqual({ sub: 'project_path:acme/api' });
});

const PROVIDER = 'arn:aws:iam::111122223333:oidc-provider/gitlab.com';
const SUBJECT = 'project_path:acme/hunter2:ref_type:branch:ref:*';

/** A role that trusts a subject, as HCL; `subject` is an expression. */
function roleOf(subject: string): string {
  return `resource "aws_iam_role" "r" {
  name = "r"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Federated = "${PROVIDER}" }
      Action    = "sts:AssumeRoleWithWebIdentity"
      Condition = { StringLike = { "gitlab.com:sub" = ${subject}, "gitlab.com:aud" = "sts.amazonaws.com" } }
    }]
  })
}
`;
}

const variable = (more: string): string => `variable "s" {\n  type = string\n${more}\n}\n`;
const DEFAULT = `  default = "${SUBJECT}"`;

/** A template with a parameter that is `NoEcho`. */
function template(more: object): string {
  const statement = {
    Effect: 'Allow',
    Principal: { Federated: PROVIDER },
    Action: 'sts:AssumeRoleWithWebIdentity',
    Condition: { StringLike: { 'gitlab.com:sub': { Ref: 'S' } } },
  };
  return JSON.stringify({
    AWSTemplateFormatVersion: '2010-09-09',
    Parameters: { S: { Type: 'String', NoEcho: true, ...more } },
    Resources: {
      R: {
        Type: 'AWS::IAM::Role',
        Properties: { AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [statement] } },
      },
    },
  });
}

const FOLDERS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'a default': { 'main.tf': `${variable(`  sensitive = true\n${DEFAULT}`)}${roleOf('var.s')}` },
  'a default that is computed with': {
    'main.tf': `${variable(`  sensitive = true\n${DEFAULT}`)}locals { l = [upper(var.s), lower(var.s)] }\n${roleOf('local.l[1]')}`,
  },
  'a default of the wrong type': {
    'main.tf': `variable "s" {\n  type = number\n  sensitive = "true"\n${DEFAULT}\n}\n${roleOf('var.s')}`,
  },
  'a value of a file': {
    'main.tf': `${variable('  sensitive = true')}${roleOf('"${var.s}"')}`,
    'terraform.tfvars': `s = "${SUBJECT}"\n`,
  },
  'an override': {
    'main.tf': `${variable(DEFAULT)}${roleOf('var.s')}`,
    'x_override.tf': 'variable "s" {\n  sensitive = true\n}\n',
  },
  'JSON syntax': {
    'main.tf.json': JSON.stringify({ variable: { s: { default: SUBJECT, sensitive: true } } }),
    'role.tf': roleOf('var.s'),
  },
  'a module': {
    'main.tf': `${variable(`  sensitive = true\n${DEFAULT}`)}module "m" {\n  source = "./m"\n  s = var.s\n}\n`,
    'm/main.tf': `${variable('')}${roleOf('var.s')}`,
  },
  'the function `sensitive`': {
    'main.tf': `${variable(DEFAULT)}${roleOf('sensitive(var.s)')}`,
  },
  'a template': { 'template.json': template({ Default: SUBJECT }) },
};

describe.each(Object.keys(FOLDERS))('%s is sensitive', (name) => {
  let input: string;
  beforeAll(() => {
    input = mkdtempSync(join(folder, 'sensitive-'));
    for (const [file, text] of Object.entries(FOLDERS[name] ?? {})) {
      mkdirSync(dirname(join(input, file)), { recursive: true });
      writeFileSync(join(input, file), text);
    }
  });

  test.each([
    ['check'],
    ['check', '--format', 'json'],
    ['check', '--format', 'html'],
    ['check', '--format', 'sarif'],
    ['prove', '--describe'],
    [
      'explain',
      '--pipeline',
      '{path: acme/hunter2, id: 1, namespace_id: 2, branch: main}'.replace('hunter2', 'api'),
    ],
  ])('and not printed by %s %s %s', async (...args) => {
    const terminal = fakeTerminal({ cwd: folder });
    const [command = '', ...rest] = args;
    const code = await run([command, input, ...rest], terminal);
    const text = terminal.stdout() + terminal.stderr();
    expect(text).not.toMatch(/hunter2/i);
    expect(code).not.toBe(0);
  });

  test('what is not used is said, and used where it may be printed', async () => {
    expect((await printed('check', input)).replace(/\s+/g, ' ')).toMatch(
      /(?:is sensitive|is `NoEcho`), so its value is neither used nor printed/,
    );
    if (name.includes('wrong type')) return;
    const shown = await printed('check', input, '--show-sensitive', '--format', 'json');
    expect(shown).not.toContain('neither used nor printed');
    expect(shown).toMatch(/hunter2/i);
  });
});

test('a value that Terraform is told to show is shown', async () => {
  const input = mkdtempSync(join(folder, 'shown-'));
  writeFileSync(
    join(input, 'main.tf'),
    `${variable(`  sensitive = true\n${DEFAULT}`)}${roleOf('nonsensitive(var.s)')}`,
  );
  expect(await printed('check', input)).toContain('hunter2');
});

test.each<[file: string, text: string, args: readonly string[]]>([
  ['v.tfvars.json', '"hunter2', ['check', '.', '--var-file', 'v.tfvars.json']],
  ['v.tfvars.json', '{"x": hunter2}', ['check', '.', '--var-file', 'v.tfvars.json']],
  ['v.tfvars', 'x = "hunter2', ['check', '.', '--var-file', 'v.tfvars']],
  ['c.json', '{"sub": "hunter2', ['explain', 'r', '.', '--claims', 'c.json']],
  ['c.json', 'hunter2', ['explain', 'r', '.', '--claims', 'c.json']],
  ['p.json', '[hunter2]', ['check', 't.json', '--var-file', 'p.json']],
  ['t.json', '{}', ['explain', 'r', '.', '--claims', '{hunter2}']],
])('values of %s that cannot be parsed are not printed: %s', async (file, text, args) => {
  writeFileSync(join(folder, 'main.tf'), 'variable "x" {}\n');
  writeFileSync(join(folder, 't.json'), '{"AWSTemplateFormatVersion": "2010-09-09", "Resources": {}}');
  writeFileSync(join(folder, file), text);
  const out = await printed(...args);
  expect(out).toMatch(/^ERR_/m);
  expect(out).not.toContain('hunter2');
});
