import type { JsonPositions } from '../../trust/index';
import type { Plan, PlannedChange } from '../plan-shape';
import { unreadOf } from '../unread';
import type { Body } from './block';
import { DECISIVE, ROLE_TYPES } from './role-arguments';
import type { Notice, Unresolved } from './written';

export interface PlanDrift {
  readonly unresolved: readonly Unresolved[];
  readonly notices: readonly Notice[];
}

/**
 * What a plan says was changed outside of Terraform (`resource_drift`). Such a role is in AWS as its `after` has it: the plan must say what
 * becomes of it, and start from that.
 * @param planned addresses of the managed resources in `planned_values`
 * @see https://developer.hashicorp.com/terraform/internals/json-format#plan-representation
 */
export function planDrift(plan: Plan, planned: ReadonlySet<string>, positions: JsonPositions): PlanDrift {
  const unresolved: Unresolved[] = [];
  const notices: Notice[] = [];
  const current = new Map((plan.resource_changes ?? []).map((change) => [objectOf(change), change]));
  for (const [index, drift] of (plan.resource_drift ?? []).entries()) {
    const { address, type, mode, change } = drift;
    if (mode !== 'managed') continue;
    const position = positions.at(['resource_drift', index]);
    const isRole = ROLE_TYPES.has(type);
    const listed = current.get(objectOf(drift));
    const isListed = listed !== undefined || planned.has(objectOf(drift));
    if (!isRole) {
      if (change.after && !isListed && mayHoldRole(type, change.after)) {
        const reason =
          '`resource_drift` has the resource, which may hold a role, and the plan does not list what becomes of it';
        unresolved.push({ address, concerns: 'module', reason, position });
      }
      continue;
    }
    const doubt = doubtOf(change, listed?.change, isListed);
    if (doubt !== undefined) unresolved.push({ address, concerns: 'trust', reason: doubt, position });
    else {
      const reason = noticeOf(change);
      if (reason !== undefined) notices.push({ address, reason, position });
    }
  }
  return { unresolved, notices };
}

/** Whether a resource of this type, with these values, may write a trust policy that is not judged. */
export function mayHoldRole(type: string, values: Body): boolean {
  const text = (argument: string): string | null | undefined => {
    const value = values[argument] ?? null;
    return typeof value === 'string' || value === null ? value : undefined;
  };
  return unreadOf({ kind: 'managed', type, source: JSON.stringify(values), text })?.mayHoldRole === true;
}

type Change = PlannedChange['change'];

function doubtOf(drift: Change, listed: Change | undefined, isListed: boolean): string | undefined {
  const isGone = drift.actions.join() === 'delete';
  if (!drift.after)
    return isGone ? undefined : '`resource_drift` has the role and does not say what it is (`after`)';
  if (isGone) return '`resource_drift` removes the role and has an `after` of it';
  if (!isListed) return '`resource_drift` has the role, and the plan does not list what becomes of it';
  const differs = DECISIVE.find((name) => textOf(drift.after, name) !== textOf(listed?.before, name));
  return differs === undefined || listed === undefined
    ? undefined
    : `\`resource_drift\` and the \`before\` of \`resource_changes\` differ in \`${differs}\``;
}

function noticeOf({ before, after }: Change): string | undefined {
  if (!after) return 'the role was deleted outside of Terraform (`resource_drift`)';
  const changed = DECISIVE.find((name) => textOf(before, name) !== textOf(after, name));
  return changed === undefined
    ? undefined
    : `\`${changed}\` of the role was changed outside of Terraform (\`resource_drift\`); it is judged as it is after this plan is applied`;
}

/** An object of a plan: its address, and the key of a deposed one. */
function objectOf({ address, deposed }: PlannedChange): string {
  return deposed === undefined ? address : `${address} ${deposed}`;
}

function textOf(values: Body | null | undefined, name: string): string {
  return JSON.stringify(values?.[name] ?? null);
}
