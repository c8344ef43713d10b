import type { Account, Partition, Problem } from '../policies/index';
import { quote } from '../policies/index';

/** Each partition's regions begin in their own way; a region of another one would have Terraform sign in at the wrong place. */
export function regionProblems({ key, region, partition, id, position }: Account): readonly Problem[] {
  const problem = (message: string, got: string, expected: string, fix: string): Problem => ({
    code: 'ERR_ACCOUNT',
    message,
    got,
    expected,
    fix,
    position,
  });
  const subject = `account ${quote(key)}`;
  if (!/^\d{12}$/.test(id)) {
    return [
      problem(
        `${subject} has no account id`,
        quote(id),
        'twelve digits',
        'put it into quotes and keep leading zeroes',
      ),
    ];
  }
  if (!/^[a-z]{2}(-[a-z]+)+-\d$/.test(region)) {
    return [problem(`${subject} has no region`, quote(region), 'a region such as `eu-west-1`', 'change it')];
  }
  const actual = partitionOf(region);
  if (actual === partition) return [];
  const expected = `a region of partition ${quote(partition)}`;
  return [
    problem(
      `${subject} is in another partition than its region`,
      quote(region),
      expected,
      `set partition ${quote(actual)}`,
    ),
  ];
}

function partitionOf(region: string): Partition {
  if (region.startsWith('us-gov-')) return 'aws-us-gov';
  return region.startsWith('cn-') ? 'aws-cn' : 'aws';
}
