import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../../cli/program';
import { fakeTerminal } from '../../support/fake-terminal';

// Each role is judged by the tokens of the GitLab that it trusts, whatever stands beside it.

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'refgate-instances-'))));
afterAll(() => rmSync(folder, { recursive: true }));

async function refgate(args: readonly string[], input = '') {
  const terminal = fakeTerminal({ cwd: folder, columns: 4000, input });
  const code = await run(args, terminal);
  return { code, out: terminal.stdout() + terminal.stderr() };
}

function policy(host: string, sub: string, operator = 'StringLike'): object {
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Federated: `arn:aws:iam::111122223333:oidc-provider/${host}` },
        Action: 'sts:AssumeRoleWithWebIdentity',
        Condition: { [operator]: { [`${host}:sub`]: sub } },
      },
    ],
  };
}

/** Writes an input with roles by name. */
function roles(file: string, written: Readonly<Record<string, object>>): string {
  const Resources = Object.fromEntries(
    Object.entries(written).map(([name, document]) => [
      name,
      { Type: 'AWS::IAM::Role', Properties: { RoleName: name, AssumeRolePolicyDocument: document } },
    ]),
  );
  writeFileSync(join(folder, file), JSON.stringify({ Resources }));
  return file;
}

const OPEN = 'project_path:acme/*';
const SLASH = 'git.acme.example/';

describe.each(['StringLike', 'ForAllValues:StringLike'])(
  'a provider URL that ends in a slash, %s',
  (operator) => {
    const document = policy(SLASH, OPEN, operator);
    const slash = (): string => roles('slash.json', { deploy: document });

    test.each<[string, readonly string[], number, RegExp]>([
      ['check', ['check'], 1, /the provider `git.acme.example\/` ends in a slash/],
      ['--describe', ['prove', '--describe'], 0, /no token can assume the role/],
      ['prove', ['prove', '--role', 'deploy', '--never', 'anyone'], 0, /proved: deploy admits no token/],
    ])('%s: no token of the GitLab can assume the role', async (_, args, code, text) => {
      const answer = await refgate([...args, slash()]);
      expect(answer.out).toMatch(text);
      expect(answer.out).not.toMatch(/projects that are not declared/);
      expect(answer.code).toBe(code);
    });

    test('explain: the provider refuses the token', async () => {
      const token = JSON.stringify({ iss: 'https://git.acme.example', sub: `${OPEN}:ref`, aud: 'x' });
      writeFileSync(join(folder, 'token.json'), token);
      const answer = await refgate(['explain', 'deploy', slash(), '--claims', 'token.json']);
      expect(answer.out).toMatch(
        /the token's `iss` must equal the registered URL `https:\/\/git.acme.example\/`/,
      );
      expect(answer.code).toBe(1);
    });

    test('diff: the provider without the slash is new access', async () => {
      const bare = roles('bare.json', { deploy: policy('git.acme.example', OPEN, operator) });
      expect(await refgate(['diff', slash(), slash()])).toMatchObject({ code: 0 });
      const answer = await refgate(['diff', slash(), bare]);
      expect(answer.out).toMatch(/a push pipeline of acme\//);
      expect(answer.code).toBe(1);
    });

    test('prove --batch: the world `gitlab` has no such issuer, the world `any_sub` has', async () => {
      const asked = { property: 'admits_nothing', policy: document, issuer: `https://${SLASH}` };
      const lines = [{ ...asked }, { ...asked, world: 'any_sub' }].map((line) => JSON.stringify(line));
      const { out } = await refgate(['prove', '--batch', '-'], lines.join('\n'));
      expect(out.match(/"verdict":"\w+"/g)).toEqual(['"verdict":"proved"', '"verdict":"refuted"']);
    });
  },
);

test('the slash of an issuer that is not known to be a GitLab is its own', async () => {
  const answer = await refgate(['prove', '--describe', roles('u.json', { deploy: policy(SLASH, 'x:*') })]);
  expect(answer.out).toMatch(/at most tokens of `git.acme.example\/`/);
  expect(answer.code).toBe(2);
});

describe('roles of several issuers in one input', () => {
  const GITHUB = policy('token.actions.githubusercontent.com', 'repo:acme/api:*');
  const all = (file: string, sub: string): string =>
    roles(file, { a: GITHUB, b: policy('gitlab.com', sub), c: policy('git.acme.example', sub) });

  test('diff: access that a role gained is found in each', async () => {
    const answer = await refgate(['diff', all('narrow.json', OPEN), all('wide.json', 'project_path:*')]);
    for (const name of ['b', 'c']) expect(answer.out).toMatch(new RegExp(`^${name} changes`, 'm'));
    expect(answer.out).not.toMatch(/^a changes/m);
    expect(answer.code).toBe(1);
  });

  test.each<[string, number]>([
    ['--disjoint', 0],
    ['--implies', 1],
    ['--equivalent', 1],
  ])('prove %s of two GitLabs: over the tokens of both', async (property, code) => {
    const file = all('wide.json', 'project_path:*');
    for (const pair of ['b,c', 'c,b'])
      expect([pair, (await refgate(['prove', file, property, pair])).code]).toEqual([pair, code]);
  });

  test('prove --equivalent: a role of which no token can assume is not one that tokens of another GitLab can', async () => {
    const file = roles('empty.json', { b: policy('gitlab.com', 'x y'), c: policy('git.acme.example', OPEN) });
    expect((await refgate(['prove', file, '--equivalent', 'b,c'])).code).toBe(1);
  });

  test.each([
    [['--describe'], /c admits\s+projects that are not declared/, 0],
    [['--role', 'c', '--never', 'anyone'], /refuted: c admits no token/, 1],
  ] as const)('prove %j: a declaration of another GitLab closes nothing', async (args, text, code) => {
    writeFileSync(
      join(folder, 'other.yaml'),
      `gitlab: { url: "https://gitlab.com", audience: sts.amazonaws.com }
accounts: { production: { id: "111122223333", region: eu-west-1 } }
projects: { api: { path: acme/api, id: "101", namespace_id: "12" } }
roles: { deploy: { account: production, trust: [{ project: api, branches: [main] }] } }
`,
    );
    const file = all('wide.json', 'project_path:*');
    const answer = await refgate(['prove', file, '--file', 'other.yaml', ...args]);
    expect(answer.out).toMatch(text);
    expect(answer.code).toBe(code);
  });
});
