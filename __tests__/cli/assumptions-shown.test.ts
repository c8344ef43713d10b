import type { Report } from '../../policies/index';
import { cliFolder } from '../support/cli-folder';

// What a verdict rests on is where the verdict is, in every command and format.

const { write, refgate } = cliFolder();

const HOST = 'git.orchard.example';
const MAIN = 'project_path:orchard/press:ref_type:branch:ref:trunk';
const DECLARED = `
gitlab: { url: 'https://${HOST}', audience: sts.amazonaws.com, reused_paths: refused }
projects:
  press:
    path: orchard/press
    id: 4711
    protected_branches: { trunk: { push: maintainer, merge: maintainer } }
    protected_tags: {}
accounts: { live: { id: '444455556666', region: eu-north-1 } }
roles:
  press: { account: live, trust: [{ project: press, branches: [trunk] }] }
table:
  - { pipeline: { project: press, branch: trunk }, assumes: [press] }
prove:
  - { role: press, only: protected_refs }
`;

const role = (...subs: readonly string[]): object => ({
  Role: {
    RoleName: 'press',
    Arn: 'arn:aws:iam::444455556666:role/press',
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Federated: `arn:aws:iam::444455556666:oidc-provider/${HOST}` },
          Action: 'sts:AssumeRoleWithWebIdentity',
          Condition: { StringEquals: { [`${HOST}:aud`]: 'sts.amazonaws.com', [`${HOST}:sub`]: subs } },
        },
      ],
    },
  },
});

test('check: in the text and in the comment', async () => {
  write('federation.yaml', DECLARED);
  const pretty = await refgate('check', 'federation.yaml');
  expect(pretty.code).toBe(0);
  expect(pretty.out).toMatch(/assuming: .*declared-rules.*no-reused-paths/);
  const comment = await refgate('check', 'federation.yaml', '--format', 'markdown');
  expect(comment.out).toMatch(/Assuming: .*`declared-rules`.*`no-reused-paths`/);
  const json = await refgate('check', 'federation.yaml', '--format', 'json');
  for (const { assumptions } of (JSON.parse(json.out) as Report).proofs)
    expect(assumptions).toEqual(expect.arrayContaining(['declared-rules', 'no-reused-paths']));
});

test('check: what is not declared of reused paths is undecided, and says what to declare', async () => {
  write('federation.yaml', DECLARED.replace(', reused_paths: refused', ''));
  const { code, out } = await refgate('check', 'federation.yaml');
  expect(code).toBe(2);
  expect(out).toMatch(/\? press admits nothing beyond its grant/);
  expect(out).toContain('set `gitlab.reused_paths` in the declaration');
});

test('a declaration for gitlab.com has no such key', async () => {
  write(
    'federation.yaml',
    DECLARED.replaceAll(HOST, 'gitlab.com').replace('id: 4711', 'id: 4711\n    namespace_id: 1'),
  );
  const { code, err } = await refgate('check', 'federation.yaml');
  expect(code).toBe(2);
  expect(err).toMatch(/`reused_paths` is for an instance of your own.*federation\.yaml:2:\d+\).*; remove it/);
});

describe('diff: "no new access" names what it needs', () => {
  test.each([
    ['pretty', /no new access: proved for every token of 1 role \(needs: declared-sub-claim, own-ids\)/],
    ['markdown', /Assuming: `declared-sub-claim`, `own-ids`/],
    ['json', /"needs": \[\s*"own-ids",\s*"declared-sub-claim"\s*\]/],
  ])('%s', async (format, text) => {
    write('federation.yaml', DECLARED);
    write('old.json', role(MAIN));
    write('new.json', role(MAIN, 'project_id:4711:ref_type:branch:ref:trunk'));
    const { code, out } = await refgate('diff', 'old.json', 'new.json', '--format', format);
    expect(code).toBe(0);
    expect(out).toMatch(text);
  });

  test('a role that is new and that no token can assume', async () => {
    write('federation.yaml', DECLARED);
    write('none.json', role());
    write('id.json', role('project_id:4711:ref_type:branch:ref:trunk'));
    const { out } = await refgate('diff', 'none.json', 'id.json');
    expect(out).toMatch(/needs: declared-sub-claim, own-ids/);
  });
});

test('a fix as data is in the JSON of the report, and mends what was found', async () => {
  const document = JSON.stringify(role(MAIN)).replace('"sts:AssumeRoleWithWebIdentity"', '"sts:*"');
  write('role.json', JSON.parse(document.replaceAll('press"', 'other"')) as object);
  const { out } = await refgate('check', 'role.json', '--format', 'json');
  const found = (JSON.parse(out) as Report).findings.find(({ check }) => check === 'action-wildcard');
  expect(found?.changes).toEqual([
    expect.objectContaining({ place: 'trust_policy', op: 'set', value: 'sts:AssumeRoleWithWebIdentity' }),
  ]);
});

test('the only role of an input needs no name', async () => {
  write('federation.yaml', DECLARED);
  write('role.json', role(MAIN));
  expect(await refgate('prove', 'role.json', '--never', 'tag')).toMatchObject({ code: 0 });
  const two = [role(MAIN), role(MAIN)].map((one) => (one as { Role: object }).Role);
  write('two.json', {
    Roles: two.map((one, at) => ({
      ...one,
      RoleName: `r${at}`,
      Arn: `arn:aws:iam::444455556666:role/r${at}`,
    })),
  });
  expect(await refgate('prove', 'two.json', '--never', 'tag')).toMatchObject({
    code: 2,
    err: expect.stringMatching(/no role is named/) as unknown,
  });
});

test('an account that is not known has no number in the answer', async () => {
  write(
    'main.tf',
    `provider "aws" { region = "us-gov-west-1" }
data "aws_caller_identity" "me" {}
resource "aws_iam_role" "press" {
  name = "press"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect = "Allow"
      Principal = { Federated = "arn:aws:iam::\${data.aws_caller_identity.me.account_id}:oidc-provider/${HOST}" }
      Action = "sts:AssumeRoleWithWebIdentity"
      Condition = { StringEquals = { "${HOST}:sub" = "${MAIN}" } }
    }]
  })
}
`,
  );
  const { out } = await refgate('prove', 'main.tf', '--describe');
  expect(out).toMatch(
    /no token can assume the role: .*a provider of the partition `aws`; the role is in `aws-us-gov`/,
  );
  expect(out).toContain("arn:aws-us-gov:iam::<the role's account>:oidc-provider/");
  expect(out).not.toContain('000000000000');
});
