import type { Account, Partition, Problem } from '../../policies/index';
import { quote } from '../../policies/index';
import type { AssumeRoleOptions } from './account-options';

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

/** The role that Terraform assumes must be one of the account: in any other, `allowed_account_ids` stops the plan. */
export function assumeRoleProblems(
  { key, id, partition, position }: Account,
  assumeRole: AssumeRoleOptions | undefined,
): readonly Problem[] {
  if (assumeRole === undefined) return [];
  const prefix = `arn:${partition}:iam::${id}:role/`;
  if (assumeRole.roleArn.startsWith(prefix) && assumeRole.roleArn.length > prefix.length) return [];
  return [
    {
      code: 'ERR_ACCOUNT',
      message: `the role that Terraform assumes is not one of account ${quote(key)}`,
      got: quote(assumeRole.roleArn),
      expected: `an ARN that begins with ${quote(prefix)}`,
      fix: 'name a role of this account',
      position,
    },
  ];
}

/** More roles of this declaration alone than the account may have. */
export function roleCountProblems(
  { key, position }: Account,
  count: number,
  quota: number,
): readonly Problem[] {
  if (count <= quota) return [];
  return [
    {
      code: 'ERR_QUOTA',
      message: `account ${quote(key)} has too many roles`,
      got: `${count} roles`,
      expected: `at most ${quota}`,
      fix: 'spread them over accounts, or have quota L-FE177D64 raised and say so',
      position,
    },
  ];
}

function partitionOf(region: string): Partition {
  if (region.startsWith('us-gov-')) return 'aws-us-gov';
  return region.startsWith('cn-') ? 'aws-cn' : 'aws';
}
