import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../../cli/program';
import { fakeTerminal } from '../../support/fake-terminal';
import { GitlabServer, type ServedProject } from '../../support/gitlab-server';

const token = 'glpat-not-a-real-one';
const maintainer = [{ access_level: 40 }];
const api: ServedProject = {
  id: 777,
  path: 'acme/platform/api',
  namespaceId: 55,
  formerPaths: ['acme/api'],
  branches: [
    { name: 'trunk', push: [{ access_level: 0 }], merge: maintainer },
    { name: 'release/*', push: maintainer, merge: maintainer, inherited: true },
  ],
  tags: [{ name: 'v*', create: maintainer }],
  environments: [{ name: 'production', deploy: maintainer }],
  settings: {
    ci_id_token_sub_claim_components: ['project_path', 'ref_type', 'ref'],
    protect_merge_request_pipelines: false,
  },
  more: { default_branch: 'trunk' },
};
const flags = ['--project', 'acme/platform/api', '--account', '111122223333', '--region', 'eu-west-1'];

let folder: string;
let server: GitlabServer;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'refgate-init-'))));
afterEach(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

async function serve(project: ServedProject): Promise<void> {
  server = await GitlabServer.start({ token, projects: [project] });
}
async function refgate(...args: readonly string[]) {
  const terminal = fakeTerminal({ cwd: folder, columns: 400, env: { GITLAB_TOKEN: token } });
  const code = await run(args, terminal);
  return { code, out: terminal.stdout(), err: terminal.stderr() };
}
const init = (...args: readonly string[]) => refgate('init', ...flags, '--api', server.api, ...args);
const file = (): string => readFileSync(join(folder, 'federation.yaml'), 'utf8');

test('ids, rules, settings and the default branch are those of GitLab; a pull then changes nothing', async () => {
  await serve(api);
  const { code, out, err } = await init();
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toContain('two roles, a table that holds');
  expect(out).toContain('protected by a group, not by the project: `release/*`');
  expect(file()).toContain(`    path: acme/platform/api
    id: 777 # Settings > General
    namespace_id: 55 # of the group that holds the project
    # What is protected in the project, as GitLab has it: \`refgate pull\` updates it.
    protected_branches:
      trunk: { push: no_one, merge: maintainer }
      release/*: { push: maintainer, merge: maintainer }
    protected_tags:
      v*: { create: maintainer }
    protected_environments: [production]
    protect_merge_request_pipelines: false
`);
  expect(file()).toContain('branches: [trunk], protected: true');
  expect(await refgate('pull', '--check', '--api', server.api)).toMatchObject({ code: 0 });
  expect(await refgate('check')).toMatchObject({ code: 0 });
  expect(out + err + file()).not.toContain(token);
});

test('an earlier path of the project is written as it is now', async () => {
  await serve(api);
  expect(await init('--project', 'acme/api')).toMatchObject({ code: 0 });
  expect(file()).toContain('path: acme/platform/api\n');
});

test('on an instance of its own the components of `sub` are to be set, and that is said', async () => {
  await serve(api);
  const { code, out } = await init('--gitlab-url', 'https://gitlab.example.com');
  expect(code).toBe(0);
  expect(out).toContain(
    '- GitLab has the components of `sub` [project_path, ref_type, ref]: set [project_path, ref_type, ref, ref_protected] in the project, as the file says',
  );
  expect(file()).toContain('sub_claim: [project_path, ref_type, ref, ref_protected]');
  expect(await refgate('pull', '--check', '--api', server.api)).toMatchObject({
    code: 1,
    out: expect.stringMatching(/1 value differs.*\n {2}api: sub_claim: declared as/),
  });
});

test('a branch that is not protected is refused, with those that are', async () => {
  await serve(api);
  expect(await init('--branch', 'main')).toEqual({
    code: 2,
    out: '',
    err: 'ERR_USAGE: the branch `main` of `acme/platform/api` is not protected in GitLab; got the protected branches `trunk`, `release/*`; protect it, or name another with `--branch`; `--offline` does not ask GitLab\n',
  });
  expect(existsSync(join(folder, 'federation.yaml'))).toBe(false);
});

test('rules that cannot be seen are left to the user, and said', async () => {
  await serve({ ...api, refused: { tags: 403 } });
  const { code, out } = await init();
  expect(code).toBe(0);
  expect(out).toContain('- cannot see the protected tags of `acme/platform/api`: GitLab answers 403');
  expect(out).toContain('Look at what it says is protected in the project');
  expect(file()).toContain('look at Settings > Repository');
  expect(file()).toContain('protected_tags: {}');
});

test('a project that cannot be seen is declared as the user says', async () => {
  await serve({ ...api, path: 'other/thing', formerPaths: [] });
  const { code, err } = await init('--project-id', '101', '--namespace-id', '12');
  expect(code).toBe(0);
  expect(err).toContain('cannot see the project `acme/platform/api` (id 101): GitLab answers 404');
  expect(file()).toContain('id: 101');
});

test('the id of another project is refused', async () => {
  await serve({ ...api, path: 'acme/other' });
  expect(await init('--project-id', '777')).toMatchObject({
    code: 2,
    err: expect.stringMatching(/the project with the id 777 is `acme\/other`, not `acme\/platform\/api`/),
  });
});

test('with --offline GitLab is not asked', async () => {
  await serve(api);
  const { code } = await init('--offline', '--project-id', '101', '--namespace-id', '12');
  expect(code).toBe(0);
  expect(server.requests).toEqual([]);
  expect(file()).toContain('id: 101');
});

test('a GitLab that does not answer as one writes nothing', async () => {
  await serve(api);
  server.fail('/projects/acme%2Fplatform%2Fapi', { status: 200, body: '<html>' });
  expect(await init()).toMatchObject({ code: 2, err: expect.stringMatching(/ERR_GITLAB: .* is not JSON/) });
  expect(existsSync(join(folder, 'federation.yaml'))).toBe(false);
});
