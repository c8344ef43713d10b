/** The ARN of an IAM OIDC provider, taken apart. */
export interface ProviderArn {
  readonly partition: string;
  /** Twelve digits. */
  readonly account: string;
  /** The issuer without its scheme, as written: what condition keys begin with. */
  readonly host: string;
}

const PROVIDER_ARN = /^arn:(aws[a-z-]*):iam::(\d{12}):oidc-provider\/(.+)$/;

/**
 * Reads the ARN of an OIDC provider.
 * @returns `undefined` for anything else, such as a Terraform reference or the ARN of a SAML provider
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-arns
 */
export function parseProviderArn(arn: string): ProviderArn | undefined {
  const [, partition, account, host] = PROVIDER_ARN.exec(arn) ?? [];
  return partition === undefined || account === undefined || host === undefined
    ? undefined
    : { partition, account, host };
}
