import { meetingRequest, toPolicy, type Grant } from '../../../policies/grant/index';
import { compilePolicy, judgeToken } from '../../../policies/evaluate/index';
import { missingMinimumCondition } from '../../../policies/judge/minimum-conditions';
import { checkWrite, parsePolicy, type PolicyDocument } from '../../../policies/trust/index';

const ARN = 'arn:aws:iam::111122223333:oidc-provider/gitlab.com';
const USER = 'arn:aws:iam::111122223333:user/emergency';

function grantOf(changes: Partial<Grant> = {}, pattern = 'main'): Grant {
  const project = {
    path: 'acme/api',
    id: '101',
    namespaceId: '12',
    protectedBranches: [],
    protectedTags: [],
    protectedEnvironments: [],
    subClaim: ['project_path', 'ref_type', 'ref'],
    visibility: 'private',
  } as const;
  const rules = [{ project, refs: [{ type: 'branch', pattern }], protected: false }] as const;
  return { issuer: 'https://gitlab.com', audience: 'sts.amazonaws.com', rules, ...changes };
}

function written(grant: Grant, quota?: number): PolicyDocument {
  const made = toPolicy(grant, ARN, { quota });
  if (!made.ok) throw new Error(JSON.stringify(made.problems));
  return made.document;
}

const ADDRESSES = { request: { sourceIp: ['203.0.113.7', '198.51.100.0/24', '203.0.113.7'] } };
const NETWORK = { request: { sourceVpc: ['vpc-0a1b2c3d'], sourceVpce: ['vpce-0a1b2c3d'] } };

test('conditions on the request are in every statement for tokens, and in no other', () => {
  const [tokens, other, ...more] = written(
    grantOf({ ...ADDRESSES, breakGlass: { principal: USER } }),
  ).Statement;
  expect(more).toEqual([]);
  expect(tokens?.Condition?.['IpAddress']).toEqual({ 'aws:SourceIp': ['198.51.100.0/24', '203.0.113.7'] });
  expect(other).toEqual({
    Sid: 'BreakGlass',
    Effect: 'Allow',
    Principal: { AWS: USER },
    Action: 'sts:AssumeRole',
    Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
  });
  const [inside] = written(grantOf(NETWORK, 'x*')).Statement;
  expect(inside?.Condition?.['StringEquals']).toMatchObject({
    'aws:SourceVpc': 'vpc-0a1b2c3d',
    'aws:SourceVpce': 'vpce-0a1b2c3d',
    'gitlab.com:aud': 'sts.amazonaws.com',
  });
});

test('no MFA only where that is written', () => {
  const [, other] = written(grantOf({ breakGlass: { principal: USER, mfa: false } })).Statement;
  expect(other).not.toHaveProperty('Condition');
});

test.each([ADDRESSES, NETWORK, { breakGlass: { principal: USER } }])('IAM stores it: %j', (changes) => {
  expect(checkWrite(written(grantOf(changes)))).toMatchObject({ accepted: true });
});

test('a policy that is shortened keeps the statement for the principal, and the conditions', () => {
  const rules = ['*', ...'abcdefgh'].flatMap((name) => grantOf({}, name).rules);
  const grant = grantOf({ ...ADDRESSES, breakGlass: { principal: USER }, rules });
  const full = written(grant);
  const short = written(grant, JSON.stringify(full).length - 300);
  expect(short.Statement.length).toBe(2);
  expect(full.Statement.length).toBe(3);
  const last = short.Statement.at(-1);
  expect(last).toMatchObject({ Sid: 'BreakGlass', Principal: { AWS: USER } });
  expect(short.Statement.slice(0, -1).every(({ Condition }) => Condition?.['IpAddress'] !== undefined)).toBe(
    true,
  );
});

test.each([
  [grantOf({ request: {} }), '`request` demands nothing'],
  [grantOf({ request: { sourceIp: ['10.0.0.0/8'] } }), 'is not public'],
  [grantOf({ breakGlass: { principal: '*' } }), 'is not one principal'],
  [grantOf({ breakGlass: { principal: 'arn:aws:iam::111122223333:root' } }), 'is a whole account'],
])('what is not what was meant is not written: %#', (grant, message) => {
  const made = toPolicy(grant, ARN);
  expect(made.ok ? '' : made.problems.map((problem) => problem.message).join()).toContain(message);
});

// What AWS does with the request keys is the evaluator's; a declared request is one that meets them all.
const TOKEN = {
  iss: 'https://gitlab.com',
  aud: 'sts.amazonaws.com',
  sub: 'project_path:acme/api:ref_type:branch:ref:main',
  project_id: '101',
  namespace_id: '12',
};

test.each([ADDRESSES, NETWORK])(
  'a request that meets it, one that does not, and one that is not known: %j',
  (changes) => {
    const grant = grantOf(changes);
    const parsed = parsePolicy(written(grant));
    if (!parsed.ok) throw new Error('not parsed');
    const compiled = compilePolicy(parsed.policy);
    const provider = { issuer: grant.issuer, account: '111122223333' };
    const outcome = (keys?: ReadonlyMap<string, string | null>) =>
      judgeToken(compiled, TOKEN, provider, undefined, { keys }).outcome;
    const met = meetingRequest(grant);
    expect(outcome(met)).toBe('allow');
    expect(outcome()).toBe('undetermined');
    for (const key of met.keys()) {
      // the request has no such key: through an endpoint, or without one
      expect(outcome(new Map<string, string | null>([...met, [key, null]]))).toBe('deny');
      expect(outcome(new Map([...met, [key, key === 'aws:sourceip' ? '192.0.2.1' : 'vpc-11111111']]))).toBe(
        'deny',
      );
    }
  },
);

describe('what must be in a policy, said apart from what writes it', () => {
  const missing = (grant: Grant, change: (document: PolicyDocument) => unknown): string | undefined => {
    const parsed = parsePolicy(change(written(grant)));
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
    return missingMinimumCondition(grant, parsed.policy);
  };
  const same = (document: PolicyDocument): unknown => document;
  const text = (from: string, to: string) => (document: PolicyDocument) => {
    const changed = JSON.stringify(document).replace(from, () => to);
    expect(changed).not.toBe(JSON.stringify(document));
    return JSON.parse(changed) as unknown;
  };
  const both = grantOf({ ...ADDRESSES, breakGlass: { principal: USER } });

  test('what was written is enough', () => {
    expect(missing(both, same)).toBeUndefined();
    expect(missing(grantOf(NETWORK), same)).toBeUndefined();
  });

  test.each([
    ['"aws:SourceIp"', '"aws:VpcSourceIp"', 'got no condition on `aws:SourceIp` as declared'],
    ['"IpAddress"', '"IpAddressIfExists"', 'got no condition on `aws:SourceIp` as declared'],
    ['"203.0.113.7"', '"0.0.0.0/0"', 'got no condition on `aws:SourceIp` as declared'],
    ['"AWS":', '"Service":', undefined],
    [
      USER,
      'arn:aws:iam::111122223333:user/other',
      'expected `arn:aws:iam::111122223333:user/emergency` and no other',
    ],
    ['"sts:AssumeRole"', '["sts:AssumeRole","sts:TagSession"]', 'expected `sts:AssumeRole`'],
    [
      '"aws:MultiFactorAuthPresent":"true"',
      '"aws:SecureTransport":"true"',
      'got no condition on `aws:MultiFactorAuthPresent`',
    ],
    ['"Federated":', '"AWS":"*","Federated":', 'got other principals beside the provider'],
  ])('%s for %s', (from, to, says) => {
    const found = missing(both, text(from, to));
    if (says === undefined) expect(found).toBeUndefined();
    else expect(found).toContain(says);
  });

  test('a principal that is not declared', () => {
    const { breakGlass: _none, ...undeclared } = both;
    const parsed = parsePolicy(written(both));
    expect(parsed.ok && missingMinimumCondition(undeclared, parsed.policy)).toContain(
      `got \`${USER}\`, which can assume the role without a token, expected a principal that \`break_glass\` declares`,
    );
  });
});
