/**
 * An issuer's URL as IAM stores it and as it is in ARNs and condition keys: without the scheme and the default port.
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetOpenIDConnectProvider.html
 */
export function storedUrl(url: string): string {
  return url.replace(/^https:\/\//, '').replace(/^([^/:]+):443(?=\/|$)/, '$1');
}

const DNS_SUFFIXES: Readonly<Record<string, string>> = { 'aws-cn': 'amazonaws.com.cn' };

export function dnsSuffix(partition: string): string {
  return DNS_SUFFIXES[partition] ?? 'amazonaws.com';
}
