import type { Grant, PolicyDocument, Problem } from '../policies/index';
import { policySize, providerArn, quote } from '../policies/index';
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

/**
 * The quota on a role's trust policy, with what takes the space. References are counted as long as they will be.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
export function trustSizeProblems(
  document: PolicyDocument,
  issuer: string,
  quota: number,
): readonly Problem[] {
  const arn = providerArn(issuer, '000000000000', 'aws');
  const statements = document.Statement.map((statement) => ({
    sid: statement.Sid ?? '',
    size: policySize({ ...statement, Principal: { Federated: arn } }),
  }));
  const separators = statements.length - 1;
  const frame = policySize({ ...document, Statement: [] });
  const size = frame + separators + statements.reduce((sum, statement) => sum + statement.size, 0);
  if (size <= quota) return [];
  const largest = statements.toSorted((a, b) => b.size - a.size).slice(0, 3);
  return [
    {
      code: 'ERR_QUOTA',
      message: 'the trust policy is too long',
      got: `${size} characters in ${statements.length} statements: ${largest.map((s) => `${s.sid} ${s.size}`).join(', ')}`,
      expected: `at most ${quota} characters`,
      fix: 'split the role, cover several refs with one pattern, or have quota L-C07B4B0D raised and say so',
    },
  ];
}
