import type { ManagedPolicyDetail, PolicyDetail, RoleDetail } from '@aws-sdk/client-iam';
import { parseJsonText } from '../../policies/index';

/** What is kept of a role: whom it trusts and what it can do. The rest, such as when it was used, is nobody's business. */
export function roleOf(role: RoleDetail): object {
  const { RoleName, Path, Arn, AssumeRolePolicyDocument, RolePolicyList, AttachedManagedPolicies } = role;
  return {
    RoleName,
    Path,
    Arn,
    AssumeRolePolicyDocument: documentOf(AssumeRolePolicyDocument),
    RolePolicyList: (RolePolicyList ?? []).map(inlineOf),
    AttachedManagedPolicies: AttachedManagedPolicies ?? [],
    PermissionsBoundary: role.PermissionsBoundary,
    Tags: tagsOf(role.Tags),
  };
}

/** Tags decide access where a policy asks for them. */
export function tagsOf(tags: RoleDetail['Tags']): readonly object[] {
  return (tags ?? []).flatMap(({ Key, Value }) => (Key === undefined ? [] : [{ Key, Value: Value ?? '' }]));
}

function inlineOf({ PolicyName, PolicyDocument }: PolicyDetail): object {
  return { PolicyName, PolicyDocument: documentOf(PolicyDocument) };
}

/** A managed policy with the version that is in force alone. */
export function policyOf({ Arn, PolicyName, PolicyVersionList }: ManagedPolicyDetail): object {
  return {
    Arn,
    PolicyName,
    PolicyVersionList: (PolicyVersionList ?? [])
      .filter(({ IsDefaultVersion }) => IsDefaultVersion === true)
      .map(({ Document, VersionId }) => ({
        Document: documentOf(Document),
        VersionId,
        IsDefaultVersion: true,
      })),
  };
}

/** The API gives policies as URL-encoded text, the CLI prints objects: as the CLI, where it is JSON at all. */
function documentOf(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  let decoded = text;
  try {
    decoded = decodeURIComponent(text);
  } catch {
    // kept as it came
  }
  const parsed = parseJsonText(decoded);
  return parsed.ok ? parsed.value : decoded;
}
