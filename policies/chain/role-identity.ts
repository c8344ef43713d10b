import { parseIamArn } from '../arn';
import type { Holds } from '../evaluate/index';

/** What is known of the identity of a role. What is absent is unknown, never "none". */
export interface RoleIdentity {
  /** ARN of the role, with its path. */
  readonly arn?: string;
  /** `RoleName`. */
  readonly name?: string;
  /** `RoleId`, such as `AROA…`: another role of the same name has another one. */
  readonly uniqueId?: string;
  /** Twelve digits. */
  readonly account?: string;
  /** Roles with the same object are in one account, whichever it is. @default nothing is known of that */
  readonly sharedAccount?: object;
  /** Where it is written, if `key` is another name. */
  readonly address?: string;
  /** ARNs of other roles, which this one does not have, where its own is unknown. */
  readonly notArns?: ReadonlySet<string>;
}

/** `no` · `yes` · `unknown`: a part of the role's ARN is not known. */
export function isArnOf(text: string, { arn, name, account, notArns }: RoleIdentity): Holds {
  if (arn !== undefined) return text === arn ? 'yes' : 'no';
  const read = parseIamArn(text);
  if (read === undefined || !read.resource.startsWith('role/')) return 'no';
  if (notArns?.has(text) === true) return 'no';
  if (account !== undefined && read.account !== account) return 'no';
  return name === undefined || read.resource.endsWith(`/${name}`) ? 'unknown' : 'no';
}

/** Whether two roles are in one account. */
export function inOneAccount(a: RoleIdentity, b: RoleIdentity): Holds {
  if (a.sharedAccount !== undefined && a.sharedAccount === b.sharedAccount) return 'yes';
  if (a.account === undefined || b.account === undefined) return 'unknown';
  return a.account === b.account ? 'yes' : 'no';
}
