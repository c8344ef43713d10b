import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../../cli/program';
import { readGitlabSnapshot } from '../../../policies/index';
import { fakeTerminal } from '../../support/fake-terminal';
import { GitlabServer, type ServedProject } from '../../support/gitlab-server';

const token = 'glpat-not-a-real-one';
const maintainer = [{ access_level: 40 }];
const settings = {
  ci_id_token_sub_claim_components: ['project_path', 'ref_type', 'ref'],
  protect_merge_request_pipelines: false,
};
const api: ServedProject = {
  id: 101,
  path: 'acme/api',
  namespaceId: 12,
  formerPaths: ['acme/old-api'],
  branches: [{ name: 'main', push: maintainer, merge: maintainer }],
  tags: [{ name: 'v*', create: maintainer }],
  environments: [{ name: 'production', deploy: maintainer }],
  settings,
};
const others = Array.from({ length: 9 }, (_, index): ServedProject => ({
  ...api,
  id: 200 + index,
  path: `acme/tools/t${index}`,
  namespaceId: 13,
  formerPaths: [],
  visibility: index === 0 ? 'public' : 'private',
  refused: { environments: 404 },
}));

/** On an instance of its own, where the path is what names a project. */
const declaration = `gitlab: { url: https://gitlab.example.com, audience: sts.amazonaws.com }
projects:
  api:
    path: acme/old-api
    protected_branches: { main: { push: maintainer, merge: maintainer } }
    protected_tags: { v*: { create: maintainer } }
accounts: { main: { id: '111122223333', region: eu-west-1 } }
roles:
  deploy:
    account: main
    trust: [{ project: api, branches: [main] }]
    permissions: { managed: [] }
`;

let folder: string;
let server: GitlabServer;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'refgate-snapshot-'));
  writeFileSync(join(folder, 'federation.yaml'), declaration);
});
afterEach(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

async function serve(...projects: readonly ServedProject[]): Promise<void> {
  server = await GitlabServer.start({ token, projects, pageSize: 4 });
}

async function refgate(...args: readonly string[]) {
  const terminal = fakeTerminal({ cwd: folder, columns: 400, env: { GITLAB_TOKEN: token } });
  const code = await run([...args], terminal);
  return { code, out: terminal.stdout(), err: terminal.stderr() };
}
const pull = (...args: readonly string[]) =>
  refgate('pull', '--check', '--snapshot', 'gitlab.json', '--api', server.api, ...args);
const snapshot = () => readGitlabSnapshot(readFileSync(join(folder, 'gitlab.json'), 'utf8'), 'gitlab.json');

test('every project of a group is in it once, over all pages, and the audit reads it', async () => {
  await serve(api, ...others);
  const { code, err } = await pull('--group', 'acme');
  expect({ code, err }).toEqual({ code: 1, err: '' });
  const { projects, listed, groups, paths, instance } = snapshot();
  expect(instance.url).toBe('https://gitlab.example.com');
  expect(listed).toEqual(['acme']);
  expect(projects.map(({ id }) => id)).toEqual(['101', ...others.map(({ id }) => String(id))]);
  expect(groups).toEqual([
    { id: '12', path: 'acme' },
    { id: '13', path: 'acme/tools' },
  ]);
  expect(paths).toEqual([{ path: 'acme/old-api', state: 'redirects', to: '101' }]);
  expect(projects[0]).toMatchObject({
    path: 'acme/api',
    namespaceId: '12',
    protectedBranches: [{ pattern: 'main', push: 'maintainer', merge: 'maintainer' }],
    protectedTags: [{ pattern: 'v*', push: 'maintainer' }],
    protectedEnvironments: ['production'],
    protectMergeRequestPipelines: false,
    defaultBranch: 'main',
    notSeen: [],
  });
  expect(projects[1]).toMatchObject({ visibility: 'public', protectedEnvironments: 'unknown' });
  expect(projects[1]?.notSeen).toEqual([
    {
      part: 'protected_environments',
      reason: expect.stringMatching(/cannot see the protected environments of `acme\/tools\/t0`/),
    },
  ]);
  writeFileSync(join(folder, 'account.json'), JSON.stringify({ RoleDetailList: [] }));
  expect(
    (await refgate('audit', '--account-dump', 'account.json', '--gitlab-snapshot', 'gitlab.json')).err,
  ).not.toMatch(/ERR_/);
});

test('without a group the declared projects are in it, and nothing is said of others', async () => {
  await serve(api, ...others);
  await pull();
  expect(snapshot()).toMatchObject({ listed: [], projects: [{ id: '101' }] });
});

test('the same instance gives the same text, but for the time', async () => {
  await serve(api, ...others);
  await pull('--group', 'acme');
  const once = readFileSync(join(folder, 'gitlab.json'), 'utf8');
  await pull('--group', 'acme', '--group', 'acme/tools');
  const text = (value: string): string => value.replace(/"taken_at": "[^"]*"/, '');
  expect(text(readFileSync(join(folder, 'gitlab.json'), 'utf8'))).toBe(
    text(once).replace('"acme"\n  ]', '"acme",\n    "acme/tools"\n  ]'),
  );
});

test('a group that cannot be seen is not listed, and the exit code says so', async () => {
  await serve({ ...api, path: 'acme/old-api', formerPaths: [] });
  const { code, out } = await pull('--group', 'umbrella');
  expect(out).toContain('cannot see the group `umbrella`: GitLab answers 404: `404 Group Not Found`');
  expect(snapshot().listed).toEqual([]);
  expect(code).toBe(1);
});

test('a project of the group that cannot be seen: the group is not listed', async () => {
  await serve(api, ...others);
  server.fail('/projects/204', { status: 403, body: '{"message":"403 Forbidden"}' });
  const { out } = await pull('--group', 'acme');
  expect(out).toContain('cannot see the project `acme/tools/t4` (id 204): GitLab answers 403');
  expect(snapshot()).toMatchObject({ listed: [] });
  expect(snapshot().projects).toHaveLength(9);
});

test('without the components of `sub` there is no snapshot', async () => {
  await serve(api, { ...others[0], settings: {} } as ServedProject);
  const { code, err } = await pull('--group', 'acme');
  expect(code).toBe(2);
  expect(err).toMatch(/ERR_GITLAB: no snapshot: cannot see the components of `sub` of `acme\/tools\/t0`/);
  expect(existsSync(join(folder, 'gitlab.json'))).toBe(false);
});

test('a failure half-way leaves an earlier snapshot as it was', async () => {
  await serve(api, ...others);
  writeFileSync(join(folder, 'gitlab.json'), 'earlier');
  server.fail('/projects/205/protected_tags', { status: 200, body: '[' });
  const { code } = await pull('--group', 'acme');
  expect(code).toBe(2);
  expect(readFileSync(join(folder, 'gitlab.json'), 'utf8')).toBe('earlier');
});

test('a group needs a snapshot', async () => {
  await serve(api);
  const { code, err } = await refgate('pull', '--group', 'acme');
  expect({ code, err }).toEqual({
    code: 2,
    err: 'ERR_USAGE: `--group` is for a snapshot; add `--snapshot FILE`, or remove `--group`\n',
  });
});

test('who may deploy is in it where roles alone say it', async () => {
  const developers = [{ access_level: 30 }];
  const approvals = [{ access_level: 40, required_approvals: 2 }];
  await serve(
    { ...api, environments: [{ name: 'production', deploy: developers, approvals }] },
    {
      ...(others[0] as ServedProject),
      refused: {},
      environments: [{ name: 'x', deploy: [{ access_level: 40, user_id: 7 }] }],
    },
    {
      ...(others[1] as ServedProject),
      refused: {},
      environments: [
        {
          name: 'x',
          deploy: developers,
          approvals: [{ access_level: 40, group_id: 7, required_approvals: 1 }],
        },
      ],
    },
    {
      ...(others[2] as ServedProject),
      refused: {},
      environments: [{ name: 'x', deploy: developers, approvals: [...approvals, ...approvals] }],
    },
    { ...(others[3] as ServedProject), refused: {}, environments: [] },
  );
  await pull('--group', 'acme');
  expect(snapshot().projects.map(({ rights }) => rights.environments)).toEqual([
    [{ name: 'production', deploy: 'developer', approvals: 2, approve: 'maintainer' }],
    'unknown',
    'unknown',
    'unknown',
    [],
  ]);
});
