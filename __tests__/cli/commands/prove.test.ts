import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../../cli/program';
import { fakeTerminal } from '../../support/fake-terminal';

const root = join(__dirname, '../../..');
let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'refgate-prove-'))));
afterAll(() => rmSync(folder, { recursive: true }));

async function prove(...args: readonly string[]) {
  const terminal = fakeTerminal({ cwd: root });
  const code = await run(['prove', '--out', join(folder, 'none'), ...args], terminal);
  return { code, out: terminal.stdout(), err: terminal.stderr() };
}

test.each<[readonly string[], number, RegExp]>([
  [
    ['--role', 'deploy', '--never', 'fork,impostor'],
    0,
    /^✓ proved: deploy admits no fork.*\n✓ proved: deploy admits no impostor.*\nnot covered by a proof: docs\/not-covered\.md\n$/,
  ],
  [
    ['--role', 'deploy', '--only', 'protected_refs'],
    0,
    /^✓ proved: deploy admits protected refs only, because `gitlab.com:ref_protected` is `true`\nnot covered by a proof: docs\/not-covered\.md\n$/,
  ],
  [
    ['--role', 'deploy', '--only', 'api'],
    0,
    /^✓ proved: deploy admits acme\/platform\/api only, because `gitlab.com:project_id` is `101`/,
  ],
  [
    ['--role', 'plan', '--only', 'acme/platform/*'],
    0,
    /^✓ proved: plan admits acme\/platform\/\* only, because/,
  ],
  [
    ['--role', 'plan', '--only', 'web'],
    1,
    /^✗ refuted: plan admits acme\/platform\/web only: not for a push pipeline/,
  ],
  [['--role', 'plan', '--never', 'anyone'], 1, /^✗ refuted: plan admits no token: not for a push pipeline/],
  [['--implies', 'deploy', 'plan'], 0, /^✓ proved: every token that can assume deploy can assume plan/],
  [
    ['--implies', 'plan,deploy'],
    1,
    /^✗ refuted: every token that can assume plan can assume deploy: not for a /,
  ],
  [['--disjoint', 'deploy', 'release'], 0, /^✓ proved: no single token can assume both deploy and release/],
  [
    ['--disjoint', 'deploy', 'web-deploy'],
    0,
    /both deploy and web-deploy, because in deploy `gitlab.com:project_id` is `101`, and in web-deploy `gitlab.com:project_id` is `102`\nnot covered by a proof: docs\/not-covered\.md\n$/,
  ],
  [['--equivalent', 'deploy', 'release'], 1, /^✗ refuted/],
  [
    ['--role', 'plan', '--never', 'merge_request'],
    1,
    /^✗ refuted: plan admits no merge request: not for a merge request pipeline of acme\/platform\/api, source branch `/,
  ],
])('%j', async (args, code, text) => {
  const result = await prove(...args);
  expect(result).toMatchObject({ code, err: '' });
  expect(result.out).toMatch(text);
});

test('without a question every grant and every promise of the declaration is proved', async () => {
  const { code, out } = await prove();
  expect(code).toBe(0);
  expect(out).toMatch(/✓ proved: deploy admits nothing beyond its grant.*\(needs: own-ids\)/);
  expect(out).toMatch(/✓ proved: no single token can assume both deploy and web-deploy/);
});

test('a switched-off assumption may cost a proof, and the proof had named it', async () => {
  const question = ['--role', 'deploy', '--never', 'merge_request', '--format', 'json'];
  const needed = ['merge-request-sources'];
  expect(JSON.parse((await prove(...question)).out)).toMatchObject([
    { verdict: 'proved', roles: ['deploy'], needed },
  ]);
  for (const id of needed) {
    const without = await prove(...question, '--assume', `no-${id}`);
    expect(JSON.parse(without.out)).toMatchObject([
      { verdict: 'refuted', counterexample: { pipeline: expect.stringMatching(/merge request pipeline/) } },
    ]);
  }
});

test('whose fork it would be, cannot determine without a declared project', async () => {
  const file = join(folder, 'policy.json');
  const Condition = { StringLike: { 'gitlab.com:sub': 'project_path:acme/*:ref_type:*:ref:main' } };
  const Principal = { Federated: 'arn:aws:iam::111122223333:oidc-provider/gitlab.com' };
  writeFileSync(
    file,
    JSON.stringify({
      Version: '2012-10-17',
      Statement: { Effect: 'Allow', Principal, Action: 'sts:AssumeRoleWithWebIdentity', Condition },
    }),
  );
  expect(await prove(file, '--role', file, '--never', 'fork')).toMatchObject({
    code: 2,
    out: expect.stringMatching(/^\? undecided: .*no project is declared/),
  });
  expect(await prove(file, '--role', file, '--never', 'tag')).toMatchObject({
    code: 1,
    out: expect.stringMatching(/^✗ refuted: .*tag `main`/),
  });
});

test.each<[readonly string[], RegExp]>([
  [['--role', 'dploy', '--never', 'fork'], /unknown role `dploy`.*did you mean `deploy`/],
  [['--role', 'deploy', '--never', 'forks'], /unknown kind of token `forks`.*did you mean `fork`/],
  [['--never', 'fork'], /no role is named/],
  [['--implies', 'deploy'], /`--implies` compares two roles/],
  [['--assume', 'no-git-ref'], /unknown assumption `no-git-ref`.*did you mean `git-refs`/],
])('%j is misuse', async (args, message) => {
  expect(await prove(...args)).toMatchObject({ code: 2, out: '', err: expect.stringMatching(message) });
});

test.each<[readonly string[], string]>([
  [
    ['--role', 'plan', '--only', 'protected_ref'],
    '`--only` knows no `protected_ref`; expected `protected_refs`, `api`, `web`',
  ],
  [['--role', 'plan', '--never', 'anybody'], 'unknown kind of token `anybody`; expected one of `fork`'],
  [['--only', 'protected_refs'], 'no role is named; expected `--role` with `--only` or `--never`'],
])('%j is a mistake that is told', async (args, message) => {
  const { code, err } = await prove(...args);
  expect(code).toBe(2);
  expect(err).toContain(message);
});

test('whom a role admits, in plain lines', async () => {
  const one = await prove('--role', 'deploy', '--describe');
  expect(one).toMatchObject({
    code: 0,
    out: 'deploy admits\n  branch `main` of acme/platform/api, protected\n',
  });
  const all = await prove('--describe', '--format', 'json');
  expect(JSON.parse(all.out)).toMatchObject([
    { role: 'deploy' },
    { role: 'release', admits: ['tag `v*` of acme/platform/api, protected'] },
    { role: 'plan', admits: ['any branch of acme/platform/api, merge requests of it too'] },
    { role: 'mr-readonly' },
    { role: 'web-deploy' },
  ]);
});

test('`--role` without a question proves what is declared about that role, and nothing else', async () => {
  const { code, out } = await prove('--role', 'release');
  expect(code).toBe(0);
  const lines = out.trimEnd().split('\n').slice(0, -1);
  expect(lines.length).toBeGreaterThan(1);
  expect(lines.filter((line) => !/\brelease\b/.test(line))).toEqual([]);
  const other = await prove('--role', 'no-such-role');
  expect(other).toMatchObject({ code: 2, out: '' });
  expect(other.err).toContain('no-such-role');
});
