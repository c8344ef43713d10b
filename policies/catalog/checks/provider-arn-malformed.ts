import { parseProviderArn } from '../../trust/index';
import { quote } from '../../errors';
import type { Statement } from '../../trust/index';
import { defineCheck } from '../check';
import { EXAMPLE_ACCOUNT, GITLAB_COM_ARN, MAIN, onGitlabCom, PINS, STRICT_EXAMPLE } from '../example';
import { isReference } from '../issuer-hosts';
import { SOURCES } from '../sources';
import { federated, views } from '../statements';

export const providerArnMalformed = defineCheck({
  id: 'provider-arn-malformed',
  severity: 'error',
  about: 'every_issuer',
  title: 'the `Federated` principal is not an ARN of an OIDC provider',
  rationale:
    'The principal must be the ARN of the provider: twelve digits of the account and the issuer *without* `https://`. It is under `Federated`, not under `AWS` or `Service`. No token ever matches anything else.',
  bad: onGitlabCom({ StringEquals: { ...PINS, 'gitlab.com:sub': MAIN } }, undefined, {
    Principal: { Federated: `arn:aws:iam::${EXAMPLE_ACCOUNT}:oidc-provider/https://gitlab.com` },
  }),
  good: STRICT_EXAMPLE,
  fix: `write it like ${quote(GITLAB_COM_ARN)}`,
  sources: [SOURCES.awsPrincipal, SOURCES.awsProvider],
  run: (input) =>
    views(input).flatMap(({ statement, pointer }) => [
      ...otherPrincipals(statement)
        .filter((text) => /:oidc-provider\//.test(text))
        .map((text) => ({
          message: `${quote(text)} is not under \`Federated\`: IAM refuses it, and no token is that principal`,
          pointer: `${pointer}/Principal`,
          statement,
          fix: `write \`"Principal": {"Federated": "${text}"}\``,
        })),
      ...federated(statement)
        .filter((text) => !isReference(text) && !/[*?]/.test(text) && !text.includes(':saml-provider/'))
        .filter((text) => {
          const host = parseProviderArn(text)?.host;
          if (host !== undefined) return host.includes('://') || host.startsWith('/');
          return text.startsWith('arn:') || text.includes('://') || text.includes('gitlab');
        })
        .map((text) => ({
          message: `${quote(text)} is not an ARN of an OIDC provider`,
          pointer: `${pointer}/Principal/Federated`,
          statement,
        })),
    ]),
});

/** What is named as a principal of AWS or as a service. */
function otherPrincipals({ principal }: Statement): readonly string[] {
  return principal.kind === 'listed' ? [...principal.aws, ...principal.other] : [];
}
