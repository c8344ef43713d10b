import type { Position } from '../errors';

/** Says that a finding is known and accepted. */
export interface Suppression {
  /** Id of the check. */
  readonly check: string;
  /** Key, name or address of the role; absent = every role. */
  readonly role?: string;
  /** Why it is accepted: at least {@link SHORTEST_REASON} characters. */
  readonly reason: string;
  /** Where it is in the user's file. */
  readonly position?: Position;
}

const SHORTEST_REASON = 10;

/** Whether the reason is long enough to be one. */
export function hasReason({ reason }: Suppression): boolean {
  return reason.trim().length >= SHORTEST_REASON;
}

/** Whether a suppression is about a role. */
export function concerns(suppression: Suppression, role: string | undefined): boolean {
  return suppression.role === undefined || suppression.role === role;
}
