import {
  ACCOUNT_ID_PATTERN,
  BREAK_GLASS_PATTERN,
  BUCKET_PATTERN,
  ENVIRONMENT_SCOPE_PATTERN,
  EXTERNAL_ID_PATTERN,
  type Fault,
  GITLAB_ID_PATTERN,
  LIMITS,
  POLICY_ARN_PATTERN,
  PROJECT_PATH_PATTERN,
  PROVIDER_ARN_PATTERN,
  REGION_PATTERN,
  RESOURCE_ADDRESS_PATTERN,
  ROLE_ARN_PATTERN,
  ROLE_NAME_PATTERN,
  ROLE_PATH_PATTERN,
  SESSION_NAME_PATTERN,
  SOURCE_ADDRESS_PATTERN,
  STATE_ADDRESS_PATTERN,
  THUMBPRINT_PATTERN,
  VARIABLE_KEY_PATTERN,
  VPC_ENDPOINT_ID_PATTERN,
  VPC_ID_PATTERN,
  WEB_ADDRESS_PATTERN,
} from '../../../policies/limits/index';
import { chooser, seedFor } from '../../support/seed';
import { nearText } from '../../support/near-text';
import { rounds } from '../../support/rounds';

const RUNS = rounds({ short: 400, long: 1500 });
const ACCOUNT = { key: 'production', id: '111122223333', partition: 'aws' };
const POLICY = 'arn:aws:iam::aws:policy/ReadOnlyAccess';

interface TextRule {
  readonly rule: (text: string) => Fault | undefined;
  readonly samples: readonly string[];
  /** What an editor underlines: never more than the rule refuses. */
  readonly pattern?: string;
}

/** Rules about one string. */
const TEXT_RULES: Readonly<Partial<Record<keyof typeof LIMITS, TextRule>>> = {
  accountId: {
    rule: LIMITS.accountId,
    samples: ['111122223333', '1111-2222-3333'],
    pattern: ACCOUNT_ID_PATTERN,
  },
  assumedRole: {
    rule: (arn) => LIMITS.assumedRole(arn, ACCOUNT),
    samples: ['arn:aws:iam::111122223333:role/x', 'arn:aws:iam::444455556666:role/x'],
  },
  audience: { rule: LIMITS.audience, samples: ['sts.amazonaws.com', 'https://vault.example.com'] },
  backendText: { rule: LIMITS.backendText('the table'), samples: ['terraform-locks', 'alias/state'] },
  breakGlassPartition: {
    rule: (arn) => LIMITS.breakGlassPartition(arn, 'aws'),
    samples: ['arn:aws:iam::111122223333:user/a', 'arn:aws-cn:iam::111122223333:user/a'],
  },
  breakGlassPrincipal: {
    rule: LIMITS.breakGlassPrincipal,
    samples: [
      'arn:aws:iam::111122223333:user/emergency',
      'arn:aws:iam::111122223333:root',
      'arn:aws:sts::111122223333:assumed-role/ops/me',
      '111122223333',
    ],
    pattern: BREAK_GLASS_PATTERN,
  },
  bucket: { rule: LIMITS.bucket, samples: ['acme-terraform-state', 's3://acme'], pattern: BUCKET_PATTERN },
  cloudName: { rule: LIMITS.cloudName, samples: ['acme', 'refgate-production'] },
  environmentName: { rule: LIMITS.environmentName, samples: ['production', 'review/x'] },
  environmentScope: {
    rule: LIMITS.environmentScope,
    samples: ['production', 'review/*', '*'],
    pattern: ENVIRONMENT_SCOPE_PATTERN,
  },
  externalId: { rule: LIMITS.externalId, samples: ['acme:terraform/1'], pattern: EXTERNAL_ID_PATTERN },
  gitlabId: { rule: LIMITS.gitlabId, samples: ['101', '9'], pattern: GITLAB_ID_PATTERN },
  groupPath: { rule: LIMITS.groupPath, samples: ['acme/platform', 'https://gitlab.com/acme', 'acme'] },
  hostname: { rule: LIMITS.hostname, samples: ['app.terraform.io', 'https://app.terraform.io'] },
  iamRefPattern: { rule: LIMITS.iamRefPattern, samples: ['main', 'release/*'] },
  issuer: {
    rule: LIMITS.issuer,
    samples: [
      'https://gitlab.com',
      'http://gitlab.example.com/',
      'https://gitlab.example.com:443/git',
      'https://www.gitlab.com',
      'https://gitlab.example.com./',
    ],
    pattern: WEB_ADDRESS_PATTERN,
  },
  mask: { rule: (text) => LIMITS.mask(text, false), samples: ['arn:aws:iam::111122223333:role/a'] },
  plainText: { rule: LIMITS.plainText('the profile'), samples: ['default'] },
  policyArn: {
    rule: LIMITS.policyArn,
    samples: [
      POLICY,
      'ReadOnlyAccess',
      'service-role/AWSLambdaRole',
      'arn:aws-cn:iam::111122223333:policy/a/b',
    ],
    pattern: POLICY_ARN_PATTERN,
  },
  policyOwner: {
    rule: (arn) => (LIMITS.policyArn(arn) === undefined ? LIMITS.policyOwner(arn, ACCOUNT) : undefined),
    samples: [POLICY, 'arn:aws-cn:iam::aws:policy/X', 'arn:aws-cn:iam::111122223333:policy/X'],
  },
  projectPath: {
    rule: LIMITS.projectPath,
    samples: ['acme/platform/api', '/acme/api/'],
    pattern: PROJECT_PATH_PATTERN,
  },
  providerArn: {
    rule: LIMITS.providerArn,
    samples: ['arn:aws:iam::111122223333:oidc-provider/gitlab.com'],
    pattern: PROVIDER_ARN_PATTERN,
  },
  providerMismatch: {
    rule: (arn) => LIMITS.providerMismatch(arn, { host: 'gitlab.com' }),
    samples: ['arn:aws:iam::111122223333:oidc-provider/gitlab.com'],
  },
  refPattern: {
    rule: LIMITS.refPattern,
    samples: ['main', 'release/*', '.*', 'refs/heads/main', 'a..b/c.lock'],
  },
  region: {
    rule: LIMITS.region,
    samples: ['eu-west-1', 'us-gov-west-1', 'eu-west-1a'],
    pattern: REGION_PATTERN,
  },
  resourceAddress: {
    rule: LIMITS.resourceAddress,
    samples: ['aws_iam_role.deploy'],
    pattern: RESOURCE_ADDRESS_PATTERN,
  },
  roleArn: {
    rule: LIMITS.roleArn,
    samples: ['arn:aws:iam::111122223333:role/ci/deploy', 'arn:aws:iam::111122223333:role//x'],
    pattern: ROLE_ARN_PATTERN,
  },
  roleDescription: { rule: LIMITS.roleDescription, samples: ['Deploys the API.'] },
  roleName: { rule: LIMITS.roleName, samples: ['deploy', 'plan all', ''], pattern: ROLE_NAME_PATTERN },
  rolePath: { rule: LIMITS.rolePath, samples: ['/', '/ci/x/', '/ci//x/', 'ci'], pattern: ROLE_PATH_PATTERN },
  sessionLength: { rule: LIMITS.sessionLength, samples: ['1h', '90m', '3600', '12h30m', '30m'] },
  sessionName: {
    rule: LIMITS.sessionName,
    samples: ['refgate', 'my session'],
    pattern: SESSION_NAME_PATTERN,
  },
  sourceAddress: {
    rule: LIMITS.sourceAddress,
    samples: ['198.51.100.0/24', '198.51.100.7/24', '10.1.2.3', '2001:db8::/32', '0.0.0.0/0'],
    pattern: SOURCE_ADDRESS_PATTERN,
  },
  stateAddress: {
    rule: LIMITS.stateAddress,
    samples: ['https://gitlab.com/api/v4/projects/1/terraform/state/x', 'https://u:p@x.example.com'],
    pattern: STATE_ADDRESS_PATTERN,
  },
  stateKey: { rule: LIMITS.stateKey, samples: ['refgate/production.tfstate', '/a//b', 'a///b/'] },
  thumbprint: {
    rule: LIMITS.thumbprint,
    samples: ['ab'.repeat(20), Array(20).fill('AB').join(':')],
    pattern: THUMBPRINT_PATTERN,
  },
  variableDescription: { rule: LIMITS.variableDescription, samples: ['The role.'] },
  variableKey: {
    rule: LIMITS.variableKey,
    samples: ['AWS_ROLE_ARN', 'AWS-ROLE'],
    pattern: VARIABLE_KEY_PATTERN,
  },
  variableTarget: {
    rule: (text) => LIMITS.variableTarget('group', text),
    samples: ['acme', '101', '/acme/x'],
  },
  issuerDomain: {
    rule: LIMITS.issuerDomain,
    samples: ['oidc.example.com', 'OIDC.example.com', 'https://oidc.example.com', 'localhost'],
  },
  vpcEndpointId: {
    rule: LIMITS.vpcEndpointId,
    samples: ['vpce-0a1b2c3d4e5f67890', 'VPCE-0A1B2C3D'],
    pattern: VPC_ENDPOINT_ID_PATTERN,
  },
  vpcId: { rule: LIMITS.vpcId, samples: ['vpc-0a1b2c3d', 'vpc-0A1B2C3D'], pattern: VPC_ID_PATTERN },
  webAddress: { rule: LIMITS.webAddress, samples: ['https://gitlab.example.com', 'http://x.example.com//'] },
};

/** Rules about several values: their fixes name no value. The differential test of the constructs judges them. */
const OTHER_RULES: readonly (keyof typeof LIMITS)[] = [
  ...(['adoptedAddresses', 'audiences', 'hidden', 'inlinePolicies', 'managedPolicies'] as const),
  ...(['breakGlass', 'requestConditions'] as const),
  ...(['managedPolicyCount', 'moves', 'partition', 'roleCount', 'tags', 'thumbprints'] as const),
];

const seed = seedFor('limits');

test('every rule is tried', () => {
  expect([...Object.keys(TEXT_RULES), ...OTHER_RULES].toSorted()).toEqual(Object.keys(LIMITS).toSorted());
});

/** The value that a fix tells to write. */
function proposal(fix: string): string | undefined {
  return /(?:write|use|did you mean) `(.*)`/s.exec(fix)?.[1]?.replace(/^"(.*)"$/s, '$1');
}

describe.each(Object.entries(TEXT_RULES))('%s', (name, { rule, samples, pattern }) => {
  const choose = chooser(seed + name.length);
  const texts = [...samples, ...Array.from({ length: RUNS }, () => nearText(samples, choose))];

  test('the fix it proposes is accepted', () => {
    const offences = texts.flatMap((text) => {
      const proposed = proposal(rule(text)?.fix ?? '');
      const again = proposed === undefined ? undefined : rule(proposed);
      return again === undefined ? [] : [{ text, proposed, again: again.message }];
    });
    expect(offences).toEqual([]);
  });

  test('it accepts some texts, and an editor underlines none of them', () => {
    const accepted = texts.filter((text) => rule(text) === undefined);
    expect(accepted.length).toBeGreaterThan(RUNS / 100);
    const form = new RegExp(pattern ?? '', 'u');
    expect(accepted.filter((text) => !form.test(text))).toEqual([]);
  });

  test('what it refuses, it names', () => {
    const refused = texts.flatMap((text) => rule(text) ?? []);
    expect(refused.length).toBeGreaterThan(0);
    expect(refused.filter(({ message, code }) => message === '' || !code.startsWith('ERR_'))).toEqual([]);
  });
});

test('an audience that would match no token is refused: client ids have no wildcards', () => {
  expect(LIMITS.audience('*')).toMatchObject({
    code: 'ERR_AUDIENCE',
    message: expect.stringContaining('matches no token'),
  });
});

test('a path with an empty part is refused, and the fix has none', () => {
  expect(LIMITS.rolePath('/ci//x/')).toMatchObject({ code: 'ERR_ROLE_NAME', fix: 'write `/ci/x/`' });
  expect(LIMITS.rolePath('/ci/x/')).toBeUndefined();
});

test('a value that a message would cut is not proposed', () => {
  const path = `/${'a'.repeat(150)}//`;
  expect(LIMITS.rolePath(path)?.fix).toBeUndefined();
});

const USER = 'arn:aws:iam::111122223333:user/emergency';
const ROLE = 'arn:aws:iam::111122223333:role/ops/emergency';
const ROOT = 'arn:aws:iam::111122223333:root';

test.each([
  [{ principal: USER }, undefined],
  [{ principal: USER, mfa: false }, undefined],
  [{ principal: ROLE, mfa: false }, undefined],
  [{ principal: ROOT, accountRoot: true }, undefined],
  [{ principal: ROOT }, 'is a whole account'],
  [{ principal: USER, accountRoot: true }, '`account_root` is for the root ARN'],
  // AWS: credentials that AssumeRole returned carry no MFA, so that the condition would refuse every session of the role
  [{ principal: ROLE }, 'meets a condition on MFA'],
  [{ principal: ROLE, mfa: true }, 'meets a condition on MFA'],
])('a principal for emergencies: %j', (given, message) => {
  const fault = LIMITS.breakGlass(given);
  if (message === undefined) expect(fault).toBeUndefined();
  else expect(fault?.message).toContain(message);
});

test.each(['*', 'arn:aws:iam::111122223333:user/*', 'arn:aws:iam::*:root', 'ec2.amazonaws.com', ''])(
  'not one principal: %j',
  (principal) => {
    expect(LIMITS.breakGlassPrincipal(principal)).toMatchObject({ code: 'ERR_GRANT' });
  },
);

test.each([
  [{ sourceIp: ['198.51.100.0/24'] }, undefined],
  [{ sourceVpc: ['vpc-0a1b2c3d'], sourceVpce: ['vpce-0a1b2c3d'] }, undefined],
  [{}, '`request` demands nothing'],
  [{ sourceIp: [] }, '`source_ip` is empty'],
  [{ sourceIp: ['198.51.100.0/24'], sourceVpc: ['vpc-0a1b2c3d'] }, 'no request meets'],
])('conditions on the request: %j', (given, message) => {
  const fault = LIMITS.requestConditions(given);
  if (message === undefined) expect(fault).toBeUndefined();
  else expect(fault?.message).toContain(message);
});

test.each([
  ['0.0.0.0/0', 'is every address'],
  ['::/0', 'is every address'],
  ['198.51.100.7/24', 'is not the first address'],
  ['2001:db8::1/32', 'is not the first address'],
  ['10.0.0.0/8', 'is not public'],
  ['172.31.0.0/16', 'is not public'],
  ['fd00::/8', 'is not public'],
  ['::ffff:198.51.100.7', 'is not an address'],
  ['198.51.100.07', 'is not an address'],
  ['198.51.100.*', 'is not an address'],
])('an address that would not narrow as meant: %j', (text, message) => {
  expect(LIMITS.sourceAddress(text)?.message).toContain(message);
});
