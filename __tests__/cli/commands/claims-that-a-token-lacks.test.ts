import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../../cli/program';
import { fakeTerminal } from '../../support/fake-terminal';

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'refgate-lacks-'))));
afterAll(() => rmSync(folder, { recursive: true }));

const statement = (host: string, condition: object) => ({
  Effect: 'Allow',
  Principal: { Federated: `arn:aws:iam::111122223333:oidc-provider/${host}` },
  Action: 'sts:AssumeRoleWithWebIdentity',
  Condition: condition,
});
const GITHUB = 'token.actions.githubusercontent.com';
const closed = statement(GITHUB, {
  StringEquals: {
    [`${GITHUB}:aud`]: 'sts.amazonaws.com',
    [`${GITHUB}:sub`]: 'repo:acme/api:ref:refs/heads/main',
  },
});

async function refgate(...args: readonly string[]) {
  const terminal = fakeTerminal({ cwd: folder, columns: 4000 });
  const code = await run([...args], terminal);
  return { code, out: terminal.stdout() + terminal.stderr() };
}

describe.each([
  ['Null', { Null: { [`${GITHUB}:environment`]: 'true' } }],
  ['StringNotLike', { StringNotLike: { [`${GITHUB}:environment`]: '*' } }],
  ['a list', { Null: { 'aws:TagKeys': 'true' } }],
  ['a key of the request', { Null: { 'aws:RequestTag/x': 'true' } }],
])('a role of another issuer that asks by %s for a key to be missing', (_, condition) => {
  const open = statement(GITHUB, {
    ...condition,
    StringEquals: { [`${GITHUB}:aud`]: 'sts.amazonaws.com' },
    StringLike: {
      [`${GITHUB}:sub`]: 'repo:*',
      ...('StringLike' in condition ? (condition as { StringLike: object }).StringLike : {}),
    },
  });
  const write = (name: string, ...statements: readonly object[]): void =>
    writeFileSync(join(folder, name), JSON.stringify({ Version: '2012-10-17', Statement: statements }));
  beforeAll(() => {
    write('old.json', closed);
    write('new.json', closed, open);
    write('open.json', open);
  });

  test('admits tokens without it, says each command', async () => {
    expect((await refgate('diff', 'old.json', 'new.json')).code).toBe(1);
    const check = await refgate('check', 'new.json');
    expect(check.out).not.toContain('dead-statement');
    expect(check.code).toBe(1);
    expect((await refgate('prove', 'open.json', '--never', 'anyone')).code).toBe(1);
    expect((await refgate('prove', 'open.json', '--describe')).out).not.toContain(
      'no token can assume the role',
    );
  });
});
