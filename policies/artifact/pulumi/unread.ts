import { quote } from '../../errors';
import type { JsonPositions } from '../../trust/index';
import type { Unresolved } from '../terraform/written';
import { unknownProperty, type PulumiShown } from './resource';

/**
 * Types of other providers that make a role, or may. Those of the provider `aws` are judged as Terraform's.
 * @see https://www.pulumi.com/registry/packages/aws-native/api-docs/iam/role/
 * @see https://www.pulumi.com/registry/packages/command/
 * @see https://www.pulumi.com/docs/iac/concepts/resources/dynamic-providers/
 */
const UNREAD: readonly (readonly [type: RegExp, what: string, isRole: boolean])[] = [
  [/^aws-native:iam:Role$/, 'a role of the provider `aws-native`', true],
  [/^aws-native:(?:cloudformation:|index:ExtensionResource)/, 'a CloudFormation resource', false],
  [/^command:/, 'a command that Pulumi runs', false],
  [/^pulumi-\w+:dynamic/, 'a dynamic resource', false],
];

/** Resources that list permissions of a role; single attachments are read as those of a plan. */
const ATTACHED = /^aws_iam_(?!role_policy$|\w*policy_attachment$).*polic/;

/** Properties that name the role that permissions are attached to. */
const ROLE = ['role', 'role_name', 'roles'];

const OWN_PERMISSIONS = ['inline_policy', 'managed_policy_arns', 'permissions_boundary'];

/** What a resource may do to trust policies or permissions that is not read. */
export function unreadPulumi(
  { shown, type, unknown }: PulumiShown,
  positions: JsonPositions,
): readonly Unresolved[] {
  const { address, path } = shown;
  const position = positions.at(path);
  if (ATTACHED.test(shown.type) && ROLE.some((name) => unknown[name] === true)) {
    const reason = 'the role that these permissions are attached to is known only after the update';
    return [{ address, concerns: 'permissions', reason, position }];
  }
  if (shown.type === 'aws_iam_role' && OWN_PERMISSIONS.some((name) => unknown[name] === true))
    return [{ address, concerns: 'permissions', reason: unknownProperty(), position }];
  const [, what = '', isRole = false] = UNREAD.find(([form]) => form.test(type)) ?? [];
  if (what === '') return [];
  const reason = `${what} (${quote(type)}) is not judged, and it may create a role or change a trust policy; give the role itself, such as the answer of \`aws iam get-role\``;
  return [{ address, concerns: isRole ? 'trust' : 'module', reason, position }];
}
