import type { Report } from '../../policies/index';
import { cliFolder } from '../support/cli-folder';

// A trust policy that asks for something of the request beside the token: the runners' address, a VPC endpoint, a time.
// Every command names the key, and none proves that no token can assume the role.

const { write, refgate } = cliFolder();

const PROVIDER = 'arn:aws:iam::444455556666:oidc-provider/gitlab.com';
const ACTION = 'sts:AssumeRoleWithWebIdentity';
const TOKEN = {
  'gitlab.com:aud': 'sts.amazonaws.com',
  'gitlab.com:project_id': '4711',
  'gitlab.com:namespace_id': '815',
  'gitlab.com:ref_protected': 'true',
  'gitlab.com:sub': 'project_path:orchard/press:ref_type:branch:ref:trunk',
};
const allow = (more: Readonly<Record<string, object>>): object => ({
  Effect: 'Allow',
  Principal: { Federated: PROVIDER },
  Action: ACTION,
  Condition: { ...more, StringEquals: { ...TOKEN, ...more.StringEquals } },
});
const role = (...Statement: readonly object[]): object => ({
  Role: {
    RoleName: 'press',
    Arn: 'arn:aws:iam::444455556666:role/press',
    AssumeRolePolicyDocument: { Version: '2012-10-17', Statement },
  },
});

const DEPENDS: readonly (readonly [Readonly<Record<string, object>>, string])[] = [
  [{ IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } }, "the caller's address: `aws:SourceIp`"],
  [{ StringEquals: { 'aws:SourceVpce': 'vpce-0aa11bb2' } }, "the caller's network: `aws:SourceVpce`"],
  [{ StringEqualsIfExists: { 'aws:SourceVpc': 'vpc-0aa11bb2' } }, "the caller's network: `aws:SourceVpc`"],
  [{ DateLessThan: { 'aws:CurrentTime': '2031-02-03T00:00:00Z' } }, 'the time: `aws:CurrentTime`'],
  [
    { StringEquals: { 'aws:RequestedRegion': 'eu-north-1' } },
    'the region of the STS endpoint: `aws:RequestedRegion`',
  ],
  [
    { StringLike: { 'sts:RoleSessionName': 'ci-*' } },
    'the session name that the caller chooses: `sts:RoleSessionName`',
  ],
  [{ StringLike: { 'aws:UserAgent': '*Terraform*' } }, "the caller's program: `aws:UserAgent`"],
];

const PIPELINE = '{path: orchard/press, id: 4711, namespace_id: 815, branch: trunk, protected: true}';

test.each(DEPENDS)('%j: every command names what the answer depends on', async (condition, text) => {
  write('role.json', role(allow(condition)));
  const described = await refgate('prove', 'role.json', '--describe');
  expect(described.out).toContain(`statement 1 depends on ${text}`);
  expect(described.out).not.toContain('no token can assume');
  const never = await refgate('prove', 'role.json', '--role', 'press', '--never', 'anyone');
  expect(never).toMatchObject({ code: 2 });
  expect(never.out).toContain(`it depends on ${text}`);
  const { out } = await refgate('check', 'role.json');
  expect(out).toContain('depends-on-request');
  expect(out).toContain(text);
  const explained = await refgate('explain', 'role.json', '--pipeline', PIPELINE);
  expect(explained.code).toBe(2);
  expect(explained.out).toContain(text.slice(text.indexOf('`')));
});

test('what every request has decides: TLS does not depend on the caller', async () => {
  write('role.json', role(allow({ Bool: { 'aws:SecureTransport': 'true' } })));
  expect(await refgate('explain', 'role.json', '--pipeline', PIPELINE)).toMatchObject({ code: 0 });
  const described = await refgate('prove', 'role.json', '--describe');
  expect(described.out).not.toContain('depends on');
});

test('a Deny by address: what it denies is listed, and the address is named', async () => {
  const deny = {
    Effect: 'Deny',
    Principal: { AWS: '*' },
    Action: ACTION,
    Condition: { NotIpAddress: { 'aws:SourceIp': '203.0.113.0/24' } },
  };
  write('role.json', role(allow({}), deny));
  const { code, out } = await refgate('prove', 'role.json', '--describe');
  expect(code).toBe(0);
  expect(out).toContain("statement 2, which denies, depends on the caller's address: `aws:SourceIp`");
  expect(out).not.toContain('no token can assume');
});

test('two versions that differ in the request alone cannot be compared, and the keys are named', async () => {
  write('before.json', role(allow({ IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } })));
  write('after.json', role(allow({ StringEquals: { 'aws:RequestedRegion': 'eu-north-1' } })));
  const { code, out } = await refgate('diff', 'before.json', 'after.json');
  expect(code).toBe(2);
  expect(out).toContain("the caller's address: `aws:SourceIp`");
  expect(out).toContain('the region of the STS endpoint: `aws:RequestedRegion`');
  expect(out).not.toContain('no new access');
});

describe('a declared role whose written policy asks for the address', () => {
  const declaration = `
gitlab: { url: https://gitlab.com, audience: sts.amazonaws.com }
projects:
  press:
    path: orchard/press
    id: 4711
    namespace_id: 815
    protected_branches: { trunk: { push: maintainer, merge: maintainer } }
    protected_tags: {}
accounts: { live: { id: '444455556666', region: eu-north-1 } }
roles:
  press: { account: live, trust: [{ project: press, branches: [trunk], protected: true, sources: [push, web] }] }
table:
  - { pipeline: { project: press, branch: trunk }, assumes: [press] }
prove:
  - { role: press, only: protected_refs }
`;
  async function proofs(sources: string | readonly string[]) {
    write('federation.yaml', declaration);
    const address = { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } };
    write('role.json', role(allow({ ...address, StringEquals: { 'gitlab.com:pipeline_source': sources } })));
    const { code, out } = await refgate('check', 'role.json', '--format', 'json');
    const report = JSON.parse(out) as Report;
    const lines = report.proofs.map(({ property, verdict, reason }) => [property, verdict, reason]);
    return { code, lines, cell: report.rows[0]?.cells[0] };
  }

  test('where the request alone decides, "admits all of its grant" is undecided, and so is the row', async () => {
    const { lines, cell } = await proofs(['push', 'web']);
    expect(cell).toMatchObject({ holds: false, outcome: 'undetermined' });
    expect(lines).toEqual([
      ['press admits nothing beyond its grant', 'proved', expect.any(String)],
      [
        'press admits all of its grant',
        'undecided',
        "it depends on the caller's address: `aws:SourceIp`; remove the condition, or decide one request at a time with `eval`",
      ],
      ['press admits protected refs only', 'proved', expect.any(String)],
    ]);
  });

  test('a token that is denied from every address refutes it', async () => {
    const { lines } = await proofs('push');
    expect(lines[1]).toEqual([
      'press admits all of its grant',
      'refuted',
      expect.stringContaining('not for a web pipeline') as unknown,
    ]);
  });
});

describe('explain --context', () => {
  const asked = (...context: readonly string[]): Promise<{ code: number; out: string; err: string }> =>
    refgate('explain', 'role.json', '--pipeline', PIPELINE, '--context', ...context);

  test.each<[Readonly<Record<string, object>>, object, object]>([
    [
      { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } },
      { 'aws:SourceIp': '203.0.113.7' },
      { 'aws:sourceip': '198.51.100.7' },
    ],
    [
      { StringEqualsIfExists: { 'aws:SourceVpc': 'vpc-0aa11bb2' } },
      { 'aws:SourceVpc': null },
      { 'aws:SourceVpc': 'vpc-other' },
    ],
    [
      { DateLessThan: { 'aws:CurrentTime': '2031-02-03T00:00:00Z' } },
      { 'aws:CurrentTime': '2030-01-01T00:00:00Z' },
      { 'aws:CurrentTime': '2032-01-01T00:00:00Z' },
    ],
    [
      { StringLike: { 'sts:RoleSessionName': 'ci-*' } },
      { 'sts:RoleSessionName': 'ci-7' },
      { 'sts:RoleSessionName': 'me' },
    ],
  ])('%j: the value of the request decides', async (condition, holds, fails) => {
    write('role.json', role(allow(condition)));
    expect(await asked(JSON.stringify(holds))).toMatchObject({ code: 0 });
    const refused = await asked(JSON.stringify(fails));
    expect(refused).toMatchObject({ code: 1 });
    write('context.json', holds);
    expect(await asked('context.json')).toMatchObject({ code: 0 });
    const token = {
      iss: 'https://gitlab.com',
      ...Object.fromEntries(
        Object.entries(TOKEN).map(([key, value]) => [key.replace('gitlab.com:', ''), value]),
      ),
    };
    const claims = ['--claims', JSON.stringify(token)];
    expect(await refgate('explain', 'role.json', ...claims, '--context', 'context.json')).toMatchObject({
      code: 0,
    });
  });

  test('a key that is not given stays open, and the option that gives it is named', async () => {
    write(
      'role.json',
      role(
        allow({
          IpAddress: { 'aws:SourceIp': '203.0.113.0/24' },
          StringEquals: { 'aws:SourceVpce': 'vpce-1' },
        }),
      ),
    );
    const { code, out } = await asked('{"aws:SourceIp": "203.0.113.7"}');
    expect(code).toBe(2);
    expect(out).toContain(
      '`aws:SourceVpce`, which no token contains: give the value of the request with `refgate explain --context`',
    );
  });

  test.each([
    [
      '{"gitlab.com:sub": "x"}',
      /`gitlab.com:sub` is not a key that a request for this role has beside its token/,
    ],
    ['{"aws:MultiFactorAuthPresent": "true"}', /is not a key that a request/],
    ['{"aws:SourceIp": "1", "AWS:sourceip": "2"}', /is given twice, ignoring case/],
    [
      '{"aws:SourceIp": {"a": 1}}',
      /got {"a":1} for `aws:SourceIp`; expected a string, a list of strings, or `null`/,
    ],
    ['[]', /cannot read|not an object/],
    ['{"aws:SourceIp": ', /ERR_JSON/],
  ])('%s is refused', async (context, message) => {
    write('role.json', role(allow({})));
    expect(await asked(context)).toMatchObject({ code: 2, err: expect.stringMatching(message) });
  });
});
