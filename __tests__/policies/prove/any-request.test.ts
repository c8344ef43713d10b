import { inAnyRequest } from '../../../policies/prove/any-request';
import { parsePolicy } from '../../../policies/trust/index';

const HOST = 'token.example.com';
const SUB = { [`${HOST}:sub`]: 'a' };

/** The conditions that are left of one statement, by key, and what it depends on. */
function left(effect: 'Allow' | 'Deny', condition: object) {
  const parsed = parsePolicy({
    Version: '2012-10-17',
    Statement: {
      Effect: effect,
      Principal: { Federated: `arn:aws:iam::111122223333:oidc-provider/${HOST}` },
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: condition,
    },
  });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const provider = { issuer: `https://${HOST}`, account: '111122223333' };
  const { role, depends } = inAnyRequest({ policy: parsed.policy, provider }, HOST);
  return {
    conditions: role.policy.statements.map(({ conditions }) => conditions.map(({ key }) => key)),
    depends: depends.map(({ key }) => key),
  };
}

const ADDRESS = { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } };

describe('a role in the least favourable request', () => {
  it('has no Allow statement with a condition on the request', () => {
    expect(left('Allow', { StringEquals: SUB, ...ADDRESS })).toEqual({
      conditions: [],
      depends: ['aws:SourceIp'],
    });
  });

  it('has every Deny, without its conditions on the request', () => {
    expect(left('Deny', { StringEquals: SUB, ...ADDRESS })).toEqual({
      conditions: [[`${HOST}:sub`]],
      depends: ['aws:SourceIp'],
    });
  });

  it('has what asks for the issuer alone, whatever the case of the key', () => {
    const condition = {
      StringEquals: { [`${HOST.toUpperCase()}:SUB`]: 'a' },
      Bool: { 'aws:SecureTransport': 'true' },
    };
    expect(left('Allow', condition).depends).toEqual([]);
    expect(left('Allow', condition).conditions).toHaveLength(1);
  });

  it.each(['Allow', 'Deny'] as const)(
    'counts a policy variable of the request as a condition on it: %s',
    (effect) => {
      const { conditions, depends } = left(effect, {
        StringEquals: SUB,
        StringLike: { [`${HOST}:aud`]: '${aws:PrincipalTag/team}' },
      });
      expect(depends).toEqual(['aws:principaltag/team']);
      expect(conditions).toEqual(effect === 'Allow' ? [] : [[`${HOST}:sub`]]);
    },
  );

  it('takes another host for the request, though it begins alike', () => {
    expect(left('Allow', { StringEquals: { [`${HOST}.evil:sub`]: 'a' } }).conditions).toEqual([]);
  });
});
