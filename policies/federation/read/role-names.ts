import { formatPosition, quote } from '../../errors';
import { LIMITS, roleNameIdentity } from '../../limits/index';
import type { Account } from '../federation';
import type { Path } from '../yaml-tree';
import type { ProblemCollector } from './problem-collector';

/**
 * The names of roles in AWS: one of each in an account, whatever the case.
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html
 */
export class RoleNames {
  private readonly taken = new Map<string, string>();

  /** Takes a role's name; reports it when another role of the account has it, or when AWS refuses it. */
  claim(
    collector: ProblemCollector,
    path: Path,
    role: { readonly key: string; readonly name: string; readonly account: Account },
  ): void {
    const { key, name, account } = role;
    const named = collector.has([...path, 'name']);
    const fault = named ? undefined : LIMITS.roleName(name);
    if (fault !== undefined) collector.atKey(path, fault);
    const id = roleNameIdentity(account.key, name);
    const first = this.taken.get(id);
    this.taken.set(id, first ?? key);
    if (first === undefined) return;
    const { line, column } = collector.positionOf(['roles', first]);
    collector.atKey(named ? [...path, 'name'] : path, {
      code: 'ERR_ROLE_NAME',
      message: `the roles ${quote(first)} and ${quote(key)} have one name in account ${quote(account.key)}`,
      got: `${quote(name)}, as at ${formatPosition({ line, column })} (AWS ignores case)`,
      fix: 'give one of them another `name`',
    });
  }
}
