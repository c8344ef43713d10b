import { partitionOf, type Partition } from '../arn';
import { quote } from '../errors';
import type { Fault } from './fault';

export const REGION_PATTERN = '^[a-z]{2}(-[a-z]+)+-[0-9]$';

export function regionFault(region: string): Fault | undefined {
  if (new RegExp(REGION_PATTERN).test(region)) return undefined;
  const zone = /^([a-z]{2}(?:-[a-z]+)+-\d)[a-z]$/.exec(region)?.[1];
  return {
    code: 'ERR_ACCOUNT',
    message: `${quote(region)} is not an AWS region`,
    expected: 'a region, such as `eu-west-1`',
    fix:
      zone === undefined
        ? 'write its code, as the AWS console shows it'
        : `it is an availability zone: write ${quote(zone)}`,
  };
}

/** In a region of another partition, Terraform would sign in at the wrong place. */
export function partitionFault(partition: Partition, region: string): Fault | undefined {
  const actual = partitionOf(region);
  if (actual === partition) return undefined;
  return {
    code: 'ERR_ACCOUNT',
    message: `region ${quote(region)} is not in partition ${quote(partition)}`,
    expected: quote(actual),
    fix: 'remove `partition`, or correct `region`',
  };
}
