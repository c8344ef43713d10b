import { quote } from '../errors';
import { readNetwork } from '../trust/index';
import type { Fault } from './fault';
import { writeFix } from './fix';

/** @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/resource-ids.html */
const RESOURCE_ID = '([0-9a-f]{8}|[0-9a-f]{17})';

export const SOURCE_ADDRESS_PATTERN = '^[0-9A-Fa-f.:]+(/[0-9]{1,3})?$';
export const VPC_ID_PATTERN = `^vpc-${RESOURCE_ID}$`;
export const VPC_ENDPOINT_ID_PATTERN = `^vpce-${RESOURCE_ID}$`;

const PLAIN_V4 = /^(0|[1-9]\d{0,2})(\.(0|[1-9]\d{0,2})){3}(\/(0|[1-9]\d?))?$/;
const PLAIN_V6 = /^[0-9A-Fa-f:]+(\/(0|[1-9]\d{0,2}))?$/;

/**
 * Where a request for a role must come from. `aws:SourceIp` is the public address of the caller; a request through a VPC endpoint has no
 * such key, and only such a request has `aws:SourceVpc` and `aws:SourceVpce`.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-sourceip
 */
export function sourceAddressFault(text: string): Fault | undefined {
  const network = PLAIN_V4.test(text) || PLAIN_V6.test(text) ? readNetwork(text) : undefined;
  if (network === undefined) {
    return {
      code: 'ERR_GRANT',
      message: `${quote(text)} is not an address or a CIDR range`,
      expected: 'a public address or range such as `198.51.100.0/24`',
    };
  }
  if (network.prefix === 0) {
    return {
      code: 'ERR_GRANT',
      message: `${quote(text)} is every address: the condition would exclude no caller`,
      expected: 'the addresses of the runners',
      fix: 'remove it, or write the range of the runners',
    };
  }
  if (network.hasHostBits) {
    return {
      code: 'ERR_GRANT',
      message: `${quote(text)} is not the first address of its range`,
      expected: `${quote(network.range)}, or one address without a length`,
      fix: writeFix(network.range, (range) => sourceAddressFault(range) === undefined),
    };
  }
  if (network.isPrivate) {
    return {
      code: 'ERR_GRANT',
      message: `${quote(text)} is not public: AWS fills \`aws:SourceIp\` with public addresses only, so no request would match`,
      expected: 'the public addresses of the runners, such as that of their NAT gateway',
      fix: 'for runners in a VPC with an endpoint for STS, name the VPC under `source_vpc` or the endpoint under `source_vpce`',
    };
  }
  return undefined;
}

export function vpcIdFault(text: string): Fault | undefined {
  return idFault(text, VPC_ID_PATTERN, 'a VPC', 'vpc-0a1b2c3d4e5f67890');
}

export function vpcEndpointIdFault(text: string): Fault | undefined {
  return idFault(text, VPC_ENDPOINT_ID_PATTERN, 'a VPC endpoint', 'vpce-0a1b2c3d4e5f67890');
}

function idFault(text: string, pattern: string, what: string, example: string): Fault | undefined {
  const isAccepted = (id: string): boolean => new RegExp(pattern).test(id);
  if (isAccepted(text)) return undefined;
  return {
    code: 'ERR_GRANT',
    message: `${quote(text)} is not the id of ${what}`,
    expected: `an id such as ${quote(example)}`,
    fix: writeFix(text.trim().toLowerCase(), isAccepted),
  };
}

/** What a request must meet, as a declaration and the constructs have it. */
export interface LimitedRequest {
  readonly sourceIp?: readonly string[];
  readonly sourceVpc?: readonly string[];
  readonly sourceVpce?: readonly string[];
}

/** What is wrong with the conditions together: they demand nothing, or what no request has. */
export function requestConditionsFault({
  sourceIp,
  sourceVpc,
  sourceVpce,
}: LimitedRequest): Fault | undefined {
  const given = Object.entries({
    source_ip: sourceIp,
    source_vpc: sourceVpc,
    source_vpce: sourceVpce,
  }).filter(([, values]) => values !== undefined);
  if (given.length === 0) {
    return {
      code: 'ERR_GRANT',
      message: '`request` demands nothing',
      expected: '`source_ip`, `source_vpc` or `source_vpce`',
      fix: 'add one of them, or remove `request`',
    };
  }
  const empty = given.find(([, values]) => values?.length === 0)?.[0];
  if (empty !== undefined) {
    return {
      code: 'ERR_GRANT',
      message: `${quote(empty)} is empty: no request would match`,
      expected: 'at least one value',
      fix: `add one, or remove ${quote(empty)}`,
    };
  }
  if (sourceIp !== undefined && given.length > 1) {
    return {
      code: 'ERR_GRANT',
      message: `no request meets \`source_ip\` and ${quote(given[1]?.[0] ?? '')} together: one through a VPC endpoint has no \`aws:SourceIp\``,
      expected: 'addresses, or VPCs and their endpoints',
      fix: 'remove one of the two, or declare a second role',
    };
  }
  return undefined;
}
