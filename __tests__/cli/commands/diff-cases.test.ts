import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../../cli/program';
import { fakeTerminal } from '../../support/fake-terminal';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'refgate-diff-cases-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const admits = (subject: string) => ({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Action: 'sts:AssumeRoleWithWebIdentity',
      Principal: { Federated: 'arn:aws:iam::111122223333:oidc-provider/gitlab.com' },
      Condition: {
        StringEquals: { 'gitlab.com:aud': 'sts.amazonaws.com' },
        StringLike: { 'gitlab.com:sub': subject },
      },
    },
  ],
});
const CLOSED = admits('project_path:acme/api:ref_type:branch:ref:main');
const WIDE = admits('project_path:*');

const when = (condition: string, yes: unknown, no: unknown) => ({ 'Fn::If': [condition, yes, no] });
const ref = (name: string) => ({ Ref: name });
const equals = (one: unknown, other: unknown) => ({ 'Fn::Equals': [one, other] });
const STRING = { Type: 'String' };

const template = (sections: Readonly<Record<string, unknown>>, trust: unknown = when('C', CLOSED, WIDE)) => ({
  AWSTemplateFormatVersion: '2010-09-09',
  ...sections,
  Resources: {
    R: { Type: 'AWS::IAM::Role', Properties: { RoleName: 'r', AssumeRolePolicyDocument: trust } },
  },
});

/** Compares two versions of a template, or of several where the first one is named. */
async function diff(before: object, after: object, ...options: readonly string[]) {
  for (const [version, files] of Object.entries({ before, after })) {
    mkdirSync(join(folder, version));
    for (const [name, text] of Object.entries('t.json' in files ? files : { 't.json': files }))
      writeFileSync(join(folder, version, name), JSON.stringify(text));
  }
  const terminal = fakeTerminal({ cwd: folder, columns: 4000 });
  const code = await run(['diff', 'before/t.json', 'after/t.json', ...options], terminal);
  return { code, out: terminal.stdout() + terminal.stderr() };
}

const mapped = (ofP: string, key: unknown = ref('P'), ofQ = 'b', trust?: unknown) =>
  template(
    {
      Parameters: { P: STRING },
      Mappings: { M: { p: { k: ofP }, q: { k: ofQ } } },
      Conditions: { C: equals({ 'Fn::FindInMap': ['M', key, 'k'] }, 'a') },
    },
    trust,
  );
const compared = (parameter: object, text: unknown = ref('P'), more: object = {}) =>
  template({ Parameters: { P: parameter }, Conditions: { C: equals(text, 'prod') }, ...more });
const withDefault = (value: string) => ({ ...STRING, Default: value });

const IN_TEXT = { 'Fn::Sub': '${P}' };
const BY_CONDITION = { 'Fn::If': ['Inner', 'prod', 'dev'] };
const inner = (value: string) => ({
  Conditions: { C: equals(BY_CONDITION, 'prod'), Inner: equals({ 'Fn::Sub': '${P}' }, value) },
});
const OF_RESOURCE = { 'Fn::GetAtt': ['Queue', 'QueueName'] };
const queue = (name: unknown) => {
  const { Resources: resources, ...rest } = compared(withDefault('x'), OF_RESOURCE);
  const made = { Type: 'AWS::SQS::Queue', Properties: { QueueName: name } };
  return { ...rest, Resources: { ...resources, Queue: made } };
};

test.each([
  [
    'the mapping, whose key is not known',
    mapped('a', { 'Fn::Sub': '${P}' }),
    mapped('c', { 'Fn::Sub': '${P}' }),
    'the mapping `M`',
  ],
  [
    'a mapping whose name is computed',
    ...(['a', 'c'].map((value) => ({
      ...mapped(value),
      Conditions: { C: equals({ 'Fn::FindInMap': [{ 'Fn::Sub': '${P}' }, 'p', 'k'] }, 'a') },
    })) as [object, object]),
    'the mapping `M`',
  ],
  ['the default', compared(withDefault('prod')), compared(withDefault('dev')), 'the parameter `P`'],
  ['a default that is new', compared(STRING), compared(withDefault('dev')), 'the parameter `P`'],
  [
    'the default in a text',
    compared(withDefault('prod'), IN_TEXT),
    compared(withDefault('dev'), IN_TEXT),
    'the parameter `P`',
  ],
  [
    'the type',
    compared(STRING),
    compared({ Type: 'AWS::SSM::Parameter::Value<String>' }),
    'the parameter `P`',
  ],
  [
    'a condition in what is compared',
    compared(STRING, BY_CONDITION, inner('prod')),
    compared(STRING, BY_CONDITION, inner('dev')),
    'other conditions than before',
  ],
  ['a resource', queue(ref('P')), queue({ 'Fn::Sub': '${P}-x' }), 'the resource `Queue`'],
])('cases are other ones where what decides them has changed: %s', async (_, before, after, what) => {
  const { code, out } = await diff(before, after);
  expect(out).toContain(what);
  expect(out).not.toMatch(/admits the same|no new access/);
  expect(code).toBe(2);
});

test.each([
  ['a description', compared({ ...STRING, Description: 'one' }), compared({ ...STRING, Description: 'two' })],
  [
    'a parameter, a mapping and a condition that it does not name',
    compared(STRING),
    template({
      Parameters: { P: STRING, Q: withDefault('prod') },
      Mappings: { M: { p: { k: 'a' } } },
      Conditions: { C: equals(ref('P'), 'prod'), D: equals(ref('Q'), 'prod') },
    }),
  ],
])('cases stay the same where something else has changed: %s', async (_, before, after) => {
  const { code, out } = await diff(before, after);
  expect(out).toMatch(/^R \(P is prod\) admits the same\nR \(P is not prod\) admits the same/m);
  expect(code).toBe(0);
});

test.each([
  ['the key is given', mapped('a'), mapped('b'), ['--var', 'P=p'], /^R changes: .* gained/m],
  [
    'the key is fixed by the case',
    mapped('a'),
    mapped('b', ref('P'), 'a'),
    [],
    /^R \(P is p\) changes: .* gained/m,
  ],
])('what a mapping has is compared where %s', async (_, before, after, options, said) => {
  const { code, out } = await diff(before, after, ...options);
  expect(out).toMatch(said);
  expect(out).not.toContain('FindInMap');
  expect(code).toBe(1);
});

test('a case that came to another role is seen, although the names of the cases are those of before', async () => {
  const [isProd, isDev] = [equals(ref('P'), 'prod'), equals(ref('P'), 'dev')];
  const wideIf = (condition: object) =>
    template({ Parameters: { P: STRING }, Conditions: { C: condition } }, when('C', WIDE, CLOSED));
  const never = equals('a', 'b');
  const { code, out } = await diff(
    wideIf({ 'Fn::Or': [isProd, { 'Fn::And': [isDev, never] }] }),
    wideIf({ 'Fn::Or': [isProd, { 'Fn::Not': [isDev] }] }),
  );
  expect(out).toContain('which of its cases are alike');
  expect(out).not.toMatch(/no new access/);
  expect(code).toBe(2);
});

test('what is given for a parameter of Systems Manager is the name of a value, and decides no condition', async () => {
  const { code, out } = await diff(
    compared(STRING),
    compared({ Type: 'AWS::SSM::Parameter::Value<String>' }),
    '--var',
    'P=prod',
  );
  expect(out).toContain('it depends on other conditions than before, when it was `R`');
  expect(code).toBe(2);
});

const nested = (parameter: object, stage: unknown, role: unknown) => ({
  't.json': {
    AWSTemplateFormatVersion: '2010-09-09',
    Parameters: { P: parameter },
    Conditions: { C: equals(ref('P'), 'prod') },
    Resources: {
      S: {
        Type: 'AWS::CloudFormation::Stack',
        Properties: { TemplateURL: 'inner.json', Parameters: { Stage: stage } },
      },
    },
  },
  'inner.json': role,
});
const BY_STAGE = template({ Parameters: { Stage: STRING }, Conditions: { C: equals(ref('Stage'), 'prod') } });

test.each([
  ['in which it is made', when('C', 'prod', 'dev'), withDefault('prod'), withDefault('dev')],
  ['of its own', { 'Fn::Sub': '${P}' }, STRING, { Type: 'AWS::SSM::Parameter::Value<String>' }],
])('the cases of a role in a nested stack are compared likewise: %s', async (_, stage, was, is) => {
  const before = nested(was, stage, BY_STAGE);
  const { code, out } = await diff(before, nested(is, stage, BY_STAGE));
  expect(out).toContain('the parameter `P` of `S`');
  expect(out).not.toMatch(/admits the same|no new access/);
  expect(code).toBe(2);
  rmSync(folder, { recursive: true });
  mkdirSync(folder);
  expect((await diff(before, before)).code).toBe(0);
});

test('cases of a nested stack on another condition are not the same', async () => {
  const before = nested(STRING, when('C', 'prod', 'dev'), BY_STAGE);
  const after = JSON.parse(
    JSON.stringify(before).replace('[{"Ref":"P"},"prod"]', '[{"Ref":"P"},"live"]'),
  ) as object;
  const { code, out } = await diff(before, after);
  expect(out).toContain('it depends on other conditions than before');
  expect(out).not.toMatch(/renamed|no new access/);
  expect(code).toBe(2);
});
