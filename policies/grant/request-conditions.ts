import { quote } from '../errors';
import { readNetwork } from '../trust/index';
import type { Grant, RequestConditions } from './grant';

/** A condition of a trust policy on something of the request and not of the token. */
export interface RequestCondition {
  readonly operator: 'IpAddress' | 'StringEquals';
  /** As AWS writes it. */
  readonly key: 'aws:SourceIp' | 'aws:SourceVpc' | 'aws:SourceVpce';
  /** Sorted, each once. */
  readonly values: readonly string[];
}

/**
 * The conditions that a grant demands of a request, in the order of their keys. An operator without `IfExists`: a request without the key
 * does not meet them.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-sourceip
 */
export function requestConditions({ request = {} }: Pick<Grant, 'request'>): readonly RequestCondition[] {
  const { sourceIp = [], sourceVpc = [], sourceVpce = [] }: RequestConditions = request;
  const all: readonly RequestCondition[] = [
    { operator: 'IpAddress', key: 'aws:SourceIp', values: unique(sourceIp) },
    { operator: 'StringEquals', key: 'aws:SourceVpc', values: unique(sourceVpc) },
    { operator: 'StringEquals', key: 'aws:SourceVpce', values: unique(sourceVpce) },
  ];
  return all.filter(({ values }) => values.length > 0);
}

/** Keys of a request that meets them all, in lower case; empty where the grant demands nothing of it. */
export function meetingRequest(grant: Pick<Grant, 'request'>): ReadonlyMap<string, string> {
  return new Map(
    requestConditions(grant).map(({ operator, key, values: [value = ''] }) => [
      key.toLowerCase(),
      operator === 'IpAddress' ? (readNetwork(value)?.first ?? value) : value,
    ]),
  );
}

/** In words: ``the request comes from `198.51.100.0/24` (`aws:SourceIp`)``; empty where the grant demands nothing of it. */
export function requestInWords(grant: Pick<Grant, 'request'>): readonly string[] {
  return requestConditions(grant).map(({ key, values }) => {
    const listed = values.map(quote).join(' or ');
    const where = { 'aws:SourceIp': '', 'aws:SourceVpc': 'VPC ', 'aws:SourceVpce': 'VPC endpoint ' }[key];
    return `the request comes from ${where}${listed} (${quote(key)})`;
  });
}

function unique(values: readonly string[]): readonly string[] {
  return [...new Set(values)].toSorted();
}
