import { audit, readAccountAnswer } from '../../../policies/index';
import { ACCOUNT, agreeingWorld } from '../../support/audit-world';

const OTHER = '444455556666';
const { account } = agreeingWorld();

/** The roles of two accounts in one answer, and the list of the providers of some. */
function ofTwoAccounts(...providers: readonly string[]): ReturnType<typeof readAccountAnswer> {
  const { AccountId: _one, OpenIDConnectProviders: _all, ...dump } = account;
  const both = JSON.stringify(dump.RoleDetailList).replaceAll(ACCOUNT, OTHER);
  return readAccountAnswer(
    JSON.stringify({
      ...dump,
      RoleDetailList: [...dump.RoleDetailList, ...(JSON.parse(both) as typeof dump.RoleDetailList)],
      OpenIDConnectProviderList: providers.map((id) => ({
        Arn: `arn:aws:iam::${id}:oidc-provider/gitlab.com`,
      })),
    }),
    'both.json',
  );
}

function saidOf(...providers: readonly string[]) {
  const { roles, accounts } = audit({ accounts: [ofTwoAccounts(...providers)] });
  const without = roles.filter(({ who }) => who.some(({ because }) => because?.includes('no OIDC provider')));
  return {
    without: [...new Set(without.map((role) => role.account))].toSorted(),
    providers: accounts.map((one) => [one.account, one.providers]),
  };
}

test('the list of one account in a file of two says nothing of the other one', () => {
  expect(saidOf(ACCOUNT)).toEqual({
    without: [],
    providers: [
      [ACCOUNT, 'all'],
      [OTHER, 'not_seen'],
    ],
  });
});

test('the lists of both', () => {
  expect(saidOf(ACCOUNT, OTHER)).toEqual({
    without: [],
    providers: [
      [ACCOUNT, 'all'],
      [OTHER, 'all'],
    ],
  });
});

test('an empty list in a file of two accounts is of neither', () => {
  expect(saidOf().without).toEqual([]);
});

test('a list of one account without the provider is the answer that there is none', () => {
  const alone = readAccountAnswer(JSON.stringify({ ...account, OpenIDConnectProviders: [] }), 'one.json');
  const { roles } = audit({ accounts: [alone] });
  expect(roles[0]?.who).toMatchObject([
    { exposure: 'nobody', because: 'the account has no OIDC provider for `https://gitlab.com`' },
  ]);
});
