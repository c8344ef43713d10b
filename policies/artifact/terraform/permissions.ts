import { parseJsonText } from '../../trust/index';
import { positionOf } from './block';
import type { ModuleInstance } from './module-instance';
import type { Instance } from './repeat';
import { Unknown, ValueSet, addressOfArn, isList, type Value } from './value';
import type { OwnPolicies } from './own-policies';
import type { InlinePolicy, Unresolved, WrittenPermissions } from './written';

/** A module whose resources may attach permissions to roles. */
export interface Attachments {
  readonly module: ModuleInstance;
}

export interface FoundPermissions {
  readonly permissions: WrittenPermissions;
  readonly unresolved: readonly Unresolved[];
}

/** Resources that give a role permissions: the argument that names the role, and the one that names the policy. */
const ATTACHING: readonly (readonly [type: string, role: string, policy: string])[] = [
  ['aws_iam_role_policy_attachment', 'role', 'policy_arn'],
  ['aws_iam_role_policy_attachments_exclusive', 'role_name', 'policy_arns'],
  ['aws_iam_policy_attachment', 'roles', 'policy_arn'],
  ['aws_iam_role_policy', 'role', 'policy'],
];

/**
 * The permissions of a role as far as the configuration shows them: on the role itself, and by resources that name it.
 * A policy that cannot be read is reported; for an attachment whose role cannot be read see {@link lostAttachments}.
 */
export function permissionsOf(
  module: ModuleInstance,
  role: Instance,
  attachments: AttachmentIndex,
  policies?: OwnPolicies,
): FoundPermissions {
  const gathered = new Gathered(policies);
  const name = module.argument(role, 'name');
  const boundary = module.argument(role, 'permissions_boundary');
  gathered.managed(role, 'managed_policy_arns', module.argument(role, 'managed_policy_arns'));
  const { reader } = module.workspace;
  const blocks = module.blocks(role, 'inline_policy');
  if (blocks instanceof Unknown) gathered.report(role, 'inline_policy', blocks);
  else {
    for (const { body, scope } of blocks) {
      const [inlineName, policy] = [body.name, body.policy].map((node) => reader.tolerant(node, scope));
      // a block without arguments says that there is no inline policy
      if (inlineName !== null || policy !== null)
        gathered.inline(role, 'inline_policy', inlineName, policy ?? null);
    }
  }
  for (const { module: other, attachment, policyArgument } of attachments.of(name, role.address)) {
    if (differ(other.awsOf(attachment.block.body).account, module.awsOf(role.block.body).account)) continue;
    const policy = other.argument(attachment, policyArgument);
    if (policyArgument === 'policy') {
      gathered.inline(attachment, policyArgument, other.argument(attachment, 'name'), policy);
    } else gathered.managed(attachment, policyArgument, policy);
  }
  if (boundary instanceof Unknown) gathered.report(role, 'permissions_boundary', boundary);
  return gathered.result(typeof boundary === 'string' ? boundary : undefined);
}

function instancesOfType(module: ModuleInstance, type: string): readonly Instance[] {
  return [...module.body.resources.keys()]
    .filter((name) => name.startsWith(`${type}.`))
    .flatMap((name) => {
      const instances = module.instances('managed', name);
      return instances instanceof Unknown ? [] : instances;
    });
}

/** Attachments that name a role which the text does not tell: some role has permissions that nobody sees. */
export function lostAttachments(
  attachments: readonly Attachments[],
  roles: ReadonlySet<string>,
): readonly Unresolved[] {
  const gathered = new Gathered();
  for (const { module } of attachments) {
    for (const [type, argument] of ATTACHING) {
      for (const [name, block] of module.body.resources) {
        if (!name.startsWith(`${type}.`)) continue;
        const instances = module.instances('managed', name);
        if (instances instanceof Unknown) {
          const address = `${module.inputs.prefix}${name}`;
          gathered.report({ address, block, scope: module }, 'for_each', instances);
          continue;
        }
        for (const instance of instances) {
          const lost = listOf(module.argument(instance, argument)).find(
            (role) =>
              role instanceof Unknown && !roles.has(role.expression?.replace(/\.(?:name|id)$/, '') ?? ''),
          );
          if (lost instanceof Unknown) gathered.report(instance, argument, lost);
        }
      }
    }
  }
  return gathered.result(undefined).unresolved;
}

function differ(one: string | undefined, other: string | undefined): boolean {
  return one !== undefined && other !== undefined && one !== other;
}

/** A resource that gives a role permissions. */
interface Attachment {
  readonly module: ModuleInstance;
  readonly attachment: Instance;
  readonly policyArgument: string;
}

/** The attachments of a configuration by the roles that they name: each is looked at once, however many roles there are. */
export class AttachmentIndex {
  private readonly all: Attachment[] = [];
  private readonly byName = new Map<string, Set<number>>();
  private readonly byAddress = new Map<string, Set<number>>();

  constructor(attachments: readonly Attachments[]) {
    for (const { module } of attachments) {
      for (const [type, roleArgument, policyArgument] of ATTACHING) {
        for (const attachment of instancesOfType(module, type)) {
          this.all.push({ module, attachment, policyArgument });
          for (const role of listOf(module.argument(attachment, roleArgument))) this.file(role);
        }
      }
    }
  }

  /** By name, or, when AWS chooses the name, by where it is known from; in the order of the configuration. */
  of(name: Value, address: string): readonly Attachment[] {
    const named = typeof name === 'string' ? this.byName.get(name) : undefined;
    const places = new Set([...(named ?? []), ...(this.byAddress.get(address) ?? [])]);
    return [...places].toSorted((a, b) => a - b).map((place) => this.all[place] as Attachment);
  }

  private file(role: Value): void {
    const place = this.all.length - 1;
    if (typeof role === 'string') add(this.byName, role, place);
    else if (role instanceof Unknown && /\.(?:name|id)$/.test(role.expression ?? '')) {
      add(this.byAddress, (role.expression ?? '').replace(/\.(?:name|id)$/, ''), place);
    }
  }
}

function add(index: Map<string, Set<number>>, key: string, place: number): void {
  const places = index.get(key) ?? new Set();
  index.set(key, places.add(place));
}

class Gathered {
  private readonly arns = new Set<string>();
  private readonly policies: InlinePolicy[] = [];
  private readonly unresolved: Unresolved[] = [];

  constructor(private readonly own?: OwnPolicies) {}

  managed(instance: Instance, argument: string, value: Value): void {
    for (const arn of listOf(value)) {
      if (typeof arn === 'string') {
        this.arns.add(arn);
        const known = this.own?.byArn(arn);
        if (known instanceof Unknown) this.report(instance, argument, known);
      } else if (arn instanceof Unknown) this.attached(instance, argument, arn);
    }
  }

  /** A managed policy whose ARN is not known: its statements are, where the configuration makes it. */
  private attached(instance: Instance, argument: string, arn: Unknown): void {
    const address = addressOfArn(arn);
    const policy = address === undefined ? undefined : this.own?.byAddress(address);
    if (policy === undefined || policy instanceof Unknown)
      return this.report(instance, argument, policy ?? arn);
    this.policies.push({ name: address, document: policy.document });
  }

  inline(instance: Instance, argument: string, name: Value | undefined, policy: Value): void {
    if (policy instanceof Unknown) return this.report(instance, argument, policy);
    const parsed = typeof policy === 'string' ? parseJsonText(policy) : undefined;
    if (parsed?.ok) {
      const named = typeof name === 'string' ? { name } : {};
      this.policies.push({ ...named, document: parsed.value });
    } else this.report(instance, argument, new Unknown('the policy is not JSON'));
  }

  report({ address, block }: Instance, argument: string, { reason, expression }: Unknown): void {
    const position = positionOf(block, argument);
    this.unresolved.push({
      address,
      concerns: 'permissions',
      reason,
      expression,
      position,
    });
  }

  result(boundary: string | undefined): FoundPermissions {
    const managed = [...this.arns].toSorted();
    const permissions = {
      managed,
      inline: this.policies,
      boundary,
      unread:
        this.unresolved.length === 0
          ? undefined
          : this.unresolved.map(({ address, expression }) => expression ?? `the policy of ${address}`),
    };
    return { permissions, unresolved: this.unresolved };
  }
}

function listOf(value: Value): readonly Value[] {
  if (isList(value)) return value;
  if (value instanceof ValueSet) return value.items;
  return value === null ? [] : [value];
}
