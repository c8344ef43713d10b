import { quote } from '../../errors';
import { defineCheck } from '../check';
import { EXAMPLE_ACCOUNT, MAIN, onGitlabCom, PINS, STRICT_EXAMPLE } from '../example';
import { isReference } from '../issuer-hosts';
import { SOURCES } from '../sources';
import { federated, views } from '../statements';

export const federatedWildcard = defineCheck({
  id: 'federated-wildcard',
  severity: 'error',
  about: 'every_issuer',
  title: 'a wildcard is in the `Federated` principal',
  rationale:
    'A principal is compared exactly: a `*` in its ARN is not a pattern, so an ARN with a star matches no provider. What AWS makes of a bare `*` is not documented.',
  bad: onGitlabCom({ StringEquals: { ...PINS, 'gitlab.com:sub': MAIN } }, undefined, {
    Principal: { Federated: `arn:aws:iam::${EXAMPLE_ACCOUNT}:oidc-provider/*` },
  }),
  good: STRICT_EXAMPLE,
  fix: 'name the provider by its full ARN',
  sources: [SOURCES.awsPrincipal, SOURCES.awsLint],
  run: (input) =>
    views(input).flatMap(({ statement, pointer }) =>
      federated(statement)
        .filter((arn) => /[*?]/.test(arn) && !isReference(arn))
        .map((arn) => ({
          message: `${quote(arn)} is not a pattern: a principal is compared exactly`,
          pointer: `${pointer}/Principal/Federated`,
          statement,
        })),
    ),
});
