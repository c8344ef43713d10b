/** An Amazon Resource Name, taken apart. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */
export interface Arn {
  readonly partition: string;
  readonly account: string;
  /** What follows the account, such as `oidc-provider/gitlab.com`. */
  readonly resource: string;
}

/** The parts of an IAM ARN, or nothing when the text is none. */
export function parseIamArn(text: string): Arn | undefined {
  const [arn, partition = '', service, region, account = '', ...rest] = text.split(':');
  if (arn !== 'arn' || service !== 'iam' || region !== '' || partition === '' || rest.length === 0)
    return undefined;
  return { partition, account, resource: rest.join(':') };
}

export function iamArn(partition: string, account: string, resource: string): string {
  return `arn:${partition}:iam::${account}:${resource}`;
}

/**
 * An issuer's URL as IAM stores it and as it stands in ARNs and condition keys: without the scheme and the default port.
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetOpenIDConnectProvider.html
 */
export function storedUrl(url: string): string {
  return url.replace(/^https:\/\//, '').replace(/^([^/:]+):443(?=\/|$)/, '$1');
}

/** The partition of a region, by its prefix. */
export function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}

const DNS_SUFFIXES: Readonly<Record<string, string>> = { 'aws-cn': 'amazonaws.com.cn' };

export function dnsSuffix(partition: string): string {
  return DNS_SUFFIXES[partition] ?? 'amazonaws.com';
}
