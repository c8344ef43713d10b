/**
 * An Amazon Resource Name, taken apart. A part that the kind of resource has no use for is empty: `region` in every ARN of IAM.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
 */
export interface Arn {
  readonly partition: string;
  readonly service: string;
  readonly region: string;
  /** Twelve digits, or `aws` for policies that AWS manages. */
  readonly account: string;
  /** All the rest, colons included, such as `oidc-provider/gitlab.com`. */
  readonly resource: string;
}

/** Reads the six parts, whatever they hold; `undefined` for a text that has fewer. */
export function parseArn(text: string): Arn | undefined {
  const [prefix, partition = '', service = '', region = '', account = '', ...resource] = text.split(':');
  return prefix === 'arn' && resource.length > 0
    ? { partition, service, region, account, resource: resource.join(':') }
    : undefined;
}

/** Writes an ARN from its six parts. */
export function formatArn({ partition, service, region, account, resource }: Arn): string {
  return `arn:${partition}:${service}:${region}:${account}:${resource}`;
}

/** Reads the ARN of something in IAM, whose account and partition need not be real; `undefined` for anything else. */
export function parseIamArn(text: string): Arn | undefined {
  const arn = parseArn(text);
  return arn?.service === 'iam' && arn.region === '' && arn.partition !== '' ? arn : undefined;
}

/**
 * The ARN of something in IAM.
 * @param account twelve digits, or `aws` for policies that AWS manages
 * @param resource kind and name, such as `role/ci/deploy`
 */
export function iamArn(partition: string, account: string, resource: string): string {
  return formatArn({ partition, service: 'iam', region: '', account, resource });
}

/**
 * Reads the ARN of something that an account has in IAM: the account is twelve digits, and the partition is named as AWS names them.
 * @param kind what stands before the slash, such as `role`
 * @returns the name as well: all that follows the slash, with its path
 */
export function parseOwnedArn(text: string, kind: string): (Arn & { readonly name: string }) | undefined {
  const arn = parseIamArn(text);
  if (arn === undefined || !/^aws[a-z-]*$/.test(arn.partition) || !/^\d{12}$/.test(arn.account))
    return undefined;
  const name = resourceName(arn, kind);
  return name === undefined ? undefined : { ...arn, name };
}

/** What follows the kind of a resource: `ci/deploy` of the `role` `role/ci/deploy`. `undefined` for a resource of another kind. */
export function resourceName({ resource }: Arn, kind: string): string | undefined {
  return resource.startsWith(`${kind}/`) && resource.length > kind.length + 1
    ? resource.slice(kind.length + 1)
    : undefined;
}

/** Partitions that an account of a declaration can be in. */
export const PARTITIONS = ['aws', 'aws-us-gov', 'aws-cn'] as const;
/** A partition of AWS: the second part of every ARN. */
export type Partition = (typeof PARTITIONS)[number];

/**
 * The partition that a region belongs to.
 * @see https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html
 */
export function partitionOf(region: string): Partition {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}

/** Whether a text is the ARN of a role, with the characters that IAM allows in paths and names, and nothing else. */
export function isRoleArn(text: string): boolean {
  const name = parseOwnedArn(text, 'role')?.name;
  return name !== undefined && /^[\w+=,.@/-]+$/.test(name);
}
