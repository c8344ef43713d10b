import { parseProviderArn } from '../../trust/index';
import { quote } from '../../errors';
import { GITLAB_COM_ISSUER, issuerHost } from '../../context/index';
import { defineCheck } from '../check';
import type { CheckInput } from '../check-input';
import { MAIN, onSelfManaged, STRICT_EXAMPLE } from '../example';
import { SOURCES } from '../sources';
import { isGitlabHost, issuerNamed } from '../issuer-hosts';
import { concerning, federated } from '../statements';

const KNOWN = { providers: [{ issuer: GITLAB_COM_ISSUER }] };

export const unregisteredIssuer = defineCheck({
  id: 'unregistered-issuer',
  severity: 'warning',
  title: 'the policy trusts a GitLab that is not the declared one',
  rationale:
    'STS accepts a token only when its `iss` is registered as a provider in the account of the role. A policy for another GitLab is a leftover of a move, or the door of an instance that is not maintained any more.',
  bad: onSelfManaged(
    { StringEquals: { 'gitlab.example.com:aud': 'sts.amazonaws.com', 'gitlab.example.com:sub': MAIN } },
    KNOWN,
  ),
  good: { ...STRICT_EXAMPLE, known: KNOWN },
  fix: 'name the provider of the declared GitLab, or declare the other one, too',
  sources: [SOURCES.awsProvider, SOURCES.awsAssume],
  run: (input) => {
    const known = input.providers?.map(({ issuer }) => issuerHost(issuer));
    if (known === undefined || known.every((host) => isOfAnother(host, input))) return [];
    return concerning(input).flatMap(({ statement, pointer }) =>
      federated(statement)
        .flatMap((arn) => parseProviderArn(arn)?.host ?? [])
        .filter((host) => !known.includes(host))
        .map((host) => ({
          message: `${quote(host)} is not declared: known is ${known.map(quote).join(', ')}`,
          pointer: `${pointer}/Principal/Federated`,
          statement,
        })),
    );
  },
});

/** A provider of another issuer, such as a cluster's, does not show which GitLab is meant. */
function isOfAnother(host: string, input: CheckInput): boolean {
  return issuerNamed(host, input).known && !isGitlabHost(host, input);
}
