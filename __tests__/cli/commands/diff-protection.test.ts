import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../../cli/program';
import { fakeTerminal } from '../../support/fake-terminal';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'refgate-protection-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function declare(file: string, rules: readonly string[], trust: string): void {
  const list = rules.map((rule) => `'${rule}': { push: maintainer, merge: maintainer }`).join(', ');
  writeFileSync(
    join(folder, file),
    `gitlab:
  url: https://gitlab.com
  audience: sts.amazonaws.com
projects:
  api:
    path: acme/api
    id: 101
    namespace_id: 12
    protected_branches: { ${list} }
    protected_tags: {}
accounts:
  main: { id: '111122223333', region: eu-west-1 }
roles:
  deploy:
    account: main
    trust:
      - ${trust}
`,
  );
}

async function refgate(...args: readonly string[]) {
  const terminal = fakeTerminal({ cwd: folder });
  const code = await run([...args], terminal);
  return { code, out: terminal.stdout() };
}

const PROTECTED = "{ project: api, branches: ['*'], protected: true, sources: [push] }";

test.each([
  ['every branch', ['main'], ['*'], 1],
  ['one more branch', ['main'], ['main', 'dev'], 1],
  ['a wider pattern', ['release/*'], ['rel*'], 1],
  ['fewer branches', ['*'], ['main'], 0],
  ['a rule within another', ['release/*'], ['release/*', 'release/v*'], 0],
  ['the same rules', ['main', 'dev'], ['dev', 'main'], 0],
] as const)('rules that protect %s', async (_note, before, after, expected) => {
  declare('old.yaml', before, PROTECTED);
  declare('new.yaml', after, PROTECTED);
  const { code, out } = await refgate('diff', 'old.yaml', 'new.yaml');
  expect(out).toMatch(expected === 1 ? /\n {2}\+ .*branch `.*protected\n/ : /✓ no new access/);
  expect(code).toBe(expected);
});

test('as an earlier version of a check, too', async () => {
  declare('old.yaml', ['main'], PROTECTED);
  declare('federation.yaml', ['*'], PROTECTED);
  const { code, out } = await refgate('check', '--before', 'old.yaml');
  expect(out).toContain('access that was not there before');
  expect(code).toBe(1);
});

test.each([
  [
    'a policy that names one protected branch',
    '{ project: api, branches: [main], protected: true, sources: [push] }',
  ],
  ['a policy that does not ask', "{ project: api, branches: ['*'], protected: false, sources: [push] }"],
])('%s gives nothing new', async (_note, trust) => {
  declare('old.yaml', ['main'], trust);
  declare('new.yaml', ['*'], trust);
  const { code, out } = await refgate('diff', 'old.yaml', 'new.yaml');
  expect(out).toContain('no new access');
  expect(code).toBe(0);
});
