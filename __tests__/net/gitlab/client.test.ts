import { GitlabClient } from '../../../net/gitlab/client';
import { PROJECT_ANSWER, PROTECTED_BRANCHES_ANSWER } from '../../../policies/pull/answers';
import { GitlabServer, type Fault } from '../../support/gitlab-server';

const token = 'glpat-not-a-real-one';
const maintainer = [{ access_level: 40 }];
const branches = Array.from({ length: 7 }, (_, index) => ({
  name: `release/${index}`,
  push: maintainer,
  merge: maintainer,
}));
let server: GitlabServer;
let waits: number[];

beforeEach(async () => {
  waits = [];
  server = await GitlabServer.start({
    token,
    pageSize: 3,
    projects: [{ id: 101, path: 'acme/api', namespaceId: 12, branches, formerPaths: ['acme/old'] }],
  });
});
afterEach(() => server.close());

const client = (
  options: { readonly token?: string; readonly api?: string; readonly timeoutMs?: number } = {},
) =>
  new GitlabClient({
    api: server.api,
    token,
    sleep: async (ms) => void waits.push(ms),
    ...options,
  });

const project = (options?: Parameters<typeof client>[0]) =>
  client(options).get('/projects/101', PROJECT_ANSWER);

test('every page of a list is read, at the address that was asked', async () => {
  const list = await client().list('/projects/101/protected_branches', PROTECTED_BRANCHES_ANSWER);
  expect(list.kind === 'seen' ? list.value.map(({ name }) => name) : list).toEqual(
    branches.map(({ name }) => name),
  );
  expect(server.requests).toEqual([
    'GET /api/v4/projects/101/protected_branches?per_page=100',
    'GET /api/v4/projects/101/protected_branches?per_page=3&page=2',
    'GET /api/v4/projects/101/protected_branches?per_page=3&page=3',
  ]);
});

test('without `Link` the header `x-next-page` leads on', async () => {
  const entry = JSON.stringify([{ name: 'main', push_access_levels: [], merge_access_levels: [] }]);
  const path = '/projects/101/protected_branches';
  server.fail(
    path,
    { status: 200, headers: { 'x-next-page': '2' }, body: entry },
    { status: 200, headers: { 'x-next-page': '' }, body: entry },
  );
  const list = await client().list(path, PROTECTED_BRANCHES_ANSWER);
  expect(list).toMatchObject({ kind: 'seen', value: [{ name: 'main' }, { name: 'main' }] });
  expect(server.requests[1]).toContain('per_page=100&page=2');
});

test('a proxy that takes the paging headers away: the next page is asked for until one is empty', async () => {
  const path = '/projects/101/protected_branches';
  const of = (name: string): Fault => ({
    status: 200,
    body: JSON.stringify([{ name, push_access_levels: [], merge_access_levels: [] }]),
  });
  server.fail(path, of('a'), of('b'), { status: 200, body: '[]' });
  const list = await client().list(path, PROTECTED_BRANCHES_ANSWER);
  expect(list).toMatchObject({ kind: 'seen', value: [{ name: 'a' }, { name: 'b' }] });
  expect(server.requests).toHaveLength(3);
  // who does not know pages gives the same again
  server.fail(path, of('a'), of('a'));
  expect(await client().list(path, PROTECTED_BRANCHES_ANSWER)).toMatchObject({ value: [{ name: 'a' }] });
});

test('pages that lead to each other end in an error', async () => {
  const path = '/projects/101/protected_branches';
  const loop: Fault = { status: 200, headers: { link: '<https://x/?page=2>; rel="next"' }, body: '[]' };
  server.fail(path, loop, loop, loop);
  await expect(client().list(path, PROTECTED_BRANCHES_ANSWER)).rejects.toThrow(
    /ERR_GITLAB: the pages of `\/projects\/101\/protected_branches` do not end/,
  );
});

test('a rate limit is waited for as long as GitLab says', async () => {
  server.fail('/projects/101', { status: 429, headers: { 'retry-after': '7' } });
  expect(await project()).toMatchObject({ kind: 'seen', value: { id: 101 } });
  expect(waits).toEqual([7000]);
});

test('a wait that is too long is left to the user', async () => {
  server.fail('/projects/101', { status: 429, headers: { 'retry-after': '600' } });
  await expect(project()).rejects.toThrow(
    /ERR_GITLAB: GitLab asks to wait 600 s before `GET \/api\/v4\/projects\/101`/,
  );
  expect(waits).toEqual([]);
});

test('server errors, cut and missing answers are tried again, longer each time', async () => {
  server.fail('/projects/101', { status: 502 }, 'cut', { status: 500 }, 'hang');
  expect(await project({ timeoutMs: 200 })).toMatchObject({ kind: 'seen' });
  expect(waits).toEqual([500, 1000, 2000, 4000]);
});

test.each<[string, Fault, number, RegExp]>([
  ['server errors', { status: 503 }, 5000, /in 5 attempts, at last: 503; try again later/],
  ['no answer', 'hang', 50, /in 5 attempts, at last: no answer within 0\.05 s/],
])('the attempts are bounded: %s', async (_, fault, timeoutMs, message) => {
  server.fail('/projects/101', ...Array.from({ length: 9 }, () => fault));
  await expect(project({ timeoutMs })).rejects.toThrow(message);
  expect(server.requests).toHaveLength(5);
});

test('a server that is not there is named by the system’s reason', async () => {
  const api = server.api;
  await server.close();
  await expect(project({ api })).rejects.toThrow(/at last: ECONNREFUSED/);
  server = await GitlabServer.start({ token, projects: [] });
});

test('after an error nothing is asked any more: what waits ends', async () => {
  server.fail('/projects/101', { status: 503 });
  const signals: AbortSignal[] = [];
  const gitlab = client();
  const waiting = new GitlabClient({
    api: server.api,
    token,
    sleep: (_, signal) =>
      new Promise((_done, fail) => {
        signals.push(signal);
        signal.addEventListener('abort', () => fail(new Error('stopped')));
      }),
  });
  const first = waiting.get('/projects/101', PROJECT_ANSWER).catch((error: Error) => error.message);
  while (signals.length === 0) await new Promise((done) => void setImmediate(done));
  server.fail('/projects/102', { status: 200, body: 'no' });
  await expect(waiting.get('/projects/102', PROJECT_ANSWER)).rejects.toThrow('is not JSON');
  expect(await first).toBe('stopped');
  expect(await gitlab.get('/projects/101', PROJECT_ANSWER)).toMatchObject({ kind: 'seen' });
});

test('403 and 404 are answers, each by its name', async () => {
  server.fail('/projects/101', { status: 403, body: '{"error":"insufficient_scope"}' });
  expect(await project()).toEqual({ kind: 'hidden', status: 403, reason: ': `insufficient_scope`' });
  expect(await client().get('/projects/9', PROJECT_ANSWER)).toEqual({
    kind: 'hidden',
    status: 404,
    reason: ': `404 Project Not Found`',
  });
});

test('a token that GitLab does not take is an error', async () => {
  await expect(project({ token: 'wrong' })).rejects.toThrow(
    /ERR_GITLAB: GitLab does not accept the token \(401\): `401 Unauthorized`; set `GITLAB_TOKEN`/,
  );
});

test.each<[string, string, RegExp]>([
  ['a login page', '<html>Sign in', /is not JSON; got `<html>Sign in`; check the address/],
  ['half of an answer', '{"id": 101, ', /is not JSON; got `\{"id": 101, `/],
  ['another shape', '{"id": "x"}', /does not have the documented shape: .*at `\/id`/],
  ['a list', '[]', /does not have the documented shape/],
])('an answer that is none is named: %s', async (_, body, message) => {
  server.fail('/projects/101', { status: 200, body });
  await expect(project()).rejects.toThrow(message);
});

test('the token is in no message, whoever repeats it', async () => {
  for (const fault of [
    { status: 200, body: `token ${token}` },
    { status: 400, body: JSON.stringify({ message: `bad token ${token}` }) },
    { status: 401, body: JSON.stringify({ message: `bad token ${token}` }) },
  ]) {
    server.fail('/projects/101', fault);
    const error = await project().catch((thrown: Error) => thrown);
    expect((error as Error).message).toContain('token <token>');
    expect((error as Error).message).not.toContain(token);
  }
  server.fail('/projects/101', { status: 403, body: JSON.stringify({ message: `no ${token}` }) });
  expect(await project()).toMatchObject({ reason: ': `no <token>`' });
});

test('a renamed project leads to where it is, and the answer says so', async () => {
  expect(await client().get('/projects/acme%2Fold', PROJECT_ANSWER)).toMatchObject({
    kind: 'seen',
    redirected: true,
    value: { path_with_namespace: 'acme/api' },
  });
});

test.each(['http://127.0.0.1:9/api/v4/projects/1', 'https://evil.example.com/api/v4/projects/1'])(
  'the token does not follow a redirect to %s',
  async (location) => {
    server.fail('/projects/101', { status: 302, headers: { location } });
    await expect(project()).rejects.toThrow(/the token is not sent there/);
    expect(server.requests).toHaveLength(1);
  },
);

test('redirects that lead in a circle end', async () => {
  const circle: Fault = { status: 302, headers: { location: `${server.api}/projects/101` } };
  server.fail('/projects/101', circle, circle, circle, circle, circle);
  await expect(project()).rejects.toThrow(/with 302/);
});
