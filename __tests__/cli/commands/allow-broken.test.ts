import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../../cli/program';
import { fakeTerminal } from '../../support/fake-terminal';

const WIDE = `
gitlab: { url: 'https://gitlab.com', audience: sts.amazonaws.com }
projects: { api: { path: acme/api, id: 1, namespace_id: 2, protected_branches: {}, protected_tags: {} } }
accounts: { production: { id: '111122223333', region: eu-west-1 } }
roles: { plan: { account: production, trust: [{ project: api, branches: ['*'] }] } }
table: [{ pipeline: { project: api, branch: x }, assumes: [plan] }]
`;
const ALLOWED = 'broken promises are allowed, and this Terraform must not be applied\n';

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'refgate-allow-'))));
afterAll(() => rmSync(folder, { recursive: true }));

test.each([
  ['a promise for all tokens', 'prove: [{ role: plan, only: protected_refs }]', true],
  ['nothing', '', false],
])('%s is broken and allowed: the synth says so', async (_, prove, isBroken) => {
  writeFileSync(join(folder, 'federation.yaml'), WIDE + prove);
  const terminal = fakeTerminal({ cwd: folder, env: { ...process.env, REFGATE_ALLOW_BROKEN: '1' } });
  expect(await run(['synth'], terminal)).toBe(0);
  expect(
    terminal.stdout().includes('1 pipeline × 1 role: the promise holds, what else is promised does not'),
  ).toBe(isBroken);
  expect(terminal.stderr().endsWith(ALLOWED)).toBe(isBroken);
});

test('a declaration without a table: nothing of it is said to hold', async () => {
  writeFileSync(join(folder, 'federation.yaml'), WIDE.replace(/^table: .*$/m, ''));
  const terminal = fakeTerminal({ cwd: folder, env: process.env });
  expect(await run(['synth'], terminal)).toBe(0);
  expect(terminal.stdout()).toMatch(
    /^no pipeline is declared in `table`: none was tried, read back from what was written:\n/,
  );
});
