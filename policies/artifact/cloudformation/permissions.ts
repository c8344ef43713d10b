import { isBody } from '../terraform/block';
import type { InlinePolicy, WrittenPermissions } from '../terraform/written';
import type { Computation, Resource } from './computation';
import { property, textProperty } from './resources';
import { PartlyKnown, isList, isMap, toJson, type Path, type UnknownPart, type Valued } from './value';

/** What a role may do, and what of it is not known. */
export interface FoundPermissions {
  readonly permissions: WrittenPermissions;
  readonly open: readonly { readonly part: UnknownPart; readonly path: Path }[];
}

const MANAGED = 'AWS::IAM::ManagedPolicy';

/** Resources that give roles permissions: the property that names the roles, and that of the policy's name. */
const ATTACHING: ReadonlyMap<string, readonly [roles: string, name: string]> = new Map([
  ['AWS::IAM::Policy', ['Roles', 'PolicyName']],
  [MANAGED, ['Roles', 'ManagedPolicyName']],
  ['AWS::IAM::RolePolicy', ['RoleName', 'PolicyName']],
]);

/**
 * The permissions of a role as far as the template shows them: on the role itself, and by resources that name it.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-role.html
 */
export function permissionsOf(computation: Computation, role: Resource): FoundPermissions {
  const gathered = new Gathered(computation);
  gathered.managed(property(computation, role, 'ManagedPolicyArns'));
  const policies = property(computation, role, 'Policies');
  if (policies?.value instanceof PartlyKnown) gathered.report(policies.value.first, policies.path);
  for (const { value } of policies !== undefined && isList(policies.value) ? policies.value : []) {
    if (isMap(value)) gathered.inline(value.get('PolicyName')?.value, value.get('PolicyDocument'));
    else if (value instanceof PartlyKnown) gathered.report(value.first, role.path);
  }
  for (const resource of computation.stack.resources.values()) {
    const [roles = '', name = ''] = ATTACHING.get(resource.type) ?? [];
    if (roles === '' || !names(computation, resource, roles, role)) continue;
    gathered.inline(
      textProperty(computation, resource, name),
      property(computation, resource, 'PolicyDocument'),
    );
  }
  const boundary = textProperty(computation, role, 'PermissionsBoundary');
  if (boundary instanceof PartlyKnown) gathered.report(boundary.first, role.path);
  return gathered.result(typeof boundary === 'string' ? boundary : undefined);
}

/** Whether a policy is attached to the role: by its logical ID, or by its name. */
function names(computation: Computation, resource: Resource, member: string, role: Resource): boolean {
  const { Properties: properties } = resource.node;
  const written = isBody(properties) ? properties[member] : undefined;
  const list: readonly unknown[] = Array.isArray(written) ? written : [written];
  if (list.some((each) => isBody(each) && each.Ref === role.id)) return true;
  const name = textProperty(computation, role, 'RoleName');
  if (typeof name !== 'string') return false;
  const found = property(computation, resource, member)?.value;
  return (
    found === name || (found !== undefined && isList(found) && found.some(({ value }) => value === name))
  );
}

class Gathered {
  private readonly arns = new Set<string>();
  private readonly policies: InlinePolicy[] = [];
  private readonly open: { readonly part: UnknownPart; readonly path: Path }[] = [];

  constructor(private readonly computation: Computation) {}

  managed(list: Valued | undefined): void {
    if (list?.value instanceof PartlyKnown) this.report(list.value.first, list.path);
    for (const { value, path } of list !== undefined && isList(list.value) ? list.value : []) {
      if (typeof value === 'string') this.named(value);
      else if (value instanceof PartlyKnown) this.attached(value, path);
    }
  }

  /** A managed policy of the template counts with what it says, too. */
  private named(arn: string): void {
    this.arns.add(arn);
    for (const resource of this.computation.stack.resources.values()) {
      if (resource.type === MANAGED && this.computation.attribute(resource.id, undefined).value === arn)
        this.inline(resource.id, property(this.computation, resource, 'PolicyDocument'));
    }
  }

  private attached(arn: PartlyKnown, path: Path): void {
    const resource = this.computation.stack.resources.get(arn.first.name);
    if (resource?.type !== MANAGED || arn.parts.length > 1) return this.report(arn.first, path);
    this.inline(resource.id, property(this.computation, resource, 'PolicyDocument'));
  }

  inline(name: unknown, document: Valued | undefined): void {
    if (document === undefined) return;
    const json = toJson(document, (value) => {
      const chosen = value.parts.find((part) => typeof part !== 'string' && part.attribute !== true);
      if (chosen !== undefined && typeof chosen !== 'string') this.report(chosen, document.path);
      return value.parts.map((part) => (typeof part === 'string' ? part : `\${${part.name}}`)).join('');
    });
    this.policies.push({ name: typeof name === 'string' ? name : undefined, document: json });
  }

  report(part: UnknownPart, path: Path): void {
    this.open.push({ part, path });
  }

  result(boundary: string | undefined): FoundPermissions {
    const managed = [...this.arns].toSorted();
    const permissions = { managed, inline: this.policies, boundary };
    return { permissions, open: this.open };
  }
}
