import { quote } from '../../errors';
import { issuerHost } from '../../context/index';
import { difference } from '../compare-urls';
import { discoveryOf } from '../documents';
import type { IssuerFacts, ProviderFacts } from '../facts';
import { documented, observed, type FindingDefinition } from '../finding';
import { ISSUER_SOURCES } from '../sources';

/** The provider as it is registered in IAM, beside the issuer. */
export const PROVIDER_FINDINGS: readonly FindingDefinition[] = [
  {
    id: 'provider-url',
    severity: 'error',
    title: 'the provider is registered under another URL than the issuer',
    needs: ['providers'],
    causes: [documented('no_provider')],
    fix: 'register the issuer exactly; the URL of a provider cannot be changed, so create a new one, and change the ARN and the condition keys of the trust policies with it',
    sources: [ISSUER_SOURCES.awsFederation, ISSUER_SOURCES.awsCreate],
    run: (facts) => {
      const issuer = issuerOf(facts);
      const providers = providersOf(facts);
      if (issuer === undefined || registered(facts).length > 0) return [];
      if (providers.length === 0) return [{ message: `the input has no OIDC provider for ${quote(issuer)}` }];
      const near = providers.filter(({ url }) => isNear(url, issuer));
      return (near.length > 0 ? near : providers.slice(0, 5)).map(({ address, url }) => {
        const how = difference(url, issuer);
        return {
          message: `${quote(address)} is registered as ${quote(url)}, the issuer is ${quote(issuer)}${how === undefined ? '' : `: ${how}`}`,
        };
      });
    },
  },
  {
    id: 'provider-client-id',
    severity: 'error',
    title: 'the audience of the token is not a client id of the provider',
    needs: ['providers', 'token'],
    causes: [documented('audience'), observed('not_validated')],
    fix: 'add the `aud` of the job to `client_id_list` of the provider, or write a client id as `aud` of the job',
    sources: [ISSUER_SOURCES.awsFederation, ISSUER_SOURCES.recordedTokens],
    run: (facts) => {
      const aud = facts.token.seen ? facts.token.value.claims.aud : undefined;
      const audience = Array.isArray(aud) && aud.length === 1 ? (aud[0] as unknown) : aud;
      if (typeof audience !== 'string') return [];
      return registered(facts).flatMap(({ address, clientIds }) =>
        clientIds === undefined || clientIds.includes(audience)
          ? []
          : [
              {
                message: `\`aud\` of the token is ${quote(audience)}; client ids of ${quote(address)}: ${clientIds.map(quote).join(', ') || 'none'}`,
              },
            ],
      );
    },
  },
  {
    id: 'provider-without-client-id',
    severity: 'error',
    title: 'the provider has no client id',
    needs: ['providers'],
    causes: [documented('audience'), observed('not_validated')],
    fix: 'add the audience of the jobs, such as `sts.amazonaws.com`, to `client_id_list`',
    sources: [ISSUER_SOURCES.awsCreate, ISSUER_SOURCES.awsFederation],
    run: (facts) =>
      registered(facts).flatMap(({ address, clientIds }) =>
        clientIds?.length === 0
          ? [{ message: `${quote(address)} has no client id, so STS accepts no audience` }]
          : [],
      ),
  },
  {
    id: 'provider-client-id-unknown',
    severity: 'unknown',
    title: 'the client ids of the provider are not known',
    needs: ['providers'],
    causes: [],
    fix: 'give an input that has them: a plan, a state, `aws iam get-open-id-connect-provider`',
    sources: [ISSUER_SOURCES.awsCreate],
    run: (facts) =>
      registered(facts).flatMap(({ address, clientIds }) =>
        clientIds === undefined
          ? [{ message: `the input does not have the client ids of ${quote(address)}` }]
          : [],
      ),
  },
];

/** The issuer as it was asked, or as it names itself. */
function issuerOf(facts: IssuerFacts): string | undefined {
  if (facts.issuer.seen) return facts.issuer.value;
  const named = discoveryOf(facts)?.members.issuer;
  return typeof named === 'string' ? named : undefined;
}

const providersOf = ({ providers }: IssuerFacts): readonly ProviderFacts[] =>
  providers.seen ? providers.value : [];

/** The providers that are registered for the issuer, exactly. */
export function registered(facts: IssuerFacts): readonly ProviderFacts[] {
  const issuer = issuerOf(facts);
  return providersOf(facts).filter(
    ({ url }) => issuer !== undefined && issuerHost(url) === issuerHost(issuer),
  );
}

function isNear(url: string, issuer: string): boolean {
  const host = (text: string): string =>
    (issuerHost(text.replace(/^http:/, 'https:')).split('/')[0] ?? '').toLowerCase();
  return host(url) === host(issuer);
}
