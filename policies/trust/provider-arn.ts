import { parseOwnedArn } from '../arn';

/** The ARN of an IAM OIDC provider, taken apart. */
export interface ProviderArn {
  readonly partition: string;
  /** Twelve digits. */
  readonly account: string;
  /** The issuer without its scheme, as written: what condition keys begin with. */
  readonly host: string;
}

/**
 * Reads the ARN of an OIDC provider.
 * @returns `undefined` for anything else, such as a Terraform reference or the ARN of a SAML provider
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-arns
 */
export function parseProviderArn(arn: string): ProviderArn | undefined {
  const read = parseOwnedArn(arn, 'oidc-provider');
  return read === undefined
    ? undefined
    : { partition: read.partition, account: read.account, host: read.name };
}
