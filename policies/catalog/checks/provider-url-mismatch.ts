import { parseProviderArn } from '../../trust/index';
import { quote } from '../../errors';
import { GITLAB_COM_ISSUER, issuerHost } from '../../context/index';
import { defineCheck } from '../check';
import { EXAMPLE_ACCOUNT, MAIN, onGitlabCom, STRICT_EXAMPLE } from '../example';
import { SOURCES } from '../sources';
import { concerning, federated } from '../statements';

export const providerUrlMismatch = defineCheck({
  id: 'provider-url-mismatch',
  severity: 'error',
  about: 'every_issuer',
  title: 'the provider differs from the issuer by a slash, a port or the case',
  rationale:
    'The `iss` of the token must equal the URL of the provider exactly. `https://host` and `https://host/` are two providers with two sets of keys, the case of a name counts, and AWS reaches an issuer on port 443 only.',
  bad: onGitlabCom(
    { StringEquals: { 'gitlab.com/:aud': 'sts.amazonaws.com', 'gitlab.com/:sub': MAIN } },
    undefined,
    { Principal: { Federated: `arn:aws:iam::${EXAMPLE_ACCOUNT}:oidc-provider/gitlab.com/` } },
  ),
  good: STRICT_EXAMPLE,
  fix: 'register the issuer exactly as the `iss` claim has it, and name that provider',
  sources: [SOURCES.recordings, SOURCES.awsCreateProvider],
  run: (input) => {
    const issuers = input.providers?.map(({ issuer }) => issuer) ?? [GITLAB_COM_ISSUER];
    return concerning(input).flatMap(({ statement, pointer }) =>
      federated(statement).flatMap((arn) => {
        const host = parseProviderArn(arn)?.host;
        if (host === undefined || issuers.some((issuer) => issuerHost(issuer) === host)) return [];
        const why = mismatch(host, issuers.map(issuerHost));
        if (why === undefined) return [];
        return {
          message: `the provider ${quote(host)} ${why}`,
          pointer: `${pointer}/Principal/Federated`,
          statement,
        };
      }),
    );
  },
});

function mismatch(host: string, known: readonly string[]): string | undefined {
  const [authority = ''] = host.split('/');
  if (/:\d+$/.test(authority)) return 'has a port, which no issuer of AWS has';
  const bare = host.replace(/\/+$/, '');
  if (bare !== host) return `ends in a slash: that is another provider than ${quote(bare)}`;
  const near = known.find((candidate) => candidate.toLowerCase() === host.toLowerCase());
  return near === undefined ? undefined : `is written ${quote(near)} in the token: the case counts`;
}
