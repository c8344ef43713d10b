import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../../cli/program';
import { fakeTerminal } from '../../support/fake-terminal';
import { MAIN_BRANCH_POLICY } from '../../support/main-branch-policy';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'refgate-beside-'));
  writeFileSync(join(folder, 'trust.json'), JSON.stringify(MAIN_BRANCH_POLICY));
  writeFileSync(
    join(folder, 'federation.yaml'),
    readFileSync(join(__dirname, '../../../federation.yaml'), 'utf8'),
  );
});
afterAll(() => rmSync(folder, { recursive: true }));

async function refgate(...args: readonly string[]) {
  const terminal = fakeTerminal({ cwd: folder });
  const code = await run(args, terminal);
  return { code, out: terminal.stdout(), err: terminal.stderr() };
}

test.each([
  [0, 'branch: main'],
  [1, 'tag: main'],
])('a pipeline of a declared project is explained at a role of somebody else: %i, %s', async (code, ref) => {
  const pipeline = ['--pipeline', `{ project: api, ${ref} }`];
  for (const named of [[], ['--file', 'federation.yaml']]) {
    const answer = await refgate('explain', 'trust.json', 'trust.json', ...pipeline, ...named);
    expect(answer).toMatchObject({ code, err: '' });
    expect(answer.out).toMatch(code === 0 ? /^trust\.json: allowed/ : /^trust\.json: refused/);
  }
});

test('a declaration that only lies there is not checked against what holds none of its roles; one that is named is', async () => {
  expect((await refgate('check', 'trust.json')).out).not.toContain('web-deploy');
  expect((await refgate('check', 'trust.json', '--file', 'federation.yaml')).out).toContain(
    'the artifact has no role named `web-deploy` in account 444455556666',
  );
});

test('a declaration that is not used is named; a role whose name is not known concerns it', async () => {
  expect((await refgate('check', 'trust.json')).err).toContain('`federation.yaml` was not used, because');
  const role = (name: object): string =>
    JSON.stringify({
      variable: { n: {} },
      resource: { aws_iam_role: { r: { ...name, assume_role_policy: JSON.stringify(MAIN_BRANCH_POLICY) } } },
    });
  for (const name of [{ name_prefix: 'deploy' }, { name: '${var.n}-deploy' }, {}]) {
    writeFileSync(join(folder, 'unnamed.tf.json'), role(name));
    const { code, out, err } = await refgate('check', 'unnamed.tf.json');
    expect(err).toBe('');
    expect(code).not.toBe(0);
    expect(out).toContain('the artifact has no role named');
  }
});

const GITHUB_POLICY = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Action: 'sts:AssumeRoleWithWebIdentity',
      Principal: { Federated: 'arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com' },
      Condition: {
        StringEquals: {
          'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com',
          'token.actions.githubusercontent.com:sub': 'repo:acme/api:ref:refs/heads/main',
        },
      },
    },
  ],
};
const LAMBDA_POLICY = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } }],
};

test.each([
  ['of an AWS service', LAMBDA_POLICY, ['--allow-empty']],
  ['of another issuer', GITHUB_POLICY, []],
  ['in an account that is not declared', MAIN_BRANCH_POLICY, ['--account', '999988887777']],
])('a role without a known name %s does not concern it', async (_, policy, more) => {
  const resource = { aws_iam_role: { r: { name_prefix: 'x', assume_role_policy: JSON.stringify(policy) } } };
  writeFileSync(join(folder, 'other.tf.json'), JSON.stringify({ resource }));
  const { out, err } = await refgate('check', 'other.tf.json', ...more);
  expect(err).toContain('`federation.yaml` was not used, because');
  expect(out).not.toContain('the artifact has no role named');
});

test('a role with a declared name of which the trust policy is known in part concerns it', async () => {
  const policy = JSON.stringify(MAIN_BRANCH_POLICY).replace('ref:main', 'ref:${var.branch}');
  expect(policy).toContain('${var.branch}');
  const resource = { aws_iam_role: { r: { name: 'plan', assume_role_policy: policy } } };
  writeFileSync(join(folder, 'partly.tf.json'), JSON.stringify({ variable: { branch: {} }, resource }));
  const { code, err } = await refgate('check', 'partly.tf.json');
  expect(err).toBe('');
  expect(code).not.toBe(0);
});

test('a key names its role, though another role has that name in AWS', async () => {
  writeFileSync(
    join(folder, 'two.yaml'),
    `
gitlab: { url: 'https://gitlab.com', audience: a }
projects: { api: { path: acme/api, id: 1, namespace_id: 2, protected_branches: {}, protected_tags: {} } }
accounts: { one: { id: '111122223333', region: eu-west-1 }, two: { id: '444455556666', region: eu-west-1 } }
roles:
  other: { account: two, name: deploy, trust: [{ project: api, tags: [v*] }] }
  deploy: { account: one, name: gitlab, trust: [{ project: api, branches: [main] }] }
`,
  );
  writeFileSync(join(folder, 'two.csv'), 'project,branch,assumes\napi,main,deploy\n');
  const two = ['--file', 'two.yaml'];
  expect(
    await refgate('explain', 'deploy', '--pipeline', '{ project: api, branch: main }', ...two),
  ).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^deploy: allowed/),
  });
  expect(await refgate('prove', '--role', 'deploy', '--never', 'tag', ...two)).toMatchObject({ code: 0 });
  expect(await refgate('prove', '--role', 'other', '--never', 'tag', ...two)).toMatchObject({ code: 1 });
  expect((await refgate('check', '--table', 'two.csv', ...two)).out).toContain('2 promises kept');
});
