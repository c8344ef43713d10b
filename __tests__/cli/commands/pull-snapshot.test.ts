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

test('who may deploy is in it, and whom the rules name', async () => {
  const developers = [{ access_level: 30 }];
  const approvals = [{ access_level: 40, required_approvals: 2 }];
  const of = (place: number, environments: ServedProject['environments']): ServedProject => ({
    ...(others[place] as ServedProject),
    refused: {},
    environments,
  });
  await serve(
    { ...api, environments: [{ name: 'production', deploy: developers, approvals }] },
    of(0, [{ name: 'x', deploy: [{ access_level: 40, user_id: 7 }] }]),
    of(1, [
      {
        name: 'x',
        deploy: developers,
        approvals: [{ access_level: null, group_id: 7, required_approvals: 1 }],
      },
    ]),
    of(2, [
      {
        name: 'x',
        deploy: developers,
        approvals: [...approvals, { access_level: 30, required_approvals: 1 }],
      },
    ]),
    of(3, []),
    of(4, [{ name: 'x', deploy: [{ access_level: 77 }] }]),
  );
  await pull('--group', 'acme');
  expect(snapshot().projects.map(({ rights }) => rights.environments)).toEqual([
    [{ name: 'production', deploy: 'developer', approvals: 2, approve: 'maintainer' }],
    [
      {
        name: 'x',
        deploy: 'developer',
        deployBy: { role: 'no_one', named: [{ kind: 'user', name: 'id 7' }] },
        approvals: 0,
        approve: 'developer',
        approveBy: { role: 'no_one', named: [{ kind: 'user', name: 'id 7' }] },
      },
    ],
    [
      {
        name: 'x',
        deploy: 'developer',
        approvals: 1,
        approve: 'developer',
        approveBy: { role: 'no_one', named: [{ kind: 'group', name: 'x (id 7)' }] },
      },
    ],
    [
      {
        name: 'x',
        deploy: 'developer',
        approvals: 2,
        approve: 'maintainer',
        atLeast: 'x has several approval rules',
      },
    ],
    [],
    'unknown',
  ]);
});

/** A project with all that says who can mint its tokens. */
const peopled: ServedProject = {
  ...api,
  path: 'acme/old-api',
  formerPaths: [],
  branches: [
    {
      name: 'main',
      push: [{ access_level: 0 }, { access_level: null, user_id: 3 }],
      merge: [{ access_level: 30 }],
    },
    { name: 'release/*', push: [{ access_level: 30, deploy_key_id: 5 }], merge: maintainer },
  ],
  approvals: {
    settings: {
      approvals_before_merge: 0,
      merge_requests_author_approval: false,
      merge_requests_disable_committers_approval: true,
    },
    rules: [
      {
        id: 1,
        name: 'Security',
        rule_type: 'regular',
        approvals_required: 1,
        protected_branches: [{ id: 9, name: 'main' }],
      },
      {
        id: 2,
        name: 'All Members',
        rule_type: 'any_approver',
        approvals_required: 1,
        protected_branches: [],
      },
    ],
  },
  deployKeys: [
    { id: 5, title: 'ci', can_push: true },
    { id: 6, title: 'mirror', can_push: false },
  ],
  triggers: [{ id: 1, description: 'nightly' }],
  members: [
    { id: 3, username: 'alice', access_level: 40 },
    { id: 4, username: 'carol', access_level: 50 },
    { id: 8, username: 'gone', access_level: 50, state: 'blocked' },
    { id: 9, username: 'rita', access_level: 20 },
    { id: 10, username: 'dave', access_level: 30 },
  ],
};

test('who can mint it: approvals, named users, deploy keys, members and rules of groups', async () => {
  server = await GitlabServer.start({
    token,
    projects: [peopled],
    groupEnvironments: { acme: [{ name: 'production', deploy: maintainer }] },
  });
  const { code, err } = await pull('--group', 'acme', '--who-can-mint');
  expect({ code, err }).toEqual({ code: 1, err: '' });
  const [project] = snapshot().projects;
  expect(project?.members).toEqual([
    { username: 'alice', role: 'maintainer' },
    { username: 'carol', role: 'owner' },
    { username: 'dave', role: 'developer' },
  ]);
  expect(project?.rights).toMatchObject({
    deployKeys: ['ci'],
    triggerTokens: ['nightly'],
    groupEnvironments: [{ name: 'of the tier production (group acme)', deploy: 'maintainer' }],
    mergeRequests: {
      approvals: 0,
      byAuthor: false,
      rules: [
        { name: 'Security', approvals: 1, anyone: false, branches: ['main'] },
        { name: 'All Members', approvals: 1, anyone: true },
      ],
    },
  });
  expect(project?.protectedBranches).toEqual([
    {
      pattern: 'main',
      push: 'developer',
      merge: 'developer',
      pushBy: { role: 'no_one', named: [{ kind: 'user', name: 'alice' }] },
    },
    {
      pattern: 'release/*',
      push: 'developer',
      merge: 'maintainer',
      pushBy: { role: 'no_one', named: [{ kind: 'deploy_key', name: 'ci' }] },
    },
  ]);
  expect(readFileSync(join(folder, 'gitlab.json'), 'utf8')).not.toMatch(/ssh-ed25519|glptt-/);
});

test('groups and custom roles by name: of the project, invited to it, or as GitLab shows them', async () => {
  const group = (id: number, shown: string) => ({
    access_level: null,
    group_id: id,
    access_level_description: shown,
  });
  const custom = { access_level: 30, member_role_id: 4, access_level_description: 'Releaser' };
  server = await GitlabServer.start({
    token,
    projects: [
      {
        ...peopled,
        branches: [
          {
            name: 'main',
            push: [group(12, 'Platform'), group(31, 'Ops')],
            merge: [group(77, 'Elsewhere'), custom],
          },
        ],
        members: [
          ...(peopled.members ?? []),
          { id: 11, username: 'erin', access_level: 20, member_role: { id: 4, name: 'Releaser' } },
          { id: 12, username: 'frank', access_level: 30, member_role: { id: 5, name: null } },
        ],
        more: { shared_with_groups: [{ group_id: 31, group_full_path: 'acme/ops', group_access_level: 30 }] },
      },
    ],
  });
  await pull('--who-can-mint');
  const [project] = snapshot().projects;
  expect(project?.protectedBranches).toMatchObject([
    {
      pushBy: { named: [{ name: 'acme' }, { name: 'acme/ops' }] },
      mergeBy: { named: [{ name: 'Elsewhere (id 77)' }, { kind: 'custom_role', name: 'Releaser (id 4)' }] },
    },
  ]);
  expect(project?.members?.filter(({ customRole }) => customRole !== undefined)).toEqual([
    { username: 'erin', role: 'none', customRole: 'Releaser' },
    { username: 'frank', role: 'developer', customRole: 'without a name' },
  ]);
});

test('what GitLab does not show of that is not known', async () => {
  server = await GitlabServer.start({
    token,
    projects: [
      { ...peopled, approvals: undefined, refused: { deployKeys: 403, triggers: 403, members: 403 } },
    ],
    groupEnvironments: { acme: 403 },
  });
  await pull('--who-can-mint');
  const [project] = snapshot().projects;
  expect(project).toMatchObject({
    rights: {
      deployKeys: 'unknown',
      triggerTokens: 'unknown',
      groupEnvironments: 'unknown',
      mergeRequests: 'unknown',
    },
  });
  expect(project?.members).toBeUndefined();
});

test.each([
  [{ merge_requests_author_approval: false }, [], 'whether authors may approve'],
  [
    { merge_requests_author_approval: false, merge_requests_disable_committers_approval: true },
    [{ name: 'Licences', rule_type: 'report_approver', approvals_required: 1 }],
    'the approval rule `Licences` is of the type `report_approver`',
  ],
] as const)('approvals that depend on more are at least so many: %#', async (given, rules, reason) => {
  await serve({ ...peopled, approvals: { settings: given, rules } });
  await pull('--who-can-mint');
  expect(snapshot().projects[0]?.rights.mergeRequests).toMatchObject({
    atLeast: expect.stringContaining(reason),
  });
});

const trusting = (...subjects: readonly string[]) => ({
  RoleDetailList: [
    {
      RoleName: 'x',
      Path: '/',
      Arn: 'arn:aws:iam::111122223333:role/x',
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { Federated: 'arn:aws:iam::111122223333:oidc-provider/gitlab.example.com' },
            Action: 'sts:AssumeRoleWithWebIdentity',
            Condition: { StringLike: { 'gitlab.example.com:sub': subjects } },
          },
        ],
      },
      RolePolicyList: [],
      AttachedManagedPolicies: [],
    },
  ],
});

test('whose the paths are that trust policies name: free, moved, not to be seen', async () => {
  server = await GitlabServer.start({
    token,
    projects: [
      { ...api, formerPaths: ['acme/old-api', 'acme/older-api'] },
      { ...(others[0] as ServedProject), id: 300, path: 'umbrella/tool', settings },
    ],
    namespaces: ['mallory'],
  });
  const subject = (path: string): string => `project_path:${path}:ref_type:branch:ref:main`;
  writeFileSync(
    join(folder, 'account.json'),
    JSON.stringify(
      trusting(
        ...['acme/older-api', 'free/app', 'mallory/app', 'umbrella/tool', 'acme/gone'].map(subject),
        'project_path:nobody/*:ref_type:branch:ref:main',
        'project_path:mallory/*:ref_type:branch:ref:main',
      ),
    ),
  );
  const { out } = await pull('--group', 'acme', '--account-dump', 'account.json');
  const { paths, projects } = snapshot();
  expect(paths).toEqual([
    { path: 'acme/old-api', state: 'redirects', to: '101' },
    { path: 'acme/older-api', state: 'redirects', to: '101' },
    { path: 'free/app', state: 'free' },
    { path: 'nobody', state: 'free' },
  ]);
  expect(projects.map(({ path }) => path)).toContain('umbrella/tool');
  expect(out).toContain('cannot see whether the path `mallory/app` is free');
  // a group of which every project was seen: that it has no such project is known
  expect(out).not.toContain('`acme/gone`');
  const audit = await refgate(
    'audit',
    '--account-dump',
    'account.json',
    '--gitlab-snapshot',
    'gitlab.json',
    '--top',
    '99',
  );
  expect(audit.out).toMatch(
    /path-free[^]*names `free\/app`, where GitLab has nothing: the path can be claimed/,
  );
  expect(audit.out).toContain('names the group `nobody`, where GitLab has nothing: the path can be claimed');
  expect(audit.out).toContain('names `acme/older-api`; the project is `acme/api` today');
  expect(audit.out).toContain('names `mallory/app`, which the snapshot does not cover');
});

test('the requests for all of that are listed, and none is sent', async () => {
  await serve(api);
  writeFileSync(join(folder, 'account.json'), JSON.stringify(trusting('project_path:free/app:*')));
  const { out } = await pull(
    '--dry-run',
    '--who-can-mint',
    '--path',
    'x/y',
    '--account-dump',
    'account.json',
  );
  for (const request of [
    'projects/<id>/approvals',
    'projects/<id>/approval_rules?per_page=100',
    'projects/<id>/deploy_keys?per_page=100',
    'projects/<id>/triggers?per_page=100',
    'projects/<id>/members/all?per_page=100',
    'groups/acme/protected_environments?per_page=100',
    'projects/x%2Fy',
    'namespaces/x/exists',
    'projects/free%2Fapp',
    'namespaces/free/exists',
  ])
    expect(out).toContain(`GET ${server.api}/${request}\n`);
  expect(server.requests).toEqual([]);
});

const ARN = 'arn:aws:iam::111122223333:role/ci/deploy';
const withVariables: ServedProject = {
  ...api,
  variables: [
    { key: 'AWS_ROLE_ARN', value: ARN, environment_scope: 'production', protected: true, masked: true },
    { key: 'PASSWORD', value: 'hunter2-of-the-project' },
    { key: 'KEY_FILE', value: `${ARN} and more`, variable_type: 'file' },
    { key: 'SECRET', value: null, masked: true, hidden: true },
  ],
};

test('CI/CD variables with their flags; of values the ARNs of roles alone, wherever they are kept', async () => {
  const acme = { id: 11, variables: [{ key: 'TOKEN', value: 'hunter2-of-the-group' }] };
  server = await GitlabServer.start({
    token,
    projects: [withVariables, ...others],
    groups: { acme, 'acme/tools': { id: 13, variables: 403 } },
  });
  // what is kept for a run that goes on
  server.fail('/projects/208/protected_tags', { status: 400, body: '{}' });
  await pull('--group', 'acme', '--variables');
  const kept = readFileSync(join(folder, 'gitlab.json.partial'), 'utf8');
  await pull('--group', 'acme', '--variables');
  const text = readFileSync(join(folder, 'gitlab.json'), 'utf8');
  for (const each of [kept, text]) expect(each).not.toMatch(/hunter2|and more/);
  const { projects, groups } = snapshot();
  const plain = { scope: '*', protected: false, masked: false, hidden: false, raw: false };
  expect(projects[0]?.variables).toEqual([
    {
      ...plain,
      key: 'AWS_ROLE_ARN',
      type: 'env_var',
      scope: 'production',
      protected: true,
      masked: true,
      roleArn: ARN,
    },
    { ...plain, key: 'KEY_FILE', type: 'file' },
    { ...plain, key: 'PASSWORD', type: 'env_var' },
    { ...plain, key: 'SECRET', type: 'env_var', masked: true, hidden: true },
  ]);
  expect(projects[1]?.variables).toEqual([]);
  expect(groups).toEqual([
    { id: '11', path: 'acme', variables: [{ ...plain, key: 'TOKEN', type: 'env_var' }] },
    { id: '12', path: 'acme' },
    { id: '13', path: 'acme/tools' },
  ]);
  expect(server.requests.filter((request) => request.includes('/groups/acme/variables'))).toHaveLength(2);
});

test('variables that the user may not read are not known, and the reason is there', async () => {
  await serve({ ...withVariables, refused: { variables: 403 } });
  await pull('--variables');
  const [project] = snapshot().projects;
  expect(project?.variables).toBeUndefined();
  expect(project?.notSeen).toEqual([
    { part: 'variables', reason: 'GitLab answers 403; the role Maintainer is needed' },
  ]);
});

test('the requests for variables are listed', async () => {
  await serve(api);
  const { out } = await pull('--dry-run', '--variables', '--group', 'acme');
  for (const request of [
    'projects/<id>/variables?per_page=100',
    'groups/acme?with_projects=false',
    'groups/acme/variables?per_page=100',
  ])
    expect(out).toContain(`GET ${server.api}/${request}\n`);
  expect(out).toContain('and the same five, and two for each subgroup, for each project of the group\n');
  expect(server.requests).toEqual([]);
});

test('a run that was interrupted goes on where it was, and leaves nothing but the snapshot', async () => {
  await serve(api, ...others);
  server.fail('/projects/206/protected_tags', { status: 400, body: '{}' });
  expect((await pull('--group', 'acme')).code).toBe(2);
  expect(existsSync(join(folder, 'gitlab.json'))).toBe(false);
  const kept = readFileSync(join(folder, 'gitlab.json.partial'), 'utf8');
  expect(kept).toContain('acme/tools/t0');
  expect(kept).not.toContain(token);
  // killed in the middle of a line
  writeFileSync(join(folder, 'gitlab.json.partial'), kept.slice(0, -20));
  server.requests.length = 0;
  const { err } = await pull('--group', 'acme');
  expect(err).toMatch(/^\d projects taken from gitlab\.json\.partial, not read again\n$/);
  expect(server.requests.filter((request) => request.includes('/projects/200'))).toEqual([]);
  expect(snapshot().projects).toHaveLength(10);
  expect(existsSync(join(folder, 'gitlab.json.partial'))).toBe(false);
});

test('what was kept for another question, or long ago, is asked for again', async () => {
  await serve(api, ...others);
  server.fail('/projects/206/protected_tags', { status: 400, body: '{}' });
  await pull('--group', 'acme');
  expect((await pull('--group', 'acme', '--who-can-mint')).err).toBe('');
  server.fail('/projects/206/protected_tags', { status: 400, body: '{}' });
  await pull('--group', 'acme');
  const file = join(folder, 'gitlab.json.partial');
  writeFileSync(
    file,
    readFileSync(file, 'utf8').replaceAll(/"at":"[^"]*"/g, '"at":"2020-01-01T00:00:00.000Z"'),
  );
  expect((await pull('--group', 'acme')).err).toBe('');
});

test.each([
  ['no member', { level: 0 }, false],
  ['minimal access, which shows no project', { level: 5 }, false],
  ['a Guest, who sees each project', { level: 10 }, true],
  ['an administrator', { level: 0, isAdmin: true }, true],
])('%s: whether every project was seen', async (_note, user, isListed) => {
  server = await GitlabServer.start({ token, user, projects: [api, ...others] });
  const { out } = await pull('--group', 'acme');
  expect(snapshot().listed).toEqual(isListed ? ['acme'] : []);
  expect(out.includes('cannot see every project of the group `acme`')).toBe(!isListed);
});
