import { cliFolder } from '../support/cli-folder';
import { REPORT_FORMATS } from '../../policies/report/format-names';

// What a stranger may choose, such as a file name, or what a user gives by mistake, such as a secret, in whatever a command prints.

const { write, refgate } = cliFolder();

const OPEN = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Federated: 'arn:aws:iam::111122223333:oidc-provider/gitlab.com' },
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: { StringEquals: { 'gitlab.com:aud': 'sts.amazonaws.com' } },
    },
  ],
};

describe('no control or bidirectional character of a name reaches an output', () => {
  const NAME = 'x\u001b[2K\u202e\u2066\u0085\r::error::y';
  const RAW = /[\p{Cc}\p{Cf}]/u;
  const hasRaw = (text: string): boolean => RAW.test(text.replaceAll('\n', ''));

  test.each(REPORT_FORMATS.filter((format) => format !== 'html'))('check --format %s', async (format) => {
    write(`${NAME}.json`, OPEN);
    const { code, out } = await refgate('check', `${NAME}.json`, '--format', format);
    expect(code).toBe(1);
    expect(hasRaw(out)).toBe(false);
  });

  test.each([
    ['a file that does not parse', ['check', `bad${NAME}.json`], 'ERR_JSON: '],
    [
      'a file that is not there',
      ['check', `${NAME}/none.json`],
      'ERR_INPUT_READ: cannot read `x\\u001b[2K\\u202e',
    ],
    ['a table', ['check', `${NAME}.json`, '--table', `${NAME}.csv`], 'ERR_TABLE: '],
    ['where a report went', ['check', `${NAME}.json`, '--output', `${NAME}.txt`], 'wrote x\\u001b[2K\\u202e'],
    ['who is admitted', ['prove', '--describe', `${NAME}.json`], 'x\\u001b[2K\\u202e'],
    ['a difference', ['diff', `${NAME}.json`, `other${NAME}.json`], 'x\\u001b[2K\\u202e'],
  ])('%s', async (_, line, told) => {
    write(`${NAME}.json`, OPEN);
    write(`other${NAME}.json`, OPEN);
    write(`bad${NAME}.json`, '{');
    write(`${NAME}.csv`, 'a,b\n1,2\n');
    const { out, err } = await refgate(...line);
    expect(out + err).toContain(told);
    expect(hasRaw(out + err)).toBe(false);
  });
});

test.each([
  ['eval', ['eval', '--batch', 'lines.jsonl']],
  ['prove', ['prove', '--batch', 'lines.jsonl']],
  ['verify', ['verify', '--format', 'json', 'certificate\u202e.json']],
  [
    'the answers of prove',
    ['prove', '--role', 'r\u202e.json', '--format', 'json', '--never', 'tag', 'r\u202e.json'],
  ],
  ['who is admitted', ['prove', '--describe', '--format', 'json', 'r\u202e.json']],
  [
    'an explanation',
    ['explain', 'r\u202e.json', '--claims', 'claims.json', '--format', 'json', '--account', '111122223333'],
  ],
  ['a lint', ['ci', '--lint', 'ci\u202e.yml', '--format', 'json']],
])('the JSON of %s escapes what nobody sees, and keeps it', async (_, line) => {
  write('lines.jsonl', '"\u202e\u009b"\n{"id":"\u202e"}\n');
  write('certificate\u202e.json', '{}');
  write('r\u202e.json', OPEN);
  write('claims.json', '{"iss":"\u202e","aud":""}');
  write('ci\u202e.yml', 'a: { id_tokens: { T: { aud: x } }, script: [aws s3 ls] }\n');
  const { out } = await refgate(...line);
  expect(out).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u);
  expect(out).toContain('\\u202e');
});

test('errors of a parser are bounded: a broken file can have one for each line', async () => {
  write('main.tf', 'resource "aws_iam_role" "r" {}\n');
  write('terraform.tfvars', 'a = 1 2\n'.repeat(2000));
  const { code, err } = await refgate('check', '.');
  expect(code).toBe(2);
  expect(err.trimEnd().split('\n')).toHaveLength(10);
  expect(err).toMatch(/: 1991 more syntax errors in `terraform\.tfvars` are not listed\n$/);
});

describe('a value that is taken for something else is not repeated', () => {
  const SECRET = 'c2VjcmV0LXZhbHVl';
  const CASES: readonly (readonly [string, readonly string[], string])[] = [
    ['no name', ['check', '.', '--var', SECRET], '`--var` names no variable'],
    [
      'a secret that ends like a name',
      ['check', '.', '--var', `${SECRET}=`],
      'declares no variable of the name',
    ],
    ['no expression', ['check', '.', '--var', `list=[${SECRET}`], 'is not a constant expression'],
    ['a name of something', ['check', '.', '--var', `list=${SECRET}`], 'is not a constant expression'],
    ['no parameter', ['check', 'template.yaml', '--var', SECRET], '`--var` names no parameter'],
    [
      'a parameter without a value',
      ['check', 'template.yaml', '--var', `${SECRET}=`],
      'has no parameter of the name',
    ],
    ['a token for its file', ['explain', 'policy.json', '--token', SECRET], 'the file that `--token` names'],
    ['an option that there is not', ['check', `--token=${SECRET}`], 'unknown option `--token`'],
  ];

  test.each(CASES)('%s', async (_, line, told) => {
    write(
      'main.tf',
      'variable "list" {\n  type = list(string)\n}\nresource "aws_iam_role" "r" {\n  assume_role_policy = var.list[0]\n}\n',
    );
    write(
      'template.yaml',
      'Parameters:\n  Trust: {Type: String}\nResources:\n  R:\n    Type: AWS::IAM::Role\n    Properties: {AssumeRolePolicyDocument: !Ref Trust}\n',
    );
    write('policy.json', OPEN);
    const { code, out, err } = await refgate(...line);
    expect(code).toBe(2);
    expect((out + err).replaceAll(/\s+/g, ' ')).toContain(told);
    expect(out + err).not.toContain(SECRET);
  });

  test('a name that is misspelt is named', async () => {
    write('main.tf', 'variable "list" {}\n');
    const { err } = await refgate('check', '.', '--var', 'lst=1');
    expect(err).toContain('declares no variable `lst`');
  });
});

test('a policy that is too long for AWS is said to be, and nothing is searched', async () => {
  const [statement] = OPEN.Statement;
  const Condition = {
    StringEquals: { 'gitlab.com:aud': 'sts.amazonaws.com', 'gitlab.com:sub': 'x'.repeat(1_000_000) },
  };
  write('policy.json', { ...OPEN, Statement: [{ ...statement, Condition }] });
  const { code, out, err } = await refgate('check', 'policy.json');
  expect(code).toBe(1);
  expect(out).toContain('cannot determine who can assume the role: the policy is too long');
  expect(err).toBe('');
});
