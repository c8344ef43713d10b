import { parsePolicy, renderPolicy, type Policy } from '../../../policies/trust/index';

function parse(document: unknown): Policy {
  const parsed = parsePolicy(document);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.policy;
}

const FEDERATED = 'arn:aws:iam::111122223333:oidc-provider/gitlab.com';

test('a policy renders to its normal form: version written, one value bare, several in a list', () => {
  const policy = parse({
    Statement: {
      Sid: 'Deploy',
      Effect: 'Allow',
      Principal: { Federated: [FEDERATED] },
      Action: ['sts:AssumeRoleWithWebIdentity', 'sts:TagSession'],
      Condition: {
        StringEquals: { 'gitlab.com:aud': ['a'], 'gitlab.com:sub': ['x', 'y'] },
        Null: { k: false },
      },
    },
  });
  expect(renderPolicy(policy)).toEqual({
    Version: '2008-10-17',
    Statement: [
      {
        Sid: 'Deploy',
        Effect: 'Allow',
        Principal: { Federated: FEDERATED },
        Action: ['sts:AssumeRoleWithWebIdentity', 'sts:TagSession'],
        Condition: {
          StringEquals: { 'gitlab.com:aud': 'a', 'gitlab.com:sub': ['x', 'y'] },
          Null: { k: 'false' },
        },
      },
    ],
  });
});

test.each<[string, Record<string, unknown>]>([
  ['everyone', { Principal: '*', Action: '*' }],
  ['NotPrincipal', { NotPrincipal: '*', Action: '*' }],
  ['NotAction', { Principal: { AWS: ['*', 'x'] }, NotAction: ['a', 'b'] }],
  ['a service', { Principal: { Federated: ['a', 'b'], Service: 'ec2.amazonaws.com' }, Action: 'a' }],
  ['an empty list of values', { Principal: '*', Action: 'a', Condition: { StringEquals: { k: [] } } }],
  ['an unknown operator', { Principal: '*', Action: 'a', Condition: { StringLik: { k: 'v' } } }],
])('rendering and parsing again changes nothing: %s', (_note, statement) => {
  const policy = parse({ Version: '2012-10-17', Statement: [{ Effect: 'Deny', ...statement }] });
  expect(parse(renderPolicy(policy))).toEqual(policy);
});

test('keys and operators named like properties of objects survive, and nothing else is touched', () => {
  const document: unknown = JSON.parse(
    `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"a",
      "Condition":{"__proto__":{"polluted":"yes"},"StringEquals":{"__proto__":"x","constructor":"y"}}}]}`,
  );
  const policy = parse(document);
  const again = renderPolicy(policy);
  expect(JSON.parse(JSON.stringify(again))).toEqual(document);
  expect(parse(again)).toEqual(policy);
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
});
