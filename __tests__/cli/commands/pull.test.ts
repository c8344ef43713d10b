import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../../cli/program';
import { fakeTerminal } from '../../support/fake-terminal';
import { GitlabServer, type ServedProject } from '../../support/gitlab-server';

const token = 'glpat-not-a-real-one';
const maintainer = [{ access_level: 40 }];
const settings = {
  ci_id_token_sub_claim_components: ['project_path', 'ref_type', 'ref'],
  protect_merge_request_pipelines: true,
};
const api: ServedProject = {
  id: 101,
  path: 'acme/api',
  namespaceId: 12,
  branches: [{ name: 'main', push: [{ access_level: 0 }], merge: maintainer }],
  tags: [{ name: 'v*', create: maintainer }],
  environments: [{ name: 'production', deploy: maintainer }],
  settings,
};

const declaration = `# who may do what
gitlab: { url: https://gitlab.com, audience: sts.amazonaws.com }
projects:
  api: # the service
    path: acme/api
    id: 101
    namespace_id: 12
    protected_branches:
      main: { push: no_one, merge: maintainer }
    protected_tags: { v*: { create: maintainer } }
    protected_environments: [production]
    protect_merge_request_pipelines: true
accounts: { main: { id: '111122223333', region: eu-west-1 } }
roles:
  deploy:
    account: main
    trust: [{ project: api, branches: [main], protected: true, sources: [push] }]
    permissions: { managed: ['arn:aws:iam::aws:policy/AdministratorAccess'] }
table:
  - { pipeline: { project: api, branch: main }, assumes: [deploy] }
`;

let folder: string;
let server: GitlabServer | undefined;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'refgate-pull-'))));
afterEach(async () => {
  await server?.close();
  server = undefined;
  rmSync(folder, { recursive: true });
});

const file = (): string => readFileSync(join(folder, 'federation.yaml'), 'utf8');

async function serve(...projects: readonly ServedProject[]): Promise<GitlabServer> {
  return (server = await GitlabServer.start({ token, projects }));
}

async function refgate(
  args: readonly string[],
  { text = declaration, env = { GITLAB_TOKEN: token } }: { text?: string; env?: Record<string, string> } = {},
) {
  writeFileSync(join(folder, 'federation.yaml'), text);
  const terminal = fakeTerminal({ cwd: folder, columns: 400, env });
  const where = server === undefined ? [] : ['--api', server.api];
  const code = await run([...args, ...where], terminal);
  return { code, out: terminal.stdout(), err: terminal.stderr() };
}

test('a declaration that is what GitLab has: exit 0, and not a byte changes', async () => {
  await serve(api);
  expect(await refgate(['pull', '--check'])).toEqual({
    code: 0,
    out: 'federation.yaml: nothing that was seen in GitLab differs\n',
    err: '',
  });
  expect(await refgate(['pull'])).toMatchObject({ code: 0 });
  expect(file()).toBe(declaration);
  expect(await refgate(['pull', '--check', '-q'])).toEqual({ code: 0, out: '', err: '' });
});

const drifted: ServedProject = {
  ...api,
  path: 'acme/platform/api',
  namespaceId: 13,
  branches: [
    { name: 'main', push: [{ access_level: 30 }], merge: [{ access_level: 30 }] },
    { name: 'hotfix/*', push: maintainer, merge: maintainer, inherited: true },
  ],
  tags: [],
};

test('what drifted is written in place, and what it does to access is said', async () => {
  await serve(drifted);
  const { code, out, err } = await refgate(['pull']);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toContain(`federation.yaml: updated 5 values from GitLab
  api: path: declared as acme/api, GitLab has acme/platform/api
  api: namespace_id: declared as 12, GitLab has 13
  api: protected_branches \`main\`: declared as { push: no_one, merge: maintainer }, GitLab has { push: developer, merge: developer }
  api: protected_branches \`hotfix/*\`: not declared, GitLab has { push: maintainer, merge: maintainer }
  api: protected_tags \`v*\`: declared as { create: maintainer }, GitLab has no such rule
`);
  expect(out).toContain('api: protected by a group, not by the project: `hotfix/*`');
  expect(out).toMatch(/Who can assume which role:\n {2}deploy changes/);
  expect(out).toMatch(/ {2}\+ .*acme\/platform\/api/);
  expect(out).toMatch(/New findings:\n(?:.*\n)* {2}\w+: deploy: .*\(developer-may-push\)/);
  expect(file()).toBe(
    declaration
      .replace('path: acme/api', 'path: acme/platform/api')
      .replace('namespace_id: 12', 'namespace_id: 13')
      .replace(
        '      main: { push: no_one, merge: maintainer }\n',
        '      main: { push: developer, merge: developer }\n      hotfix/*: { push: maintainer, merge: maintainer }\n',
      )
      .replace('protected_tags: { v*: { create: maintainer } }', 'protected_tags: {}'),
  );
});

test('--check says the same, fails, and writes nothing', async () => {
  await serve(drifted);
  const { code, out } = await refgate(['pull', '--check']);
  expect(code).toBe(1);
  expect(out).toMatch(/^federation\.yaml: 5 values differ from GitLab\n/);
  expect(out).toContain('Who can assume which role:');
  expect(file()).toBe(declaration);
});

test('a row of the table that no longer holds is said', async () => {
  await serve({ ...api, branches: [] });
  const { code, out } = await refgate(['pull', '--check']);
  expect(code).toBe(1);
  expect(out).toMatch(
    /Rows of the table that change:\n {2}.*main.*: deploy was allow, is deny, not as expected\n/,
  );
});

test('ids that are missing are filled in', async () => {
  await serve(api);
  const text = declaration.replace('    id: 101\n    namespace_id: 12\n', '');
  const { code, out } = await refgate(['pull'], { text });
  expect(out).toContain('Access cannot be compared: the declaration had no ids before');
  expect(code).toBe(0);
  expect(file()).toBe(declaration);
  expect(server?.requests[0]).toBe('GET /api/v4/projects/acme%2Fapi');
});

test('with an id the path is not asked for: another project may have it', async () => {
  await serve({ ...api, id: 999 });
  const { code, out } = await refgate(['pull']);
  expect(code).toBe(2);
  expect(out).toContain(
    'Not seen:\n  api: cannot see the project `acme/api` (id 101): GitLab answers 404: `404 Project Not Found`; it does not exist, or the user of the token is not a member\n',
  );
  expect(file()).toBe(declaration);
  expect(server?.requests).toEqual(['GET /api/v4/projects/101']);
});

test.each([
  [
    'branches',
    403,
    'cannot see the protected branches of `acme/api`: GitLab answers 403: `403 Forbidden`; the role Maintainer is needed',
  ],
  [
    'tags',
    404,
    'cannot see the protected tags of `acme/api`: GitLab answers 404: `404 Not Found`; the role Maintainer is needed',
  ],
  [
    'environments',
    404,
    'cannot see the protected environments of `acme/api`: GitLab answers 404: `404 Not Found`; the role Maintainer is needed, and GitLab Premium',
  ],
] as const)('%s that cannot be seen are exit 2, and stay', async (part, status, reason) => {
  await serve({ ...api, refused: { [part]: status } });
  const { code, out } = await refgate(['pull']);
  expect({ code, out }).toEqual({
    code: 2,
    out: `federation.yaml: nothing that was seen in GitLab differs\n\nNot seen:\n  api: ${reason}\n`,
  });
  expect(file()).toBe(declaration);
});

test('settings are only shown to Maintainers: without them the components of `sub` are not known', async () => {
  await serve({ ...api, settings: {} });
  const { code, out } = await refgate(['pull', '--check']);
  expect(code).toBe(2);
  expect(out).toContain(
    'api: cannot see the components of `sub` of `acme/api`: the role Maintainer is needed, and GitLab 17.10',
  );
  expect(out).toContain('cannot see the setting `protect_merge_request_pipelines`');
});

test('components that this release does not know are not written', async () => {
  await serve({
    ...api,
    settings: { ...settings, ci_id_token_sub_claim_components: ['project_path', 'moon'] },
  });
  const { code, out } = await refgate(['pull']);
  expect(code).toBe(2);
  expect(out).toContain(
    'the components of `sub` of `acme/api` have the component `moon`, which refgate does not know',
  );
});

test('users, groups and deploy keys have no word: the weakest role that they can have, and a note', async () => {
  await serve({
    ...api,
    branches: [
      {
        name: 'main',
        push: [
          { access_level: 40, deploy_key_id: 7 },
          { access_level: 40, user_id: null },
        ],
        merge: [
          { access_level: null, user_id: 5 },
          { access_level: null, group_id: 6 },
          { access_level: null, group_id: 8 },
        ],
      },
    ],
  });
  const { code, out } = await refgate(['pull']);
  expect(code).toBe(0);
  expect(out).toContain('protected_branches `main`: push is also open to 1 deploy key, which');
  expect(out).toContain('protected_branches `main`: merge is also open to 1 user and 2 groups, which');
  expect(file()).toContain('main: { push: developer, merge: developer }');
});

test('an access level that is not known is not guessed', async () => {
  await serve({ ...api, tags: [{ name: 'v*', create: [{ access_level: 45 }] }] });
  const { code, out } = await refgate(['pull']);
  expect(code).toBe(2);
  expect(out).toContain(
    'the protected tags of `acme/api`: `v*` has the access level 45, which refgate does not know',
  );
  expect(file()).toBe(declaration);
});

test('of a rule of the group and one of the project with the same name the weaker counts', async () => {
  await serve({
    ...api,
    branches: [
      { name: 'main', push: maintainer, merge: maintainer },
      { name: 'main', push: [{ access_level: 0 }], merge: [{ access_level: 30 }], inherited: true },
    ],
  });
  await refgate(['pull']);
  expect(file()).toContain('main: { push: maintainer, merge: developer }');
});

test('--dry-run lists the requests that are then sent, and sends none', async () => {
  await serve(api);
  const { code, out } = await refgate(['pull', '--dry-run'], { env: {} });
  expect(code).toBe(0);
  expect(server?.requests).toEqual([]);
  await refgate(['pull']);
  const sent = server?.requests.map((line) =>
    line.replace('GET ', `GET ${new URL(server?.api ?? '').origin}`),
  );
  expect(out.trim().split('\n').toSorted()).toEqual(sent?.toSorted());
});

test.each<[string, Record<string, string>, RegExp]>([
  ['no token', {}, /ERR_USAGE: environment variable `GITLAB_TOKEN` is not set; expected an access token/],
  ['a job', { CI_JOB_TOKEN: 'x' }, /is not set; the `CI_JOB_TOKEN` of a job cannot read projects/],
  ['not a token', { GITLAB_TOKEN: 'se\ncret' }, /`GITLAB_TOKEN` has characters that no token has/],
  ['a wrong token', { GITLAB_TOKEN: 'secret' }, /ERR_GITLAB: GitLab does not accept the token \(401\)/],
])('%s: exit 2, and it is not repeated', async (_, env, message) => {
  await serve(api);
  const { code, out, err } = await refgate(['pull'], { env });
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toMatch(message);
  expect(err).not.toContain('secret');
});

test.each([
  'http://gitlab.example.com/api/v4',
  'ftp://127.0.0.1/',
  'nowhere',
  'https://user:hunter2@gitlab.example.com/api/v4',
])('a token is not sent to %s', async (address) => {
  const { code, err } = await refgate(['pull', '--api', address]);
  expect(code).toBe(2);
  expect(err).toMatch(/ERR_USAGE: invalid address of the API/);
  expect(err).not.toContain('hunter2');
});

test('a declaration with other mistakes is not touched, and GitLab is not asked', async () => {
  await serve(api);
  const text = declaration.replace('main: { push: no_one', 'main: { push: nobody');
  const { code, err } = await refgate(['pull'], { text });
  expect(code).toBe(2);
  expect(err).toMatch(/ERR_SCHEMA/);
  expect(server?.requests).toEqual([]);
});

test('an instance that fails half-way leaves the file as it was, and nothing beside it', async () => {
  const web = { ...api, id: 102, path: 'acme/web' };
  const gitlab = await serve({ ...api, tags: [] }, web);
  gitlab.fail('/projects/102/protected_tags', { status: 200, body: '[{"name": "v' });
  const text = declaration.replace(
    'accounts:',
    '  web: { path: acme/web, id: 102, namespace_id: 12 }\naccounts:',
  );
  const { code, out, err } = await refgate(['pull'], { text });
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toMatch(/answer to `\/projects\/102\/protected_tags` is not JSON/);
  expect(file()).toBe(text);
  expect(readdirSync(folder)).toEqual(['federation.yaml']);
});

test('what GitLab has and no declaration may say is told, and nothing is written', async () => {
  await serve({ ...api, branches: [{ name: 'a..b', push: maintainer, merge: maintainer }] });
  const { code, out } = await refgate(['pull']);
  expect(code).toBe(2);
  expect(out).toMatch(/^federation\.yaml: 2 values differ from GitLab\n/);
  expect(out).toMatch(/What GitLab has is not a valid declaration:\n {2}ERR_REF: .*`a\.\.b`/);
  expect(out).toMatch(/\nNothing was written\.\n$/);
  expect(file()).toBe(declaration);
  expect(await refgate(['pull', '--check'])).toMatchObject({ code: 1 });
});
