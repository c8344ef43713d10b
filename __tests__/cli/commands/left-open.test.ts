import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../../cli/program';
import { fakeTerminal } from '../../support/fake-terminal';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'refgate-open-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const write = (name: string, text: string | object): void =>
  writeFileSync(join(folder, name), typeof text === 'string' ? text : JSON.stringify(text));

async function refgate(...args: readonly string[]) {
  const terminal = fakeTerminal({ cwd: folder, columns: 300 });
  const code = await run(args, terminal);
  return { code, out: terminal.stdout(), err: terminal.stderr() };
}

const trust = (keys: object, operator = 'StringEquals'): object => ({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Federated: 'arn:aws:iam::111122223333:oidc-provider/gitlab.com' },
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: {
        StringEquals: {
          'gitlab.com:aud': 'sts.example.com',
          'gitlab.com:sub': 'project_path:acme/api:ref_type:branch:ref:main',
        },
        ...(operator === 'StringEquals' ? {} : { [operator]: keys }),
        ...(operator === 'StringEquals'
          ? {
              StringEquals: {
                'gitlab.com:aud': 'sts.example.com',
                'gitlab.com:sub': 'project_path:acme/api:ref_type:branch:ref:main',
                ...keys,
              },
            }
          : {}),
      },
    },
  ],
});
const PINNED = {
  'gitlab.com:project_id': '7',
  'gitlab.com:namespace_id': '3',
  'gitlab.com:ref_protected': 'true',
};
const role = (document: object): object => ({
  Role: {
    RoleName: 'acme-ci',
    Arn: 'arn:aws:iam::111122223333:role/acme-ci',
    AssumeRolePolicyDocument: document,
  },
});

describe('what a row omits is open, not broken', () => {
  const table = async (columns: string, values: string, document: object) => {
    write('role.json', role(document));
    write('rows.csv', `path,branch,audience,${columns},assumes\nacme/api,main,sts.example.com,${values}\n`);
    return refgate('check', 'role.json', '--table', 'rows.csv');
  };
  const needs = (...fields: readonly string[]): string =>
    `the answer depends on ${fields.map((field) => `\`${field}\``).join(' and ')}, which the pipeline does not give`;

  test.each([
    ['no namespace', 'id,protected', '7,true', ['namespace_id']],
    ['no id', 'namespace_id,protected', '3,true', ['id']],
    ['no protection', 'id,namespace_id', '7,3', ['protected']],
    ['nothing', 'note', 'x', ['id', 'namespace_id', 'protected']],
  ])(
    '%s: cannot tell, with the name of what to give, whatever the row expects',
    async (_, columns, values, fields) => {
      for (const expected of ['acme-ci', '']) {
        const { code, out } = await table(columns, `${values},${expected}`, trust(PINNED));
        expect(code).toBe(2);
        expect(out).toContain(needs(...fields));
        expect(out).not.toMatch(/900001|900002|✗|no Allow statement/);
      }
    },
  );

  test.each([
    ['everything given', 'id,namespace_id,protected', '7,3,true,acme-ci', trust(PINNED)],
    ['what is omitted does not matter', 'note', 'x,acme-ci', trust({})],
    ['what is given decides alone', 'id', '8,', trust(PINNED)],
    [
      'every id but one is refused, and that one is declared not to be it',
      'id,namespace_id',
      '7,4,',
      trust(PINNED),
    ],
  ])('%s: every completion agrees', async (_, columns, values, document) => {
    expect(await table(columns, values, document)).toMatchObject({ code: 0 });
  });

  test.each(['StringEquals', 'StringNotEquals'])(
    'the runner, where the policy asks for it by %s',
    async (operator) => {
      const keys = { 'gitlab.com:runner_environment': 'self-hosted' };
      for (const expected of ['acme-ci', '']) {
        const { code, out } = await table('id', `7,${expected}`, trust(keys, operator));
        expect(code).not.toBe(0); // a finding may say more
        expect(out).toContain(needs('runner'));
      }
      const allowed = operator === 'StringEquals' ? 'self-hosted' : 'gitlab-hosted';
      for (const runner of ['self-hosted', 'gitlab-hosted']) {
        const expected = runner === allowed ? 'acme-ci' : '';
        const { out } = await table('runner', `${runner},${expected}`, trust(keys, operator));

        expect(out).toContain('1 promise kept');
      }
    },
  );

  test.each([
    ['a negated operator', 'StringNotEquals', { 'gitlab.com:project_id': '7' }],
    ['a comparison of numbers', 'NumericLessThan', { 'gitlab.com:project_id': '100' }],
    ['a pattern', 'StringLike', { 'gitlab.com:project_id': '12*' }],
  ])('%s tells ids apart, too', async (_, operator, keys) => {
    const { code, out } = await table('protected', 'true,acme-ci', trust(keys, operator));
    expect(code).not.toBe(0); // a finding may say more
    expect(out).toContain(needs('id'));
    expect(out).toContain('1 of 1 promise undetermined');
  });
});

describe('`explain` answers without a declaration', () => {
  test.each([
    ['a branch that is not trusted', 'path: acme/api, branch: feature/x', 1, 'refused by the trust policy'],
    ['the one that is', '{path: acme/api, branch: main}', 0, 'allowed'],
  ])('%s', async (_, pipeline, code, text) => {
    write('role.json', role(trust({})));
    write('policy.json', trust({}));
    for (const args of [['role.json'], ['acme-ci', 'role.json'], ['whatever', 'policy.json']])
      expect(await refgate('explain', ...args, '--pipeline', pipeline)).toMatchObject({
        code,
        out: expect.stringContaining(text) as unknown,
        err: '',
      });
  });

  test('what it needs and is not given is named', async () => {
    write('role.json', role(trust(PINNED)));
    const { code, out } = await refgate(
      'explain',
      'role.json',
      '--pipeline',
      'path: acme/api, branch: main, id: 7, protected: true',
    );
    expect(code).toBe(2);
    expect(out).toContain('the answer depends on `namespace_id`');
  });

  test('a broken declaration beside it blocks no question about another file, and is no promise that was kept', async () => {
    write('role.json', role(trust({})));
    write('federation.yaml', 'gitlab: [oops\n');
    for (const args of [
      ['explain', 'role.json', '--pipeline', 'path: acme/api, branch: main'],
      ['prove', 'role.json', '--describe'],
    ]) {
      const { code, err } = await refgate(...args);
      expect(code).toBe(0);
      expect(err).toMatch(/^`federation\.yaml` cannot be read and is not used: ERR_YAML/);
    }
    for (const args of [
      ['check', 'role.json'],
      ['check', 'role.json', '-q'],
    ]) {
      const { code, out } = await refgate(...args);
      expect(code).toBe(2);
      if (args.length === 2)
        expect(out.replaceAll(/\s+/g, ' ')).toContain(
          'the declaration cannot be read, and what it promises of these roles is not judged',
        );
    }
    write(
      'lambda.json',
      role({
        Version: '2012-10-17',
        Statement: [
          { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } },
        ],
      }),
    );
    expect((await refgate('check', 'lambda.json', '--allow-empty')).code).toBe(0);
    expect(await refgate('check', 'role.json', '--file', 'federation.yaml')).toMatchObject({
      code: 2,
      err: expect.stringMatching(/^ERR_YAML/) as unknown,
    });
  });
});
