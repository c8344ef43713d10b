import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../../cli/program';
import { fakeTerminal } from '../../support/fake-terminal';

const STRICT = {
  Effect: 'Allow',
  Principal: { Federated: 'arn:aws:iam::111122223333:oidc-provider/gitlab.com' },
  Action: 'sts:AssumeRoleWithWebIdentity',
  Condition: {
    StringEquals: {
      'gitlab.com:aud': 'sts.amazonaws.com',
      'gitlab.com:sub': 'project_path:acme/api:ref_type:branch:ref:main',
      'gitlab.com:project_id': '101',
      'gitlab.com:namespace_id': '12',
      'gitlab.com:ref_protected': 'true',
      'gitlab.com:pipeline_source': 'push',
    },
  },
};
const ANYONE = { Effect: 'Allow', Principal: { AWS: '*' }, Action: 'sts:AssumeRole' };
const SAML = {
  Effect: 'Allow',
  Principal: { Federated: 'arn:aws:iam::111122223333:saml-provider/x' },
  Action: 'sts:AssumeRoleWithSAML',
};
const service = (Service: string) => ({ Effect: 'Allow', Principal: { Service }, Action: 'sts:AssumeRole' });
const GUARD = {
  Effect: 'Deny',
  Principal: '*',
  Action: 'sts:AssumeRole',
  Condition: { StringNotEquals: { 'aws:PrincipalOrgID': 'o-1' } },
};

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'refgate-others-'));
  const write = (name: string, ...Statement: readonly object[]) =>
    writeFileSync(join(folder, name), JSON.stringify({ Version: '2012-10-17', Statement }));
  write('strict.json', STRICT);
  write('anyone.json', STRICT, ANYONE);
  write('guarded.json', STRICT, ANYONE, GUARD);
  write('saml.json', STRICT, SAML);
  write('service.json', STRICT, service('lambda.amazonaws.com'));
  const roles = (name: string, ...all: readonly (readonly [string, object])[]) =>
    writeFileSync(
      join(folder, name),
      JSON.stringify({
        RoleDetailList: all.map(([RoleName, statement]) => ({
          RoleName,
          Arn: `arn:aws:iam::111122223333:role/${RoleName}`,
          AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [statement] },
          RolePolicyList: [],
          AttachedManagedPolicies: [],
        })),
      }),
    );
  roles('own.json', ['ci', STRICT], ['fn', service('lambda.amazonaws.com')]);
  roles('own-open.json', ['ci', STRICT], ['fn', ANYONE]);
  roles(
    'own-more.json',
    ['ci', STRICT],
    ['fn', service('lambda.amazonaws.com')],
    ['vm', service('ec2.amazonaws.com')],
  );
});
afterAll(() => rmSync(folder, { recursive: true }));

async function refgate(...args: readonly string[]) {
  const terminal = fakeTerminal({ cwd: folder, columns: 4000 });
  return { code: await run(args, terminal), out: terminal.stdout(), err: terminal.stderr() };
}

describe('diff says who else gains access: what is proved for tokens is nothing about them', () => {
  test.each([
    { before: 'strict.json', after: 'anyone.json', code: 1, says: /\+ any AWS principal, without a token/ },
    {
      before: 'strict.json',
      after: 'saml.json',
      code: 1,
      says: /\+ `arn:aws:iam::111122223333:saml-provider\/x`, without/,
    },
    {
      before: 'strict.json',
      after: 'service.json',
      code: 1,
      says: /\+ the service `lambda.amazonaws.com`, without/,
    },
    {
      before: 'guarded.json',
      after: 'anyone.json',
      code: 2,
      says: /cannot be compared: a Deny that concerns other callers/,
    },
    { before: 'anyone.json', after: 'guarded.json', code: 0, says: /no new access/ },
    { before: 'anyone.json', after: 'anyone.json', code: 0, says: /no new access/ },
    { before: 'anyone.json', after: 'strict.json', code: 0, says: /- any AWS principal, without a token/ },
    {
      before: 'own.json',
      after: 'own-open.json',
      code: 1,
      says: /role\/fn changes\n {2}\+ any AWS principal/,
    },
    {
      before: 'own.json',
      after: 'own-more.json',
      code: 0,
      says: /no new access: proved for every token of 1 role/,
    },
  ])('$before to $after: exit $code', async ({ before, after, code, says }) => {
    const answer = await refgate('diff', before, after);
    expect(answer.out + answer.err).toMatch(says);
    expect(answer.code).toBe(code);
  });
});

test('check --before names the caller that gained access', async () => {
  const { code, out } = await refgate('check', 'service.json', '--before', 'strict.json');
  expect(out).toMatch(/gains: the service `lambda.amazonaws.com`, without a token/);
  expect(code).toBe(1);
});

describe('prove names who needs no token, beside its answer', () => {
  const question = ['prove', 'anyone.json', '--only', 'protected_refs'];
  const sentence = 'any AWS principal can assume the role by statement 2';

  test('as text', async () => {
    const { code, out } = await refgate(...question);
    expect(out).toContain(`\nbeside tokens: anyone.json: ${sentence}; not part of the proof\n`);
    expect(code).toBe(0);
    expect((await refgate('prove', 'strict.json', '--only', 'protected_refs')).out).not.toMatch(/beside/);
  });

  test('as JSON', async () => {
    const { out } = await refgate(...question, '--format', 'json');
    expect(JSON.parse(out)).toMatchObject([
      { verdict: 'proved', besideTokens: [`anyone.json: ${sentence}`] },
    ]);
  });

  test('with --describe', async () => {
    const { out } = await refgate('prove', 'anyone.json', '--describe');
    expect(out).toContain(`\n  beside tokens: ${sentence}; not part of the proof\n`);
    const json = await refgate('prove', 'anyone.json', '--describe', '--format', 'json');
    expect(JSON.parse(json.out)).toMatchObject([{ besideTokens: [sentence] }]);
  });
});
