import type { Tree } from './tree';

/**
 * Whether an open role is in a tree, by the published schema of each form and nothing of refgate. It gives the file the benefit of every
 * doubt: of a member twice both count, names count in any case where a tool reads them so, a list may be an object or nested, and any of
 * the marks of a role is enough. What it calls a role, refgate must not call nothing.
 */
export type ReferenceReader = (tree: Tree, isOpen: (value: unknown) => boolean) => boolean;

/** @see https://developer.hashicorp.com/terraform/internals/json-format#plan-representation */
export const planHasRole: ReferenceReader = (tree, isOpen) =>
  all(tree, 'planned_values').some((values) => valuesHaveRole(values, isOpen)) ||
  entries(all(tree, 'resource_changes')).some(
    (change) =>
      isRole(change) &&
      all(change, 'change').some(
        (inner) =>
          remains(all(inner, 'actions')) && all(inner, 'after').some((after) => isOpenRole(after, isOpen)),
      ),
  );

/** The same, with the roles that were found otherwise than Terraform left them: they stay unless a change removes one. */
export const driftedPlanHasRole: ReferenceReader = (tree, isOpen) =>
  planHasRole(tree, isOpen) ||
  (!entries(all(tree, 'resource_changes')).some((change) =>
    all(change, 'change').some((inner) => texts(entries(all(inner, 'actions'))).includes('delete')),
  ) &&
    entries(all(tree, 'resource_drift')).some(
      (drift) =>
        isRole(drift) &&
        all(drift, 'change').some((inner) => all(inner, 'after').some((after) => isOpenRole(after, isOpen))),
    ));

/** @see https://developer.hashicorp.com/terraform/internals/json-format#state-representation */
export const stateHasRole: ReferenceReader = (tree, isOpen) =>
  all(tree, 'values').some((values) => valuesHaveRole(values, isOpen));

/** @see https://github.com/hashicorp/terraform/blob/v1.11.4/internal/states/statefile/version4.go */
export const stateFileHasRole: ReferenceReader = (tree, isOpen) =>
  entries(all(tree, 'resources')).some(
    (resource) =>
      texts(all(resource, 'type')).includes('aws_iam_role') &&
      texts(all(resource, 'mode')).includes('managed') &&
      entries(all(resource, 'instances')).some((instance) =>
        all(instance, 'attributes').some((attributes) => isOpenRole(attributes, isOpen)),
      ),
  );

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html */
export const answerHasRole: ReferenceReader = (tree, isOpen) =>
  [
    ...(tree.kind === 'list' ? entries([tree]) : [tree]),
    ...all(tree, 'Role'),
    ...entries([...all(tree, 'Roles'), ...all(tree, 'RoleDetailList')]),
  ].some((role) =>
    all(role, 'AssumeRolePolicyDocument').some((node) => node.kind === 'leaf' && isOpen(node.value)),
  );

/** Names are read in their own case. @see https://developer.hashicorp.com/terraform/language/syntax/json */
export const configurationHasRole: ReferenceReader = (tree, isOpen) =>
  members(members([tree], 'resource'), 'aws_iam_role')
    .flatMap(blocks)
    .flatMap((types) => (types.kind === 'object' ? types.members.filter(([name]) => name !== '//') : []))
    .flatMap(([, role]) => blocks(role))
    .some(
      (role) =>
        exact(role, 'assume_role_policy').some((node) => node.kind === 'leaf' && isOpen(node.value)) &&
        exact(role, 'count').length + exact(role, 'for_each').length === 0,
    );

function valuesHaveRole(values: Tree, isOpen: (value: unknown) => boolean): boolean {
  const open = all(values, 'root_module');
  for (let module = open.pop(); module !== undefined; module = open.pop()) {
    const found = entries(all(module, 'resources')).some(
      (resource) => isRole(resource) && all(resource, 'values').some((one) => isOpenRole(one, isOpen)),
    );
    if (found) return true;
    open.push(...entries(all(module, 'child_modules')));
  }
  return false;
}

function isRole(resource: Tree): boolean {
  const isManaged = texts(all(resource, 'mode')).includes('managed');
  const isNamed = texts(all(resource, 'address')).some((address) =>
    /^(?:module\.\w+\.)*aws_iam_role\.\w+$/.test(address),
  );
  return isManaged && (texts(all(resource, 'type')).includes('aws_iam_role') || isNamed);
}

function isOpenRole(attributes: Tree, isOpen: (value: unknown) => boolean): boolean {
  return all(attributes, 'assume_role_policy').some((node) => node.kind === 'leaf' && isOpen(node.value));
}

function remains(actions: readonly Tree[]): boolean {
  const names = texts(entries(actions));
  return actions.length > 0 && !names.includes('delete') && !names.includes('forget');
}

/** The members of a name in any case, of an object or of the objects of a list. */
function all(tree: Tree, name: string): Tree[] {
  return objects(tree).flatMap((node) =>
    node.members.filter(([known]) => known.toLowerCase() === name.toLowerCase()).map(([, value]) => value),
  );
}

function exact(tree: Tree, name: string): Tree[] {
  return tree.kind === 'object'
    ? tree.members.filter(([known]) => known === name).map(([, value]) => value)
    : [];
}

function members(nodes: readonly Tree[], name: string): Tree[] {
  return nodes.flatMap(blocks).flatMap((node) => exact(node, name));
}

function blocks(node: Tree): readonly Tree[] {
  return node.kind === 'list' ? node.items.flatMap(blocks) : [node];
}

function objects(tree: Tree): readonly Extract<Tree, { kind: 'object' }>[] {
  if (tree.kind === 'object') return [tree];
  return tree.kind === 'list' ? tree.items.flatMap(objects) : [];
}

/** The entries of lists, nested or written as objects. What else an entry holds is none: a later minor version may add members. */
function entries(nodes: readonly Tree[]): readonly Tree[] {
  return nodes.flatMap((node) => {
    if (node.kind === 'list')
      return node.items.flatMap((item) => (item.kind === 'list' ? entries([item]) : [item]));
    if (node.kind === 'leaf') return [node];
    return [node, ...node.members.map(([, value]) => value).filter(({ kind }) => kind === 'object')];
  });
}

function texts(nodes: readonly Tree[]): readonly string[] {
  return nodes.flatMap((node) =>
    node.kind === 'leaf' && typeof node.value === 'string' ? [node.value] : [],
  );
}
