import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundledProgram } from '../../support/bundled-program';
import { GitlabServer } from '../../support/gitlab-server';

const token = 'glpat-not-a-real-one';
const program = bundledProgram('cli/main.ts');
const settings = { ci_id_token_sub_claim_components: ['project_path', 'ref_type', 'ref'] };
const declaration = `gitlab: { url: https://gitlab.com, audience: sts.amazonaws.com }
projects:
  api: { path: acme/api, id: 101, namespace_id: 12 }
  web: { path: acme/web, id: 102, namespace_id: 12 }
accounts: { main: { id: '111122223333', region: eu-west-1 } }
roles:
  deploy:
    account: main
    trust: [{ project: api, branches: [main] }]
    permissions: { managed: [] }
`;

let folder: string;
let server: GitlabServer;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'refgate-killed-'));
  writeFileSync(join(folder, 'federation.yaml'), declaration);
  writeFileSync(join(folder, 'gitlab.json'), 'earlier');
  server = await GitlabServer.start({
    token,
    projects: [
      { id: 101, path: 'acme/api', namespaceId: 13, settings },
      { id: 102, path: 'acme/web', namespaceId: 13, settings },
      { id: 103, path: 'acme/lib', namespaceId: 13, settings },
    ],
  });
});
afterEach(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});
afterAll(() => program.remove());

function pull(...more: readonly string[]) {
  const args = [program.file, 'pull', '--snapshot', 'gitlab.json', '--api', server.api, ...more];
  return spawn(process.execPath, args, {
    cwd: folder,
    env: { ...process.env, GITLAB_TOKEN: token },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

test.each(['SIGKILL', 'SIGTERM'] as const)(
  'half-way through what it asks, %s leaves both files as they were and none beside them',
  async (signal) => {
    const path = '/projects/102/protected_tags';
    server.fail(path, 'hang');
    const child = pull();
    const ended = once(child, 'exit');
    while (!server.requests.some((request) => request.includes(path)))
      await new Promise((done) => void setImmediate(done));
    child.kill(signal);
    expect(await ended).toEqual([null, signal]);
    expect(readFileSync(join(folder, 'federation.yaml'), 'utf8')).toBe(declaration);
    expect(readFileSync(join(folder, 'gitlab.json'), 'utf8')).toBe('earlier');
    expect(readdirSync(folder).toSorted()).toEqual(['federation.yaml', 'gitlab.json']);
  },
);

test('killed among the projects of a group, what was read of them is beside the snapshot, and the next run goes on', async () => {
  const path = '/projects/102/protected_tags';
  server.fail(path, 'hang');
  const group = ['--group', 'acme'];
  writeFileSync(join(folder, 'federation.yaml'), declaration.replace(/^ {2}web:.*\n/m, ''));
  server.fail('/projects/103/protected_tags', { status: 200, body: '[]' });
  const child = pull(...group);
  const ended = once(child, 'exit');
  const partial = join(folder, 'gitlab.json.partial');
  while (!existsSync(partial) || !readFileSync(partial, 'utf8').includes('acme/lib'))
    await new Promise((done) => void setTimeout(done, 5));
  child.kill('SIGKILL');
  await ended;
  expect(readFileSync(join(folder, 'gitlab.json'), 'utf8')).toBe('earlier');
  server.requests.length = 0;
  const again = pull(...group);
  expect(await once(again, 'close')).toEqual([0, null]);
  expect(server.requests.some((request) => request.includes('/projects/103'))).toBe(false);
  expect(readFileSync(join(folder, 'gitlab.json'), 'utf8')).toContain('acme/lib');
  expect(readdirSync(folder).toSorted()).toEqual(['federation.yaml', 'gitlab.json']);
});

test('the same process, left alone, writes both files', async () => {
  const child = pull();
  let out = '';
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  expect(await once(child, 'close')).toEqual([0, null]);
  expect(out).toMatch(/^federation\.yaml: updated \d+ values from GitLab/);
  expect(readFileSync(join(folder, 'federation.yaml'), 'utf8')).toContain('namespace_id: 13');
  expect(readFileSync(join(folder, 'gitlab.json'), 'utf8')).toContain('"refgate_gitlab_snapshot": 1');
});
