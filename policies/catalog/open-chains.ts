import { quote } from '../errors';
import { powerOf } from './chained';
import type { CheckInput, ReachedRole } from './check-input';
import { chainToStrongerRole } from './checks/chain-to-stronger-role';
import { undeterminedChain } from './checks/undetermined-chain';

/** Something about the chains of a role that decides whether there is an error. */
export interface OpenChain {
  readonly reason: string;
  /** JSON pointer to the value through which any unprotected ref assumes the role. */
  readonly pointer: string;
  /** The check whose suppression accepts it. */
  readonly check: string;
}

/** More names say no more. */
const MAX_NAMES = 5;

const ADMINISTRATOR = { managed: ['arn:aws:iam::aws:policy/AdministratorAccess'], inline: {} };

/**
 * Chains from any unprotected ref of which it cannot be told whether they lead to a role that owns its account: whether the other role can be
 * assumed, or what it may do, is not known.
 */
export function openChains(input: CheckInput): readonly OpenChain[] {
  const { leadsTo = [] } = input;
  if (leadsTo.some((reached) => reached.answer === 'yes' && powerOf(reached) !== undefined)) return [];
  const open = leadsTo.filter(mayOwnItsAccount);
  if (open.length === 0) return [];
  const worst = open.map((reached): ReachedRole => ({
    ...reached,
    answer: 'yes',
    permissions: ADMINISTRATOR,
  }));
  const [found] = chainToStrongerRole.find({ ...input, leadsTo: worst });
  if (found === undefined) return [];
  const roles = named(open.map(({ role }) => role));
  const unknown = named(
    open.flatMap(({ dependsOn = [], permissions }) => [...dependsOn, ...(permissions.unread ?? [])]),
  );
  const reason = `cannot determine whether any unprotected ref reaches ${roles} by role chain: it depends on ${unknown}`;
  return [{ reason, pointer: found.pointer, check: undeterminedChain.id }];
}

function mayOwnItsAccount(reached: ReachedRole): boolean {
  const isPowerful = powerOf(reached) !== undefined;
  const { unread = [] } = reached.permissions;
  return isPowerful ? reached.answer === 'cannot_tell' : unread.length > 0;
}

function named(names: readonly string[]): string {
  const all = [...new Set(names)];
  const shown = all.slice(0, MAX_NAMES).map(quote).join(', ');
  return all.length > MAX_NAMES ? `${shown} and ${all.length - MAX_NAMES} more` : shown;
}
