import type { Grant, Problem } from '../../policies/index';
import { quote } from '../../policies/index';
import type { IGitlabOidcProvider } from './gitlab-oidc-provider';

/** The provider must be the grant's: its issuer, and its audience among the registered ones. */
export function providerProblems(provider: IGitlabOidcProvider, grant: Grant): readonly Problem[] {
  const problems: Problem[] = [];
  if (provider.issuer !== grant.issuer) {
    problems.push({
      code: 'ERR_ISSUER',
      message: 'the provider is not the one of the grant: nobody could assume the role',
      got: quote(provider.issuer),
      expected: quote(grant.issuer),
      fix: 'pass the provider of the grant’s issuer',
    });
  }
  if (provider.clientIds !== undefined && !provider.clientIds.includes(grant.audience)) {
    problems.push({
      code: 'ERR_AUDIENCE',
      message: 'the audience of the grant is not registered at the provider: AWS would refuse every token',
      got: quote(grant.audience),
      expected: provider.clientIds.map(quote).join(' or '),
      fix: 'add it to the client ids of the provider, or change the grant',
    });
  }
  return problems;
}
