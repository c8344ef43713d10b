import { applyChanges, type Fix, type Report } from '../../policies/index';
import { cliFolder } from '../support/cli-folder';

// Kinds of mistakes that people report, with the right answer of every command that is asked about them.

const { write, refgate } = cliFolder();

async function check(...args: readonly string[]) {
  const { code, out } = await refgate('check', ...args, '--format', 'json');
  const { findings, summary } = JSON.parse(out) as Report;
  const byId = (id: string) => findings.filter((finding) => finding.check === id);
  return { code, ids: findings.map((finding) => finding.check), byId, summary };
}

const SUB = 'project_path:acme/api:ref_type:branch:ref:main';

function trust(host: string, condition: object, action: unknown = 'sts:AssumeRoleWithWebIdentity'): object {
  const Principal = { Federated: `arn:aws:iam::111122223333:oidc-provider/${host}` };
  return {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal, Action: action, Condition: condition }],
  };
}

const role = (AssumeRolePolicyDocument: object, RoleName = 'acme-deploy'): object => ({
  Role: { RoleName, Arn: `arn:aws:iam::111122223333:role/${RoleName}`, AssumeRolePolicyDocument },
});

test('a session tag that GitLab does not send: no token can assume the role, and says what that rests on', async () => {
  const keys = { 'gitlab.com:aud': 'sts.amazonaws.com', 'gitlab.com:sub': SUB };
  const tagged = { ...keys, 'aws:RequestTag/Project': 'acme/api' };
  const actions = ['sts:AssumeRoleWithWebIdentity', 'sts:TagSession'];
  write('policy.json', trust('gitlab.com', { StringEquals: tagged }, actions));
  const { code, ids, byId } = await check('policy.json');
  expect(code).toBe(1);
  expect(ids.toSorted()).toEqual(['key-not-in-request', 'no-token-can-assume', 'tag-session-allowed']);
  expect(byId('no-token-can-assume')[0]?.message).toMatch(
    /`aws:RequestTag\/Project` is `acme\/api`; assuming that GitLab sends neither session tags/,
  );
  expect(byId('key-not-in-request')[0]?.fix).toMatch(/^remove the condition/);
  const described = await refgate('prove', 'policy.json', '--describe');
  expect(described.out).toMatch(/no token can assume the role: .* \(needs: gitlab-claims\)/);
});

test('a condition on `iss`: no key of AWS, to be removed', async () => {
  const host = 'gitlab.example.com';
  const keys = { [`${host}:aud`]: 'sts.amazonaws.com', [`${host}:sub`]: SUB };
  const document = trust(host, { StringEquals: { ...keys, [`${host}:iss`]: `https://${host}` } });
  write('policy.json', document);
  const { ids, byId } = await check('policy.json');
  expect(ids.toSorted()).toEqual(['no-token-can-assume', 'unsupported-key']);
  expect(byId('unsupported-key')[0]?.fix).toMatch(/^remove the condition/);
  const pipeline = ['--pipeline', '{path: acme/api, branch: main}'];
  const { out } = await refgate('explain', 'policy.json', ...pipeline, '--format', 'json');
  const [told] = JSON.parse(out) as [{ fixes: [Fix] }];
  write('fixed.json', applyChanges(document, told.fixes[0].changes, 'trust_policy') as object);
  expect(await check('fixed.json')).toMatchObject({ code: 0, ids: ['merge-request-admitted'] });
  expect(await refgate('explain', 'fixed.json', ...pipeline)).toMatchObject({ code: 0 });
});

test('a provider whose URL ends in a slash: tokens of the GitLab do not', async () => {
  const keys = { 'git.acme.example/:aud': 'sts.amazonaws.com', 'git.acme.example/:sub': SUB };
  write('role.json', role(trust('git.acme.example/', { StringEquals: keys })));
  const found = await check('role.json');
  expect(found.code).toBe(1);
  expect(found.byId('provider-url-mismatch')[0]?.message).toContain('ends in a slash');
  const { code, out } = await refgate('explain', 'role.json', '--pipeline', '{path: acme/api, branch: main}');
  expect(code).toBe(1);
  expect(out).toContain('refused at the provider');
  expect(out).toContain('register the provider with the URL `https://git.acme.example` in its place');
  expect(out).toContain('rename the condition key `git.acme.example/:sub` to `git.acme.example:sub`');
  write('rows.csv', 'path,branch,audience,assumes\nacme/api,main,sts.amazonaws.com,\n');
  const rows = await refgate('check', 'role.json', '--table', 'rows.csv', '--format', 'json');
  expect((JSON.parse(rows.out) as Report).summary.cells).toMatchObject({ broken: 0, undetermined: 0 });
});

test('a statement of a provider elsewhere: no finding claims that a token can assume the role through it', async () => {
  const keys = {
    'gitlab.com:aud': 'sts.amazonaws.com',
    'gitlab.com:sub': 'project_path:*:ref_type:branch:ref:main',
  };
  const open = trust('gitlab.com', { StringEquals: keys });
  const like = JSON.stringify(role(open)).replace('StringEquals', 'StringLike');
  write('role.json', like);
  expect((await check('role.json')).ids).toContain('any-project');
  for (const arn of ['arn:aws:iam::999988887777:role', 'arn:aws-cn:iam::111122223333:role']) {
    write('role.json', like.replace('arn:aws:iam::111122223333:role', arn));
    const { code, ids } = await check('role.json');
    expect(code).toBe(1);
    expect(ids).toContain('no-token-can-assume');
    expect(ids.filter((id) => /any|admitted|open|shared-aud/.test(id))).toEqual([]);
  }
});

test('a provider that only Terraform knows: not determined, never "no ID token"', async () => {
  const reference = '${aws_iam_openid_connect_provider.gitlab.arn}';
  const keys = { 'gitlab.com:aud': 'sts.amazonaws.com', 'gitlab.com:sub': SUB };
  const known = JSON.stringify(trust('gitlab.com', { StringEquals: keys }));
  write('policy.json', known.replace('arn:aws:iam::111122223333:oidc-provider/gitlab.com', reference));
  expect((await check('policy.json')).ids).not.toContain('no-token-can-assume');
  const { code, err } = await refgate('prove', 'policy.json', '--describe');
  expect(code).toBe(2);
  expect(err).toContain(`cannot determine which OIDC provider \`${reference}\` is`);
});

test('a folder with roles of other callers: they are named, and the rest is described', async () => {
  const keys = { 'gitlab.com:aud': 'sts.amazonaws.com', 'gitlab.com:sub': SUB };
  const service = {
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
    ],
  };
  const detail = (RoleName: string, AssumeRolePolicyDocument: object): object => ({
    RoleName,
    Path: '/',
    RoleId: `AROA${RoleName}`,
    Arn: `arn:aws:iam::111122223333:role/${RoleName}`,
    AssumeRolePolicyDocument,
  });
  const mine = detail('ci', trust('gitlab.com', { StringEquals: keys }));
  write('all.json', { RoleDetailList: [mine, detail('fn', service)] });
  const { code, out } = await refgate('prove', 'all.json', '--describe');
  expect(code).toBe(0);
  expect(out).toContain('role/ci admits');
  expect(out).toContain('role/fn: not judged, its trust policy names no OIDC provider');
  write('fn.json', { RoleDetailList: [detail('fn', service)] });
  expect(await refgate('prove', 'fn.json', '--describe')).toMatchObject({ code: 2 });
});

test('an assumption that is switched on is named with every answer that rests on it', async () => {
  const host = 'gitlab.example.com';
  const lead = trust(host, {
    StringEquals: { [`${host}:aud`]: 'sts.amazonaws.com' },
    StringLike: { [`${host}:sub`]: 'project_id:101:*' },
  });
  write('role.json', role(lead));
  const asked = ['prove', 'role.json', '--role', 'acme-deploy'];
  const usual = ['--assume', 'usual-sub-claims'];
  const NAMED = /assuming `usual-sub-claims`: undeclared projects have/;
  expect(await refgate(...asked, '--never', 'anyone')).toMatchObject({ code: 1 });
  const proved = await refgate(...asked, '--never', 'anyone', ...usual);
  expect(proved.code).toBe(0);
  expect(proved.out).toMatch(/needs: usual-sub-claims/);
  expect(proved.out).toMatch(NAMED);
  const described = await refgate(...asked, '--describe', ...usual);
  expect(described.out).toMatch(/no token can assume the role: .*\(needs: usual-sub-claims\)/);
  expect(described.out).toMatch(NAMED);
  const json = await refgate(...asked, '--describe', ...usual, '--format', 'json');
  expect(JSON.parse(json.out)).toMatchObject([{ assuming: ['usual-sub-claims'] }]);
  expect((await refgate(...asked, '--describe')).out).not.toMatch(/assuming|no token can/);
});

describe('a Terraform role of GovCloud', () => {
  const main = (region: string): string => `
provider "aws" {
  ${region}
}
resource "aws_iam_role" "deploy" {
  name = "acme-gov"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Federated = "arn:aws:iam::111122223333:oidc-provider/gitlab.com" }
      Action    = "sts:AssumeRoleWithWebIdentity"
      Condition = { StringEquals = { "gitlab.com:aud" = "sts.amazonaws.com", "gitlab.com:sub" = "${SUB}" } }
    }]
  })
}
`;

  test('a provider of another partition lets no token assume it, with the change of the ARN', async () => {
    write('main.tf', main('region = "us-gov-west-1"'));
    const { code, byId } = await check('main.tf', '--account', '111122223333');
    expect(code).toBe(1);
    expect(byId('no-token-can-assume')).toEqual([
      expect.objectContaining({
        severity: 'error',
        message: expect.stringContaining('the role is in `aws-us-gov`') as unknown,
        fix: expect.stringContaining('`aws-us-gov`') as unknown,
      }),
    ]);
  });

  test('where nothing specifies the region the partition is not guessed', async () => {
    write('main.tf', main(''));
    const { ids } = await check('main.tf', '--account', '111122223333');
    expect(ids).not.toContain('no-token-can-assume');
    write('main.tf', main('').replace('arn:aws:iam', 'arn:aws-cn:iam'));
    const china = await check('main.tf', '--account', '111122223333');
    expect(china.ids).not.toContain('no-token-can-assume');
  });
});
