import { moreCallers, otherCallersInWords, parsePolicy, type Policy } from '../../../policies/trust/index';

const ROLE_ACCOUNT = '111122223333';

function policy(...statements: readonly object[]): Policy {
  const parsed = parsePolicy({ Version: '2012-10-17', Statement: statements });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed));
  return parsed.policy;
}

const allow = (Principal: unknown, Condition?: object, Action = 'sts:AssumeRole') => ({
  Effect: 'Allow',
  Principal,
  Action,
  ...(Condition === undefined ? {} : { Condition }),
});
const deny = (Condition: object) => ({ Effect: 'Deny', Principal: '*', Action: 'sts:*', Condition });
const ORG = { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } };
const root = (account: string) => `arn:aws:iam::${account}:root`;

test.each([
  { note: 'everyone', principal: '*', says: 'any AWS principal can assume the role by statement 1' },
  {
    note: 'everyone of AWS',
    principal: { AWS: '*' },
    says: 'any AWS principal can assume the role by statement 1',
  },
  {
    note: 'a condition is named and not judged',
    principal: { AWS: '*' },
    condition: ORG,
    says: 'any AWS principal that meets the condition on `aws:PrincipalOrgID` can assume the role by statement 1',
  },
  {
    note: 'another account',
    principal: { AWS: root('999988887777') },
    says: '`arn:aws:iam::999988887777:root` can assume the role by statement 1',
  },
  {
    note: 'a service',
    principal: { Service: 'lambda.amazonaws.com' },
    says: 'the service `lambda.amazonaws.com` can assume the role by statement 1',
  },
  {
    note: 'SAML',
    principal: { Federated: 'arn:aws:iam::111122223333:saml-provider/x' },
    action: 'sts:AssumeRoleWithSAML',
    says: '`arn:aws:iam::111122223333:saml-provider/x` can assume the role by statement 1',
  },
  {
    note: 'Google',
    principal: { Federated: 'accounts.google.com' },
    action: 'sts:AssumeRoleWithWebIdentity',
    says: '`accounts.google.com` can assume the role by statement 1',
  },
])('other callers are named: $note', ({ principal, condition, action, says }) => {
  expect(otherCallersInWords(policy(allow(principal, condition, action)))).toEqual([says]);
});

test.each([
  {
    note: 'an OIDC provider is judged by its tokens',
    statement: allow(
      { Federated: 'arn:aws:iam::111122223333:oidc-provider/gitlab.com' },
      undefined,
      'sts:AssumeRoleWithWebIdentity',
    ),
  },
  { note: 'an action that assumes nothing', statement: allow({ AWS: '*' }, undefined, 'sts:TagSession') },
  { note: 'a Deny lets nobody in', statement: deny(ORG) },
])('no other caller: $note', ({ statement }) => {
  expect(otherCallersInWords(policy(statement))).toEqual([]);
});

const AT = (...ips: readonly string[]) => ({ StringEquals: { 'aws:PrincipalOrgID': ips } });
const NOT = (...ids: readonly string[]) => ({ StringNotEquals: { 'aws:PrincipalOrgID': ids } });

test.each([
  { note: 'equal', before: allow({ AWS: '*' }, ORG), after: allow({ AWS: '*' }, ORG), more: 0 },
  {
    note: 'an account and its root',
    before: allow({ AWS: '999988887777' }),
    after: allow({ AWS: root('999988887777') }),
    more: 0,
  },
  { note: 'one condition more', before: allow({ AWS: '*' }), after: allow({ AWS: '*' }, ORG), more: 0 },
  { note: 'one condition less', before: allow({ AWS: '*' }, ORG), after: allow({ AWS: '*' }), more: 1 },
  {
    note: 'fewer values',
    before: allow({ AWS: '*' }, AT('o-1', 'o-2')),
    after: allow({ AWS: '*' }, AT('o-1')),
    more: 0,
  },
  {
    note: 'more values',
    before: allow({ AWS: '*' }, AT('o-1')),
    after: allow({ AWS: '*' }, AT('o-1', 'o-2')),
    more: 1,
  },
  {
    note: 'fewer values that are refused',
    before: allow({ AWS: '*' }, NOT('o-1', 'o-2')),
    after: allow({ AWS: '*' }, NOT('o-1')),
    more: 1,
  },
  {
    note: 'more values that are refused',
    before: allow({ AWS: '*' }, NOT('o-1')),
    after: allow({ AWS: '*' }, NOT('o-1', 'o-2')),
    more: 0,
  },
  {
    note: 'another account',
    before: allow({ AWS: root('999988887777') }),
    after: allow({ AWS: root('999988886666') }),
    more: 1,
  },
  {
    note: 'one role of another account that was trusted whole',
    before: allow({ AWS: root('999988887777') }),
    after: allow({ AWS: 'arn:aws:iam::999988887777:role/x' }),
    more: 0,
  },
  {
    note: 'one role of the own account needs no permission any more',
    before: allow({ AWS: root(ROLE_ACCOUNT) }),
    after: allow({ AWS: `arn:aws:iam::${ROLE_ACCOUNT}:role/x` }),
    more: 1,
  },
  {
    note: 'everyone in place of one account',
    before: allow({ AWS: root('999988887777') }),
    after: allow({ AWS: '*' }),
    more: 1,
  },
  { note: 'one of everyone', before: allow('*'), after: allow({ AWS: root('999988887777') }), more: 0 },
  {
    note: 'a service is not one of everyone',
    before: allow({ AWS: '*' }),
    after: allow({ Service: 'ec2.amazonaws.com' }),
    more: 1,
  },
])('compared as text: $note', ({ before, after, more }) => {
  expect(moreCallers(policy(after), policy(before), ROLE_ACCOUNT).callers).toHaveLength(more);
});

test('a Deny that is gone, and one that is new', () => {
  const [open, guarded] = [policy(allow({ AWS: '*' })), policy(allow({ AWS: '*' }), deny(ORG))];
  expect(moreCallers(open, guarded).deniesDiffer).toBe(true);
  expect(moreCallers(guarded, open).deniesDiffer).toBe(false);
});
