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
  if (known.has(arn)) return known.get(arn);
  const read = parseOwnedArn(arn, 'oidc-provider');
  const made =
    read === undefined ? undefined : { partition: read.partition, account: read.account, host: read.name };
  if (known.size >= MAX_ARNS) known.clear();
  known.set(arn, made);
  return made;
}

/** The ARNs that were read: an account has few providers, and many roles that name them. */
const known = new Map<string, ProviderArn | undefined>();
const MAX_ARNS = 256;
