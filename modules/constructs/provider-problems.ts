import { Token } from 'cdktf';
import type { Problem } from '../../policies/index';
import { issuerHost, LIMITS } from '../../policies/index';
import type { GitlabOidcProviderProps } from './gitlab-oidc-provider-props';
import { onlyTerraformKnows, refused, refusedEach } from './refused';

/** What IAM refuses when a provider is written. */
export function newProviderProblems(props: GitlabOidcProviderProps): readonly Problem[] {
  const { issuer, clientIds, thumbprints, tags = {} } = props;
  return [
    ...issuerProblems(issuer),
    ...refusedEach(clientIds, LIMITS.audience),
    ...refused(clientIds, LIMITS.audiences),
    ...refusedEach(thumbprints, LIMITS.thumbprint),
    ...refused(thumbprints, LIMITS.thumbprints),
    ...LIMITS.tags(tags, 'a provider', onlyTerraformKnows),
  ];
}

/** The issuer must be a URL that IAM can register, and known now. */
export function issuerProblems(issuer: string): readonly Problem[] {
  if (!Token.isUnresolved(issuer)) return refused(issuer, LIMITS.issuer);
  return [
    {
      code: 'ERR_ISSUER',
      message: 'the issuer is a reference',
      expected: 'a URL that is known when the Terraform is written: every condition key is named after it',
      fix: 'write the URL',
    },
  ];
}

/** The ARN must name the provider of this issuer: its suffix is the issuer without the scheme. */
export function providerArnProblems(arn: string, issuer: string): readonly Problem[] {
  return refused(
    arn,
    (text) => LIMITS.providerArn(text) ?? LIMITS.providerMismatch(text, { host: issuerHost(issuer) }),
  );
}
