import { quote } from '../../errors';
import type { Plan } from '../plan-shape';
import { unreadOf } from '../unread';
import { isBody } from './block';
import { configured } from './configured';
import { withoutKeys, type Shown } from './shown';
import type { Unresolved } from './written';

/** The commands that Terraform runs as it applies a plan: only the configuration in the plan shows them. */
export function plannedProvisioners(plan: Plan, planned: readonly Shown[]): readonly Unresolved[] {
  const made = new Set([
    ...planned.map(({ declared }) => declared),
    // a provisioner may run as its resource is destroyed
    ...(plan.resource_changes ?? []).map(({ address }) => withoutKeys(address)),
  ]);
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

/** Addresses that a message names. */
const MAX_NAMED = 5;

/**
 * The resources that Terraform makes, or destroys, and whose blocks the plan does not show: they may have provisioners. Terraform itself
 * shows the block of each resource that it makes, and destroys one whose block is gone without its provisioners.
 * @see https://developer.hashicorp.com/terraform/internals/json-format#configuration-representation
 */
export function withoutBlocks(plan: Plan, planned: readonly Shown[]): readonly Unresolved[] {
  const root = plan.configuration?.root_module;
  const runs = root === undefined ? ['create', 'delete'] : ['create'];
  const changes = (plan.resource_changes ?? []).filter(({ mode }) => mode === 'managed');
  const listed = new Set(changes.map(({ address }) => address));
  const blocks = new Set(
    configured(root).map(({ resource, prefix }) => withoutKeys(`${prefix}${resource.address}`)),
  );
  const made = [
    ...changes.filter(({ change }) => change.actions.some((action) => runs.includes(action))),
    ...planned.filter(({ mode, address }) => mode === 'managed' && !listed.has(address)),
  ].map(({ address }) => address);
  const hidden = [...new Set(made)].filter((address) => !blocks.has(withoutKeys(address))).toSorted();
  if (hidden.length === 0) return [];
  const more = hidden.length > MAX_NAMED ? ` and ${hidden.length - MAX_NAMED} more` : '';
  const names = `${hidden.slice(0, MAX_NAMED).map(quote).join(', ')}${more}`;
  return [
    {
      address: 'the plan',
      concerns: 'module',
      reason: `${root === undefined ? 'the plan has no `configuration`' : 'the `configuration` of the plan does not have all resources'}: the commands that Terraform runs (provisioners) with ${names} are not known, and they may create a role; give the whole output of \`terraform show -json\``,
    },
  ];
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
