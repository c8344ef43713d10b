import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../../cli/program';
import { fakeTerminal, type FakeTerminal } from '../../support/fake-terminal';
import { callSts } from '../../support/sts-server';

let folder: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'refgate-sts-'));
  const starter =
    'init --project acme/api --project-id 101 --namespace-id 12 --account 111122223333 --region eu-west-1';
  expect(await run(starter.split(' '), fakeTerminal({ cwd: folder }))).toBe(0);
});
afterEach(() => rmSync(folder, { recursive: true }));

interface Served {
  readonly url: string;
  readonly terminal: FakeTerminal;
  /** Ends it as a signal does. @returns the exit code */
  readonly end: () => Promise<number>;
}

async function serve(...args: readonly string[]): Promise<Served> {
  let interrupt = (): void => undefined;
  const terminal = fakeTerminal({
    cwd: folder,
    onInterrupt: (handler) => {
      interrupt = handler;
      return () => undefined;
    },
  });
  const code = run(['sts', '--port', '0', '--ready-file', 'ready.json', ...args], terminal);
  const file = join(folder, 'ready.json');
  const early = await Promise.race([
    code,
    (async () => {
      while (!existsSync(file)) await new Promise((done) => setImmediate(done));
    })(),
  ]);
  if (early !== undefined) throw new Error(`ended with ${early}: ${terminal.stderr()}`);
  const { url } = JSON.parse(readFileSync(file, 'utf8')) as { url: string };
  return {
    url,
    terminal,
    end: () => {
      interrupt();
      return code;
    },
  };
}

async function refgate(...args: readonly string[]) {
  const terminal = fakeTerminal({ cwd: folder, columns: 400 });
  const code = await run(args, terminal);
  return { code, out: terminal.stdout(), err: terminal.stderr() };
}

const assume = (url: string, role: string, token: string) =>
  callSts({ url } as never, {
    Action: 'AssumeRoleWithWebIdentity',
    Version: '2011-06-15',
    RoleArn: `arn:aws:iam::111122223333:role/${role}`,
    RoleSessionName: 'job-1',
    WebIdentityToken: token,
  });

test('a pipeline of the table gets a token that the server accepts or refuses as the table says', async () => {
  const { url, terminal, end } = await serve('--explain');
  const mint = async (pipeline: string): Promise<string> => {
    const { code, out, err } = await refgate('token', '--server', url, '--pipeline', pipeline);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    return out.trim();
  };
  const main = await mint('{project: api, branch: main}');
  const branch = await mint('{project: api, branch: feature/x}');
  expect((await assume(url, 'deploy', main)).status).toBe(200);
  const refused = await assume(url, 'deploy', branch);
  expect([refused.status, refused.field('Code')]).toEqual([403, 'AccessDenied']);
  expect(refused.headers.get('x-refgate-decision')).toBe('deny');
  expect(refused.headers.get('x-refgate-explanation')).toMatch(/comes closest: `gitlab\.com:/);
  expect(await end()).toBe(0);
  expect(existsSync(join(folder, 'ready.json'))).toBe(false);
  expect(terminal.stdout()).toMatch(
    /^listening on http:\/\/127\.0\.0\.1:\d+ as STS and as the issuer https:\/\/gitlab\.com: \d roles; every credential is fake\n/,
  );
  expect(terminal.stdout()).toContain('AssumeRoleWithWebIdentity 403 AccessDenied: deploy: ');
  expect(terminal.stdout()).not.toMatch(/eyJ[\w-]{8,}\./);
});

test('the issuer has a discovery document and keys, as AWS fetches them', async () => {
  const { url, end } = await serve('--quiet');
  const discovery = (await (await fetch(`${url}/.well-known/openid-configuration`)).json()) as {
    issuer: string;
    jwks_uri: string;
  };
  expect(discovery).toMatchObject({ issuer: 'https://gitlab.com', jwks_uri: `${url}/oauth/discovery/keys` });
  const { keys } = (await (await fetch(discovery.jwks_uri)).json()) as {
    keys: readonly Record<string, unknown>[];
  };
  expect(keys.map(({ kty, crv, use }) => [kty, crv, use])).toEqual([
    ['RSA', undefined, 'sig'],
    ['EC', 'P-256', 'sig'],
    ['EC', 'P-384', 'sig'],
    ['EC', 'P-521', 'sig'],
  ]);
  expect(keys.flatMap((key) => Object.keys(key)).filter((name) => 'dpq'.includes(name))).toEqual([]);
  for (const alg of ['RS256', 'RS384', 'RS512', 'ES256', 'ES384', 'ES512']) {
    const claims =
      '{"sub":"project_path:acme/api:ref_type:branch:ref:main","aud":"sts.amazonaws.com","project_id":"101","namespace_id":"12","ref_protected":"true","pipeline_source":"push"}';
    const { code, out } = await refgate('token', '--server', url, '--claims', claims, '--alg', alg);
    expect(code).toBe(0);
    expect([alg, (await assume(url, 'deploy', out.trim())).status]).toEqual([alg, 200]);
  }
  expect(await end()).toBe(0);
});

test('an input that refgate did not write: the policy of a role as AWS has it, which names its provider', async () => {
  const Role = {
    RoleName: 'old',
    Arn: 'arn:aws:iam::111122223333:role/ci/old',
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Federated: 'arn:aws:iam::111122223333:oidc-provider/gitlab.example.com' },
          Action: 'sts:AssumeRoleWithWebIdentity',
          Condition: {
            StringEquals: { 'gitlab.example.com:sub': 'project_path:a/b:ref_type:branch:ref:main' },
          },
        },
      ],
    },
  };
  rmSync(join(folder, 'federation.yaml'));
  writeFileSync(join(folder, 'role.json'), JSON.stringify({ Role }));
  const { url, terminal, end } = await serve('role.json');
  const claims = '{"sub":"project_path:a/b:ref_type:branch:ref:main","aud":"x"}';
  const { out } = await refgate('token', '--server', url, '--claims', claims);
  expect((await assume(url, 'ci/old', out.trim())).status).toBe(200);
  expect(await end()).toBe(0);
  expect(terminal.stdout()).toMatch('(assuming that its provider exists and takes the audience)');
});

test.each([
  [['sts', '--port', 'x'], 'ERR_USAGE: invalid value `x` of `--port`; expected a number from 0 to 65535\n'],
  [['sts', '--port', '65536'], 'ERR_USAGE: invalid value `65536` of `--port`'],
  [['sts', 'nowhere.json'], 'ERR_INPUT_READ: cannot read `nowhere.json`'],
  [
    ['token', '--pipeline', '{project: api, branch: main}', '--server', 'http://127.0.0.1:1'],
    'ERR_USAGE: no `refgate sts` answers at `http://127.0.0.1:1`',
  ],
  [['token', '--claims', '{', '--server', 'http://127.0.0.1:1'], 'ERR_JSON: '],
])('%j is an error with a sentence', async (args, message) => {
  const { code, out, err } = await refgate(...args);
  expect([code, out]).toEqual([2, '']);
  expect(err).toMatch(message);
  expect(err).not.toMatch(/\n {4}at /);
});

test('a port that is taken is told', async () => {
  const { url, end } = await serve();
  const { port } = new URL(url);
  const { code, err } = await refgate('sts', '--port', port);
  expect([code, err]).toEqual([
    2,
    expect.stringMatching(/^ERR_USAGE: cannot listen on `127\.0\.0\.1:\d+`: .*; give another `--port`/),
  ]);
  expect(await end()).toBe(0);
});

test('a pipeline that leaves a claim open has several tokens, of which the caller chooses', async () => {
  const { url, end } = await serve();
  const pipeline = '{project: api, merge_request: {from: main, into: main}}';
  const open = await refgate('token', '--server', url, '--pipeline', pipeline);
  expect(open.code).toBe(2);
  expect(open.err).toMatch(/^ERR_PIPELINE: the pipeline can get 2 tokens \(1: assuming .*; 2: assuming .*\)/);
  const chosen = await refgate('token', '--server', url, '--pipeline', pipeline, '--choose', '2');
  expect([chosen.code, chosen.out]).toEqual([0, expect.stringMatching(/^eyJ/)]);
  const wrong = await refgate('token', '--server', url, '--pipeline', '{project: nothing, branch: main}');
  expect([wrong.code, wrong.err]).toEqual([2, expect.stringMatching(/nothing/)]);
  expect(await end()).toBe(0);
});
