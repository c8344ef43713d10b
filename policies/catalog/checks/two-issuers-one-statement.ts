import { parseProviderArn } from '../../trust/index';
import { quote } from '../../errors';
import { defineCheck } from '../check';
import { allow, example, GITLAB_COM_ARN, MAIN, PINS, SELF_MANAGED_ARN } from '../example';
import { SOURCES } from '../sources';
import { concerning, federated } from '../statements';

const SELF_MANAGED = { 'gitlab.example.com:aud': 'sts.amazonaws.com', 'gitlab.example.com:sub': MAIN };

export const twoIssuersOneStatement = defineCheck({
  id: 'two-issuers-one-statement',
  severity: 'error',
  about: 'every_issuer',
  title: 'one statement trusts two issuers',
  rationale:
    'Conditions apply to every principal of the statement. A token of one issuer never fills the keys of the other: with the keys of both no token matches, and with the keys of one the tokens of the other fail, or pass untested under `IfExists`.',
  bad: example([
    allow(
      { StringEquals: { ...PINS, 'gitlab.com:sub': MAIN, ...SELF_MANAGED } },
      { Principal: { Federated: [GITLAB_COM_ARN, SELF_MANAGED_ARN] } },
    ),
  ]),
  good: example([
    allow({ StringEquals: { ...PINS, 'gitlab.com:sub': MAIN } }),
    allow({ StringEquals: SELF_MANAGED }, { Principal: { Federated: SELF_MANAGED_ARN } }),
  ]),
  fix: 'write one statement for each issuer',
  sources: [SOURCES.awsConditionLogic, SOURCES.awsPrincipal],
  run: (input) =>
    concerning(input).flatMap(({ statement, pointer }) => {
      const hosts = new Set(federated(statement).flatMap((arn) => parseProviderArn(arn)?.host ?? []));
      if (hosts.size < 2) return [];
      const message = `the statement trusts ${[...hosts].map(quote).join(' and ')}: its conditions apply to both`;
      return { message, pointer: `${pointer}/Principal/Federated`, statement };
    }),
});
