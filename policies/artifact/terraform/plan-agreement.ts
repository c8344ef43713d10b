import type { JsonPositions } from '../../trust/index';
import type { Plan, PlannedChange } from '../plan-shape';
import type { Body } from './block';
import { configured } from './configured';
import { mayHoldRole } from './plan-drift';
import { DECISIVE, ROLE_TYPES } from './role-arguments';
import { withoutKeys, type Shown } from './shown';
import type { Notice, Unresolved } from './written';

/**
 * Where a plan is not whole, and where its two accounts of the future disagree: `planned_values`, from which roles are read, and
 * `resource_changes`, which Terraform applies.
 * @see https://developer.hashicorp.com/terraform/internals/json-format#plan-representation
 */
export function disagreements(
  plan: Plan,
  planned: readonly Shown[],
  prior: readonly Shown[],
  positions: JsonPositions,
): readonly Unresolved[] {
  const found: Unresolved[] = [...unfinished(plan, positions)];
  const changes = plan.resource_changes ?? [];
  const doubt = (address: string, type: string, reason: string, path: readonly (string | number)[]): void => {
    const concerns = ROLE_TYPES.has(type) ? 'trust' : 'module';
    found.push({ address, concerns, reason, position: positions.at(path) });
  };
  const current = new Map<string, { readonly change: PlannedChange; readonly index: number }>();
  for (const [index, change] of changes.entries()) {
    const {
      address,
      type,
      deposed,
      change: { actions },
    } = change;
    const path = ['resource_changes', index];
    if (deposed !== undefined) {
      if (ROLE_TYPES.has(type) && actions.join() !== 'delete' && change.mode === 'managed')
        doubt(
          address,
          type,
          `the deposed object ${deposed} of the role stays in AWS and is not judged`,
          path,
        );
    } else if (current.has(address))
      doubt(address, type, '`resource_changes` lists the resource twice', path);
    else current.set(address, { change, index });
  }
  const managed = planned.filter(({ mode }) => mode === 'managed');
  const byAddress = new Map<string, Shown>();
  for (const shown of managed) {
    const { address, type, path } = shown;
    if (byAddress.has(address)) doubt(address, type, '`planned_values` lists the resource twice', path);
    byAddress.set(address, shown);
    if (!ROLE_TYPES.has(type)) continue;
    const entry = current.get(address);
    if (entry === undefined)
      doubt(address, type, '`planned_values` has the role and `resource_changes` has not', path);
    else if (!stays(entry.change.change.actions))
      doubt(address, type, '`planned_values` has the role and `resource_changes` removes it', path);
    else {
      const reason = differing(shown.values, entry.change.change);
      if (reason !== undefined) doubt(address, type, reason, ['resource_changes', entry.index, 'change']);
    }
  }
  for (const { change, index } of current.values()) {
    const { address, type, mode } = change;
    const isGone = !stays(change.change.actions);
    if (isGone && change.change.after && !byAddress.has(address))
      doubt(address, type, '`resource_changes` removes the resource and has an `after` of it', [
        'resource_changes',
        index,
      ]);
    if (isForgotten(type, change.change) && !change.change.before)
      doubt(address, type, 'the plan forgets the role, which stays in AWS, and has no `before` of it', [
        'resource_changes',
        index,
      ]);
    if (mode !== 'managed' || isGone || byAddress.has(address)) continue;
    const reason = `\`resource_changes\` has the resource (${change.change.actions.join(', ')}) and \`planned_values\` has not`;
    doubt(address, type, reason, ['resource_changes', index]);
  }
  const moved = new Set(changes.flatMap(({ previous_address: from }) => (from === undefined ? [] : [from])));
  for (const { mode, address, type, values, path } of prior) {
    if (mode !== 'managed' || current.has(address) || byAddress.has(address) || moved.has(address)) continue;
    if (ROLE_TYPES.has(type))
      doubt(address, type, 'the role exists, and the plan does not list what becomes of it', path);
    else if (mayHoldRole(type, values))
      doubt(
        address,
        type,
        'the resource may hold a role, and the plan does not list what becomes of it',
        path,
      );
  }
  return found;
}

/** The roles that the plan takes out of the state and leaves in AWS, as they were before the plan. */
export function forgottenRoles({ resource_changes: changes = [] }: Plan): readonly Shown[] {
  return changes.flatMap(({ address, type, mode, deposed, change }, index): Shown[] =>
    isForgotten(type, change) && change.before && deposed === undefined
      ? [
          {
            address,
            mode,
            type,
            values: change.before,
            declared: withoutKeys(address),
            path: ['resource_changes', index, 'change', 'before'],
          },
        ]
      : [],
  );
}

function isForgotten(type: string, { actions }: PlannedChange['change']): boolean {
  return ROLE_TYPES.has(type) && actions.includes('forget');
}

/** Roles that the plan takes out of the state and leaves in AWS, and role blocks that make no role with the values of this plan. */
export function planNotices(
  plan: Plan,
  planned: readonly Shown[],
  positions: JsonPositions,
): readonly Notice[] {
  const forgotten = (plan.resource_changes ?? []).flatMap(({ address, type, change }, index): Notice[] =>
    isForgotten(type, change)
      ? [
          {
            address,
            reason:
              'the plan forgets the role: it stays in AWS, and is judged with the trust policy that it had before the plan',
            position: positions.at(['resource_changes', index]),
          },
        ]
      : [],
  );
  const made = new Set(planned.map(({ declared }) => declared));
  const empty = configured(plan.configuration?.root_module).flatMap(({ resource, prefix }): Notice[] => {
    const address = `${prefix}${resource.address}`;
    if (!ROLE_TYPES.has(resource.type) || resource.mode !== 'managed' || made.has(withoutKeys(address)))
      return [];
    return [{ address, reason: 'the role block makes no role with the values of this plan' }];
  });
  const bare: readonly Notice[] =
    plan.configuration?.root_module === undefined
      ? [
          {
            address: 'the plan',
            reason:
              'the plan has no `configuration`: the accounts of its providers, what an unknown argument names, and role blocks that make no role are not known',
          },
        ]
      : [];
  return [...forgotten, ...empty, ...bare];
}

function unfinished(plan: Plan, positions: JsonPositions): readonly Unresolved[] {
  const reasons: readonly (readonly [member: keyof Plan, isSo: boolean, reason: string])[] = [
    [
      'errored',
      plan.errored === true,
      'the plan is not whole: Terraform stopped with an error while planning (`errored`)',
    ],
    [
      'complete',
      plan.complete === false,
      'the plan is not whole: applying it does not reach the configuration (`complete: false`), as with `-target`',
    ],
    [
      'deferred_changes',
      (plan.deferred_changes ?? []).length > 0,
      'the plan is not whole: it defers changes to a later plan (`deferred_changes`)',
    ],
  ];
  return reasons.flatMap(([member, isSo, reason]): Unresolved[] =>
    isSo ? [{ address: 'the plan', concerns: 'module', reason, position: positions.at([member]) }] : [],
  );
}

/** Whether the object is there after apply, under Terraform's control. */
function stays(actions: readonly string[]): boolean {
  return !(actions.length === 1 && (actions[0] === 'delete' || actions[0] === 'forget'));
}

function differing(
  values: Body,
  { actions, before, after, after_unknown: unknown }: PlannedChange['change'],
): string | undefined {
  if (unknown === true) return '`after_unknown` says that nothing of the role is known, beside values of it';
  const kept = actions.join() === 'no-op';
  for (const name of DECISIVE) {
    const value = values[name] ?? null;
    if (JSON.stringify(value) !== JSON.stringify(after?.[name] ?? null))
      return `\`planned_values\` and \`resource_changes\` differ in \`${name}\``;
    if (kept && JSON.stringify(value) !== JSON.stringify(before?.[name] ?? null))
      return `\`resource_changes\` leaves the role as it is (no-op), and \`before\` and \`after\` differ in \`${name}\``;
    if (value !== null && typeof unknown === 'object' && (unknown[name] ?? false) !== false)
      return `\`after_unknown\` says that \`${name}\` is not known, beside a value of it`;
  }
  return undefined;
}
