import type { Plan } from '../plan-shape';
import { unreadOf } from '../unread';
import { isBody } from './block';
import { configured } from './configured';
import { withoutKeys, type Shown } from './shown';
import type { Unresolved } from './written';

/** The commands that Terraform runs as it applies a plan: only the configuration in the plan shows them. */
export function plannedProvisioners(plan: Plan, planned: readonly Shown[]): readonly Unresolved[] {
  const made = new Set(planned.map(({ declared }) => declared));
  return configured(plan.configuration?.root_module).flatMap(({ resource, prefix }) => {
    const address = `${prefix}${resource.address}`;
    if (!made.has(withoutKeys(address))) return [];
    return (resource.provisioners ?? []).flatMap(({ type, expressions = {} }): Unresolved[] => {
      const text = (argument: string): string | null | undefined => {
        const node = Object.hasOwn(expressions, argument) ? expressions[argument] : null;
        const value: unknown = isBody(node) ? node.constant_value : node;
        return typeof value === 'string' || value === null ? value : undefined;
      };
      const unread = unreadOf({ kind: 'provisioner', type, source: '', text });
      return unread?.mayHoldRole === true ? [{ address, concerns: 'module', reason: unread.reason }] : [];
    });
  });
}

/**
 * The actions that Terraform invokes as it applies a plan.
 * @see https://developer.hashicorp.com/terraform/language/invoke-actions
 */
export function plannedActions({ action_invocations: invoked = [] }: Plan): readonly Unresolved[] {
  return invoked.flatMap(({ address, type, ...rest }): Unresolved[] => {
    const unread = unreadOf({
      kind: 'action',
      type,
      source: JSON.stringify(rest),
      text: () => undefined,
    });
    return unread?.mayHoldRole === true ? [{ address, concerns: 'module', reason: unread.reason }] : [];
  });
}
