import { parseIamArn, resourceName } from '../arn';
import { parseJsonText, parsePolicyText, type JsonPositions } from '../trust/index';
import type { Position } from '../errors';
import {
  AWS_ANSWER,
  AWS_ROLE,
  AWS_ROLES,
  AWS_TRUST_UPDATE,
  type AwsAnswer,
  type AwsPolicy,
  type AwsRole,
} from './aws-cli-shape';
import { shaped } from './shape';
import { storedUrl } from './terraform/aws-names';
import { isBody } from './terraform/block';
import type {
  InlinePolicy,
  Unresolved,
  WrittenArtifact,
  WrittenPermissions,
  WrittenPolicy,
  WrittenProvider,
  WrittenRole,
} from './terraform/written';

type Path = readonly (string | number)[];

/**
 * Reads what the AWS CLI prints: `aws iam get-role`, `create-role`, `list-roles`, `get-account-authorization-details`,
 * `get-open-id-connect-provider` and `list-open-id-connect-providers`. `--query Role` and `--query Roles` may have
 * taken the roles out. Reads the requests of `create-role` and `update-assume-role-policy` (`--cli-input-json`), too. The trust policy may be an object, as the CLI prints it, or the URL-encoded text of the API.
 * @param file the name under which positions are reported
 * @throws {RefgateError} `ERR_JSON`: not JSON
 * @see https://docs.aws.amazon.com/cli/latest/reference/iam/get-role.html
 * @see https://docs.aws.amazon.com/cli/latest/reference/iam/get-account-authorization-details.html
 */
export function readAwsCli(text: string, file?: string): WrittenArtifact {
  const parsed = parseJsonText(text, file);
  const context = { file, words: 'answer of `aws iam`' };
  if (parsed.ok && Array.isArray(parsed.value)) {
    // `--query Roles`
    const { value: roles, positions } = shaped(AWS_ROLES, text, context);
    const reader = new AnswerReader(positions);
    for (const [index, role] of roles.entries()) reader.role(role, [index]);
    return reader.result();
  }
  if (parsed.ok && isBody(parsed.value) && Object.hasOwn(parsed.value, 'AssumeRolePolicyDocument')) {
    // `--query Role`
    const { value: role, positions } = shaped(AWS_ROLE, text, context);
    const reader = new AnswerReader(positions);
    reader.role(role, []);
    return reader.result();
  }
  if (parsed.ok && isTrustUpdate(parsed.value)) {
    const { value: update, positions } = shaped(AWS_TRUST_UPDATE, text, { file, words: UPDATE });
    const reader = new AnswerReader(positions);
    const { RoleName: name, PolicyDocument: trust } = update;
    reader.role({ RoleName: name, AssumeRolePolicyDocument: trust }, [], 'PolicyDocument');
    return reader.result();
  }
  const { value: answer, positions } = shaped(AWS_ANSWER, text, context);
  const reader = new AnswerReader(positions);
  if (answer.Role !== undefined) reader.role(answer.Role, ['Role']);
  for (const member of ['Roles', 'RoleDetailList'] as const) {
    for (const [index, role] of (answer[member] ?? []).entries()) reader.role(role, [member, index]);
  }
  const listed = [...(answer.Roles ?? []), ...(answer.RoleDetailList ?? [])];
  if (answer.Role !== undefined) listed.push(answer.Role);
  reader.rolesOfProfiles(listed);
  for (const policy of answer.Policies ?? []) reader.managedPolicy(policy);
  for (const [index, provider] of (answer.OpenIDConnectProviderList ?? []).entries())
    reader.provider(provider, ['OpenIDConnectProviderList', index]);
  for (const [index, provider] of (answer.OpenIDConnectProviders ?? []).entries())
    reader.provider(provider, ['OpenIDConnectProviders', index]);
  if (answer.Url !== undefined) reader.provider(answer, []);
  const marker = (['IsTruncated', 'Marker', 'NextToken'] as const).find((member) => Boolean(answer[member]));
  if (marker !== undefined) reader.cutOff(marker);
  return reader.result();
}

const UPDATE = 'request of `aws iam update-assume-role-policy`';

/** Whether a document is a request that replaces a trust policy; one with `PolicyName` gives permissions. */
export function isTrustUpdate(document: unknown): boolean {
  return (
    isBody(document) &&
    Object.keys(document).every((name) => name === 'RoleName' || name === 'PolicyDocument') &&
    Object.hasOwn(document, 'RoleName') &&
    Object.hasOwn(document, 'PolicyDocument')
  );
}

class AnswerReader {
  private readonly roles: WrittenRole[] = [];
  private readonly providers: WrittenProvider[] = [];
  private readonly policies: WrittenPolicy[] = [];
  private readonly unresolved: Unresolved[] = [];

  constructor(private readonly positions: JsonPositions) {}

  /** @param member the one that holds the trust policy */
  role(role: AwsRole, path: Path, member = 'AssumeRolePolicyDocument'): void {
    const { RoleName: name } = role;
    const arn = parseIamArn(role.Arn ?? '');
    const address = role.Arn ?? name ?? path.join('.');
    const policy = this.policy(role.AssumeRolePolicyDocument);
    const position = this.place([...path, member]);
    if (policy === undefined) {
      const reason = 'the role shows no trust policy that is JSON';
      this.unresolved.push({ address, concerns: 'trust', reason, position });
      return;
    }
    this.roles.push({
      address,
      name,
      account: arn?.account,
      partition: arn?.partition,
      arn: arn === undefined ? undefined : role.Arn,
      uniqueId: role.RoleId,
      maxSessionSeconds: role.MaxSessionDuration,
      tags: tagsOf(role),
      ...policy,
      position,
      positionAt: isBody(role.AssumeRolePolicyDocument)
        ? (pointer) => this.positions.atPointer(pointer, [...path, member])
        : undefined,
      permissions: this.permissions(role, address),
    });
  }

  /** Roles that only the instance profile of another one shows: there is a role, and the list is not whole. */
  rolesOfProfiles(listed: readonly AwsRole[]): void {
    const known = new Set(listed.flatMap(({ Arn: arn, RoleName: name }) => arn ?? name ?? []));
    const shown = listed.flatMap(({ InstanceProfileList: profiles = [] }) =>
      profiles.flatMap(({ Roles: roles = [] }) => roles),
    );
    for (const { Arn: arn, RoleName: name } of shown) {
      const address = arn ?? name ?? 'a role of an instance profile';
      if (known.has(address)) continue;
      known.add(address);
      const reason = 'an instance profile has the role, and the list of roles has not';
      this.unresolved.push({ address, concerns: 'trust', reason });
    }
  }

  provider(
    provider: Pick<AwsAnswer, 'Url' | 'ClientIDList' | 'ThumbprintList' | 'Tags'> & {
      readonly Arn?: unknown;
    },
    path: Path,
  ): void {
    const arnText = typeof provider.Arn === 'string' ? provider.Arn : undefined;
    const arn = arnText === undefined ? undefined : parseIamArn(arnText);
    const url = provider.Url ?? (arn && resourceName(arn, 'oidc-provider'));
    if (url === undefined) {
      const reason = 'the ARN of the OIDC provider is malformed';
      this.unresolved.push({
        address: String(arnText),
        concerns: 'provider',
        reason,
        position: this.place(path),
      });
      return;
    }
    this.providers.push({
      address: arnText ?? url,
      url: `https://${storedUrl(url)}`,
      clientIds: provider.ClientIDList,
      thumbprints: provider.ThumbprintList,
      tags: tagsOf(provider),
      arn: arn === undefined ? undefined : arnText,
      account: arn?.account,
      partition: arn?.partition,
      position: this.place(path),
    });
  }

  /** The default version of a managed policy: the one that is in force. */
  managedPolicy({ Arn: arn, PolicyVersionList: versions = [] }: AwsPolicy): void {
    const inForce = versions.find(({ IsDefaultVersion: isDefault }) => isDefault === true);
    const policy = this.policy(inForce?.Document);
    if (arn !== undefined && policy !== undefined) this.policies.push({ arn, document: policy.document });
  }

  /** @param marker the member that says that there is a next page */
  cutOff(marker: string): void {
    const reason = `the answer is one page of several (\`${marker}\`): the roles on the next pages are missing; run the command without \`--no-paginate\` and \`--max-items\``;
    const position = this.place([marker]);
    this.unresolved.push({ address: 'the answer', concerns: 'module', reason, position });
  }

  result(): WrittenArtifact {
    const { roles, providers, policies, unresolved } = this;
    return { roles, providers, policies: policies.length === 0 ? undefined : policies, unresolved };
  }

  private permissions(role: AwsRole, address: string): WrittenPermissions {
    const managed = (role.AttachedManagedPolicies ?? []).map(({ PolicyArn }) => PolicyArn);
    const inline = (role.RolePolicyList ?? []).flatMap(
      ({ PolicyName: name, PolicyDocument }): InlinePolicy[] => {
        const policy = this.policy(PolicyDocument);
        if (policy !== undefined) return [{ name, document: policy.document }];
        const reason = `the inline policy ${name ?? ''} is not JSON`;
        this.unresolved.push({ address, concerns: 'permissions', reason });
        return [];
      },
    );
    const { PermissionsBoundary: limit } = role;
    const boundary = typeof limit === 'string' ? limit : limit?.PermissionsBoundaryArn;
    const isShown = role.RolePolicyList !== undefined && role.AttachedManagedPolicies !== undefined;
    const unread = [
      ...(isShown ? [] : ['this answer of `aws iam` does not show the permissions of a role']),
      ...(inline.length === (role.RolePolicyList ?? []).length ? [] : ['an inline policy is not JSON']),
    ];
    return {
      managed: managed.toSorted(),
      inline,
      boundary: boundary === '' ? undefined : boundary,
      unread: unread.length === 0 ? undefined : unread,
    };
  }

  /** An object, JSON text, or URL-encoded JSON text. */
  private policy(value: unknown): { readonly document: unknown; readonly text: string } | undefined {
    if (isBody(value)) return { document: value, text: JSON.stringify(value) };
    if (typeof value !== 'string') return undefined;
    const text = value.trimStart().startsWith('{') ? value : decoded(value);
    const parsed = parsePolicyText(text);
    return parsed.ok ? { document: parsed.value, text } : undefined;
  }

  private place(path: Path): Position | undefined {
    return this.positions.at(path);
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function tagsOf({ Tags: tags }: Pick<AwsRole, 'Tags'>): WrittenRole['tags'] {
  return tags === undefined ? undefined : Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]));
}
