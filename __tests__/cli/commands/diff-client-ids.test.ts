import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../../cli/program';
import { fakeTerminal } from '../../support/fake-terminal';

let folder: string;

interface Issuer {
  readonly host: string;
  readonly conditions: Readonly<Record<string, string>>;
}

const GITLAB: Issuer = {
  host: 'gitlab.com',
  conditions: {
    'gitlab.com:sub': 'project_path:acme/api:ref_type:branch:ref:main',
    'gitlab.com:project_id': '101',
  },
};
const GITHUB: Issuer = {
  host: 'token.actions.githubusercontent.com',
  conditions: { 'token.actions.githubusercontent.com:sub': 'repo:acme/api:ref:refs/heads/main' },
};

/** A folder with a role whose policy demands `sts.amazonaws.com`, and a provider with these client ids; without ids, one by its ARN. */
function version(name: string, ids: readonly string[] | undefined, { host, conditions } = GITLAB): void {
  const arn = `arn:aws:iam::111122223333:oidc-provider/${host}`;
  const trust = {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Action: 'sts:AssumeRoleWithWebIdentity',
        Principal: { Federated: arn },
        Condition: { StringEquals: { ...conditions, [`${host}:aud`]: 'sts.amazonaws.com' } },
      },
    ],
  };
  const provider =
    ids === undefined
      ? {}
      : { aws_iam_openid_connect_provider: { g: { url: `https://${host}`, client_id_list: ids } } };
  mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(
    join(folder, name, 'main.tf.json'),
    JSON.stringify({
      resource: {
        ...provider,
        aws_iam_role: { a: { name: 'a', assume_role_policy: JSON.stringify(trust) } },
      },
    }),
  );
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'refgate-client-ids-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function refgate(...args: readonly string[]) {
  const terminal = fakeTerminal({ cwd: folder });
  const code = await run([...args, '--account', '111122223333'], terminal);
  return { code, out: terminal.stdout() };
}

test.each([GITLAB, GITHUB])(
  'an audience that the provider of $host registers now is access gained',
  async (issuer) => {
    version('old', ['other'], issuer);
    version('new', ['other', 'sts.amazonaws.com'], issuer);
    const { code, out } = await refgate('diff', 'old', 'new');
    expect(out).toMatch(/^aws_iam_role\.a changes/);
    expect(out).toMatch(/\n {2}\+ /);
    expect(code).toBe(1);
    expect((await refgate('check', 'new', '--before', 'old')).out).toMatch(/gives access that was not there/);
    const back = await refgate('diff', 'new', 'old');
    expect(back.out).toMatch(/\n {2}- /);
    expect(back.code).toBe(0);
  },
);

test('an audience that the policy does not demand changes nothing', async () => {
  version('old', ['sts.amazonaws.com']);
  version('new', ['other', 'sts.amazonaws.com']);
  const { code, out } = await refgate('diff', 'old', 'new');
  expect(out).toMatch(/^aws_iam_role\.a admits the same/);
  expect(code).toBe(0);
});

test('client ids of one version alone are not compared, and the answer says so', async () => {
  version('old', ['other']);
  version('new', undefined);
  const { code, out } = await refgate('diff', 'old', 'new');
  expect(out).toMatch(/needs: same-client-ids/);
  expect(code).toBe(0);
});
