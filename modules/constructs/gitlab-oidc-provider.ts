import { DataAwsIamOpenidConnectProvider } from '@cdktf/provider-aws/lib/data-aws-iam-openid-connect-provider';
import { IamOpenidConnectProvider } from '@cdktf/provider-aws/lib/iam-openid-connect-provider';
import { type TerraformProvider, TerraformStack } from 'cdktf';
import { Construct } from 'constructs';
import type { Problem } from '../../policies/index';
import { issuerHost, quote, RefgateError } from '../../policies/index';
import { issuerProblems, newProviderProblems, providerArnProblems } from './provider-problems';
import { terraformTags, terraformText } from './terraform-text';
import type { GitlabOidcProviderProps } from './gitlab-oidc-provider-props';

/** An IAM OIDC provider for a GitLab, created here or elsewhere. */
export interface IGitlabOidcProvider {
  readonly arn: string;
  /** The token's `iss`. */
  readonly issuer: string;
  /** The audiences that are registered; absent = not known here. */
  readonly clientIds?: readonly string[];
}

/** A provider that exists, by its ARN: Terraform does not look it up. */
export interface ExistingProviderByArnProps {
  readonly arn: string;
  /** The token's `iss`; the ARN must end in it. */
  readonly issuer: string;
}

/** A provider that exists, by its issuer: Terraform looks it up when it plans. */
export interface ExistingProviderByIssuerProps {
  /** The token's `iss`, looked up among the account's providers when Terraform plans. */
  readonly issuer: string;
  /**
   * Audiences that must be registered at the provider; the plan fails where one is not.
   * @default not looked at
   */
  readonly audiences?: readonly string[];
  /** @default the stack's only `aws` provider */
  readonly provider?: TerraformProvider;
}

const OIDC_PROVIDER = Symbol.for('refgate/GitlabOidcProvider');

/**
 * The IAM OIDC provider that makes an AWS account listen to a GitLab. An account has one for each issuer, however many roles
 * trust it; where it exists already, refer to it with {@link GitlabOidcProvider.fromArn} or {@link GitlabOidcProvider.fromIssuer}.
 *
 * @throws RefgateError for an issuer, audience or thumbprint that AWS would refuse, and for a second provider of one issuer
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateOpenIDConnectProvider.html
 */
export class GitlabOidcProvider extends Construct implements IGitlabOidcProvider {
  readonly resource: IamOpenidConnectProvider;
  /** A reference to the ARN: one for all roles. */
  readonly arn: string;
  readonly issuer: string;
  readonly clientIds: readonly string[];

  constructor(scope: Construct, id: string, props: GitlabOidcProviderProps) {
    super(scope, id);
    const problems = [...newProviderProblems(props), ...duplicateNameProblems(this, props)];
    if (problems.length > 0) throw new RefgateError(problems);
    Object.defineProperty(this, OIDC_PROVIDER, { value: true });
    this.issuer = props.issuer;
    this.clientIds = props.clientIds;
    const text = (value: string, what: string): string => terraformText(value, { code: 'ERR_ISSUER', what });
    this.resource = new IamOpenidConnectProvider(this, 'Resource', {
      url: text(props.issuer, 'issuer'),
      clientIdList: props.clientIds.map((clientId) => text(clientId, 'client id')),
      thumbprintList: props.thumbprints?.map((thumbprint) => thumbprint.toLowerCase()),
      tags: terraformTags(props.tags),
      provider: props.provider,
    });
    this.arn = this.resource.arn;
  }

  static isGitlabOidcProvider(this: void, x: unknown): x is GitlabOidcProvider {
    return x !== null && typeof x === 'object' && OIDC_PROVIDER in x;
  }

  /** A provider that exists already, by its ARN. Nothing is looked up. @throws RefgateError when ARN and issuer disagree */
  static fromArn(_scope: Construct, _id: string, props: ExistingProviderByArnProps): IGitlabOidcProvider {
    const problems = [...issuerProblems(props.issuer), ...providerArnProblems(props.arn, props.issuer)];
    if (problems.length > 0) throw new RefgateError(problems);
    return { arn: props.arn, issuer: props.issuer };
  }

  /** A provider that exists already, looked up by its issuer when Terraform plans. */
  static fromIssuer(
    scope: Construct,
    id: string,
    props: ExistingProviderByIssuerProps,
  ): ExistingGitlabOidcProvider {
    return new ExistingGitlabOidcProvider(scope, id, props);
  }
}

/** A provider that Terraform looks up by its issuer. */
export class ExistingGitlabOidcProvider extends Construct implements IGitlabOidcProvider {
  readonly dataSource: DataAwsIamOpenidConnectProvider;
  readonly arn: string;
  readonly issuer: string;

  constructor(scope: Construct, id: string, props: ExistingProviderByIssuerProps) {
    super(scope, id);
    const problems = issuerProblems(props.issuer);
    if (problems.length > 0) throw new RefgateError(problems);
    this.issuer = props.issuer;
    this.dataSource = new DataAwsIamOpenidConnectProvider(this, 'Resource', {
      url: terraformText(props.issuer, { code: 'ERR_ISSUER', what: 'issuer' }),
      provider: props.provider,
      lifecycle:
        props.audiences === undefined ? undefined : { postcondition: props.audiences.map(registered) },
    });
    this.arn = this.dataSource.arn;
  }
}

function registered(audience: string): { condition: string; errorMessage: string } {
  const text = terraformText(audience, { code: 'ERR_AUDIENCE', what: 'audience' });
  return {
    condition: `\${contains(self.client_id_list, ${JSON.stringify(text)})}`,
    errorMessage: `The OIDC provider does not list ${text} among its client IDs: AWS would refuse every token.`,
  };
}

/** AWS answers `EntityAlreadyExists` to a second provider of one URL in an account. */
function duplicateNameProblems(
  self: Construct,
  { issuer, provider }: GitlabOidcProviderProps,
): readonly Problem[] {
  const twin = TerraformStack.of(self)
    .node.findAll()
    .filter(GitlabOidcProvider.isGitlabOidcProvider)
    .find((other) => issuerHost(other.issuer) === issuerHost(issuer) && other.resource.provider === provider);
  if (twin === undefined) return [];
  return [
    {
      code: 'ERR_ISSUER',
      message: `a provider for ${quote(issuer)} is created already at ${quote(twin.node.path)}`,
      expected: 'one provider for each account and issuer',
      fix: 'pass that provider to every role',
    },
  ];
}
