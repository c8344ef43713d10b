import type { Report } from '../../policies/index';
import { cliFolder } from '../support/cli-folder';

// Conditions on the request, and a principal that needs no token, of a declared role: what every command says of them.

const { write, refgate } = cliFolder();

const USER = 'arn:aws:iam::111122223333:user/emergency';

interface Changes {
  readonly deploy?: object;
  readonly plan?: object;
  readonly prove?: readonly object[];
}

function declaration({ deploy = {}, plan = {}, prove = [] }: Changes): object {
  const trust = [{ project: 'api', branches: ['main'], protected: true, sources: ['push'] }];
  return {
    gitlab: { url: 'https://gitlab.com', audience: 'sts.amazonaws.com' },
    projects: {
      api: {
        path: 'acme/api',
        id: 101,
        namespace_id: 12,
        protected_branches: { main: { push: 'no_one', merge: 'maintainer' } },
        protected_tags: {},
      },
    },
    accounts: { production: { id: '111122223333', region: 'eu-west-1' } },
    roles: {
      deploy: { account: 'production', trust, ...deploy },
      plan: { account: 'production', trust: [{ project: 'api', branches: ['*'] }], ...plan },
    },
    table: [
      { pipeline: { project: 'api', branch: 'main' }, assumes: ['deploy', 'plan'] },
      { pipeline: { project: 'api', branch: 'x' }, assumes: ['plan'] },
      { pipeline: { impostor_of: 'api', branch: 'main' }, assumes: [] },
    ],
    prove,
  };
}

const ADDRESS = { request: { source_ip: ['198.51.100.0/24'] } };
const OTHER = { request: { source_ip: ['203.0.113.0/24'] } };
const NARROW = 'the request comes from `198.51.100.0/24` (`aws:SourceIp`)';

test('a promise "only …" holds with a condition on the request, and a row becomes conditional by its name', async () => {
  const prove = [
    { role: 'deploy', only: 'protected_refs' },
    { role: 'deploy', never: ['fork', 'impostor', 'merge_request', 'tag'] },
    { implies: ['deploy', 'plan'] },
  ];
  write('federation.yaml', declaration({ deploy: ADDRESS, prove }));
  const { code, out } = await refgate('check', 'federation.yaml');
  expect({ code, out }).toMatchObject({ code: 0 });
  expect(out).toContain(`deploy: a token can assume it only if ${NARROW}`);
  expect(out).toContain(
    'deploy admits all of its grant, in requests that meet its condition on `aws:SourceIp`',
  );
  expect(out).not.toContain('depends-on-request');
  const json = await refgate('check', 'federation.yaml', '--format', 'json');
  const report = JSON.parse(json.out) as Report;
  expect(report.roles[0]?.request).toEqual({ words: [NARROW], keys: { 'aws:sourceip': '198.51.100.0' } });
  expect(report.roles[1]?.request).toBeUndefined();
  expect(report.rows[0]?.cells[0]).toMatchObject({ outcome: 'allow', holds: true });
  expect(report.rows[0]?.cells[0]?.reason).toContain(`, if ${NARROW}`);
  expect(report.rows[0]?.cells[1]?.reason).not.toContain(', if ');
});

test('a promise that is broken is refuted with a token, not left open for the address', async () => {
  const prove = [{ role: 'plan', only: 'protected_refs' }];
  write('federation.yaml', declaration({ plan: ADDRESS, prove }));
  const { code, out } = await refgate('check', 'federation.yaml');
  expect(code).toBe(1);
  expect(out).toContain('✗ plan admits protected refs only');
});

test('a row that does not list the role is broken where some request gets in', async () => {
  const federation = declaration({ plan: ADDRESS }) as { table: { assumes: string[] }[] };
  write('federation.yaml', { ...federation, table: [{ ...federation.table[1], assumes: [] }] });
  const { code, out } = await refgate('check', 'federation.yaml');
  expect(code).toBe(1);
  expect(out).toContain(`allows it, if ${NARROW}`);
});

test.each([
  ['the same address', ADDRESS, 0],
  ['another address: no request meets both', OTHER, 2],
])('whoever may deploy may also plan: %s', async (_, plan, expected) => {
  write('federation.yaml', declaration({ deploy: ADDRESS, plan, prove: [{ implies: ['deploy', 'plan'] }] }));
  const { code, out } = await refgate('check', 'federation.yaml');
  expect({ code, out }).toMatchObject({ code: expected });
  if (expected === 2) expect(out).toContain("depends on the caller's address: `aws:SourceIp`");
});

test('not told by a token: explain says what it depends on, and --context decides', async () => {
  write('federation.yaml', declaration({ deploy: ADDRESS }));
  const ask = ['explain', 'deploy', '--pipeline', '{project: api, branch: main}'];
  const open = await refgate(...ask);
  expect(open.code).toBe(2);
  expect(open.out).toContain('`aws:SourceIp`');
  expect(await refgate(...ask, '--context', '{"aws:SourceIp": "198.51.100.9"}')).toMatchObject({ code: 0 });
  const elsewhere = await refgate(...ask, '--context', '{"aws:SourceIp": "203.0.113.9"}');
  expect(elsewhere.code).toBe(1);
});

test('a principal that is declared is named everywhere, and is not a finding', async () => {
  write('federation.yaml', declaration({ deploy: { break_glass: { principal: USER } } }));
  const checked = await refgate('check', 'federation.yaml', '--strict');
  expect({ ...checked }).toMatchObject({ code: 0 });
  expect(checked.out).not.toContain('role-chain-entry');
  expect(checked.out).toContain(`deploy: \`${USER}\` can assume it without a token, with MFA`);
  const described = await refgate('prove', '--describe', '--role', 'deploy');
  expect(described.out).toContain(USER);
  const page = await refgate('check', 'federation.yaml', '--format', 'html');
  expect(page.out).toContain(USER);
  const json = JSON.parse((await refgate('check', 'federation.yaml', '--format', 'json')).out) as Report;
  expect(json.roles[0]?.admits.join()).toContain(`no token, but \`${USER}\`; with MFA`);
});

test('a principal that is new is access that is gained', async () => {
  write('old.yaml', declaration({}));
  write('new.yaml', declaration({ deploy: { break_glass: { principal: USER } } }));
  const { code, out } = await refgate('diff', 'old.yaml', 'new.yaml');
  expect(code).toBe(1);
  expect(out).toContain(`\`${USER}\``);
  const narrower = await refgate('diff', 'new.yaml', 'old.yaml');
  expect(narrower.out).toContain(USER);
});

test('a principal that is written and not declared is an error', async () => {
  const provider = 'arn:aws:iam::111122223333:oidc-provider/gitlab.com';
  write('federation.yaml', declaration({}));
  write('role.json', {
    Role: {
      RoleName: 'deploy',
      Arn: 'arn:aws:iam::111122223333:role/deploy',
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { Federated: provider },
            Action: 'sts:AssumeRoleWithWebIdentity',
            Condition: {
              StringEquals: {
                'gitlab.com:aud': 'sts.amazonaws.com',
                'gitlab.com:project_id': '101',
                'gitlab.com:namespace_id': '12',
                'gitlab.com:ref_protected': 'true',
                'gitlab.com:pipeline_source': 'push',
                'gitlab.com:sub': 'project_path:acme/api:ref_type:branch:ref:main',
              },
            },
          },
          { Effect: 'Allow', Principal: { AWS: USER }, Action: 'sts:AssumeRole' },
        ],
      },
    },
  });
  const { out, code } = await refgate('check', 'role.json');
  expect(code).not.toBe(0);
  expect(out).toContain(
    `got \`${USER}\`, which can assume the role without a token, expected a principal that \`break_glass\` declares`,
  );
});

test.each([
  [
    { request: { source_ip: ['10.0.0.0/8'] } },
    'is not public: AWS fills `aws:SourceIp` with public addresses only',
  ],
  [{ request: { source_ip: ['0.0.0.0/0'] } }, 'is every address'],
  [{ request: {} }, '`request` demands nothing'],
  [
    { request: { source_ip: ['198.51.100.1'], source_vpc: ['vpc-0a1b2c3d'] } },
    'no request meets `source_ip` and',
  ],
  [{ break_glass: { principal: '*' } }, 'which is everybody'],
  [{ break_glass: { principal: 'arn:aws:iam::111122223333:root' } }, 'add `account_root: true`'],
  [{ break_glass: { principal: 'arn:aws:iam::111122223333:role/x' } }, 'write `mfa: false`'],
  [{ break_glass: { principal: 'arn:aws-cn:iam::111122223333:user/x' } }, 'is in partition `aws-cn`'],
  [{ break_glass: { principle: USER } }, 'unknown key `principle`'],
])('refused at its line, with the fix: %j', async (deploy, says) => {
  write('federation.yaml', declaration({ deploy }));
  const { code, err } = await refgate('check', 'federation.yaml');
  expect(code).toBe(2);
  expect(err).toContain(says);
  expect(err).toMatch(/federation\.yaml:\d+:\d+/);
});
