import { parseProviderArn } from '../../trust/index';
import { quote } from '../../errors';
import { defineCheck } from '../check';
import { EXAMPLE_ACCOUNT, MAIN, onGitlabCom, PINS, STRICT_EXAMPLE } from '../example';
import { SOURCES } from '../sources';
import { concerning, federated } from '../statements';

export const foreignAccountProvider = defineCheck({
  id: 'foreign-account-provider',
  severity: 'error',
  about: 'every_issuer',
  title: 'the OIDC provider belongs to another account than the role',
  rationale:
    'STS looks for the provider in the account of the role. A provider of another account in `Principal` matches no caller: the statement is dead. Every account needs its own provider.',
  bad: onGitlabCom(
    { StringEquals: { ...PINS, 'gitlab.com:sub': MAIN } },
    { account: EXAMPLE_ACCOUNT },
    { Principal: { Federated: 'arn:aws:iam::999988887777:oidc-provider/gitlab.com' } },
  ),
  good: { ...STRICT_EXAMPLE, known: { account: EXAMPLE_ACCOUNT } },
  fix: 'create the provider in the account of the role and name that one',
  sources: [SOURCES.awsProvider, SOURCES.awsPrincipal],
  run: (input) => {
    const named = concerning(input).flatMap(({ statement, pointer }) =>
      federated(statement).flatMap((arn) => {
        const account = parseProviderArn(arn)?.account;
        return account === undefined
          ? []
          : [{ account, pointer: `${pointer}/Principal/Federated`, statement }];
      }),
    );
    const home = input.account ?? named[0]?.account;
    return named
      .filter(({ account }) => account !== home)
      .map(({ account, ...place }) => ({
        ...place,
        message:
          input.account === undefined
            ? `the policy names providers of the accounts ${quote(home ?? '')} and ${quote(account)}: the role is in one of them at most`
            : `the provider is in account ${quote(account)}, the role in ${quote(input.account)}`,
      }));
  },
});
