import { JsonPositions, parseJsonText, parsePolicyText } from '../trust/index';
import { RefgateError, type Position } from '../errors';
import { parseIamArn, storedUrl } from './terraform/arn';
import { isBody, type Body } from './terraform/block';
import type {
  InlinePolicy,
  Unresolved,
  WrittenArtifact,
  WrittenPermissions,
  WrittenProvider,
  WrittenRole,
} from './terraform/written';

type Path = readonly (string | number)[];

/**
 * Reads what the AWS CLI prints: `aws iam get-role`, `create-role`, `list-roles`, `get-account-authorization-details`,
 * `get-open-id-connect-provider` and `list-open-id-connect-providers`. `--query Role` and `--query Roles` may have
 * taken the roles out. The trust policy may be an object, as the CLI prints it, or the URL-encoded text of the API.
 * @param file the name under which positions are reported
 * @throws {RefgateError} `ERR_JSON`: not JSON
 * @see https://docs.aws.amazon.com/cli/latest/reference/iam/get-role.html
 * @see https://docs.aws.amazon.com/cli/latest/reference/iam/get-account-authorization-details.html
 */
export function readAwsCli(text: string, file?: string): WrittenArtifact {
  const parsed = parseJsonText(text, file);
  if (!parsed.ok) throw new RefgateError(parsed.problem);
  const answer = isBody(parsed.value) ? parsed.value : {};
  const reader = new AnswerReader(new JsonPositions(text, file));
  if (isBody(answer.Role)) reader.role(answer.Role, ['Role']);
  // with `--query Role` or `--query Roles` the answer is what was asked for
  if (answer.AssumeRolePolicyDocument !== undefined) reader.role(answer, []);
  for (const [index, role] of listed(parsed.value).entries()) {
    if (isBody(role)) reader.role(role, [index]);
  }
  for (const member of ['Roles', 'RoleDetailList']) {
    for (const [index, role] of listed(answer[member]).entries()) {
      if (isBody(role)) reader.role(role, [member, index]);
    }
  }
  for (const [index, provider] of listed(answer.OpenIDConnectProviderList).entries()) {
    if (isBody(provider)) reader.provider(provider, ['OpenIDConnectProviderList', index]);
  }
  if (typeof answer.Url === 'string') reader.provider(answer, []);
  if (answer.IsTruncated === true || typeof answer.NextToken === 'string') reader.cutOff();
  return reader.result();
}

class AnswerReader {
  private readonly roles: WrittenRole[] = [];
  private readonly providers: WrittenProvider[] = [];
  private readonly unresolved: Unresolved[] = [];

  constructor(private readonly positions: JsonPositions) {}

  role(role: Body, path: Path): void {
    const name = textOf(role.RoleName);
    const arn = parseIamArn(textOf(role.Arn) ?? '');
    const address = textOf(role.Arn) ?? name ?? path.join('.');
    const policy = this.policy(role.AssumeRolePolicyDocument);
    const place = this.place([...path, 'AssumeRolePolicyDocument']);
    if (policy === undefined) {
      const reason = 'the role shows no trust policy that is JSON';
      this.unresolved.push({ address, concerns: 'trust', reason, ...place });
      return;
    }
    this.roles.push({
      address,
      ...(name === undefined ? {} : { name }),
      ...(arn === undefined ? {} : { account: arn.account, partition: arn.partition }),
      ...(typeof role.MaxSessionDuration === 'number' ? { maxSessionSeconds: role.MaxSessionDuration } : {}),
      ...policy,
      ...place,
      ...(isBody(role.AssumeRolePolicyDocument)
        ? {
            positionAt: (pointer) => this.positions.atPointer(pointer, [...path, 'AssumeRolePolicyDocument']),
          }
        : {}),
      permissions: this.permissions(role, address),
    });
  }

  provider(provider: Body, path: Path): void {
    const arnText = textOf(provider.Arn);
    const arn = arnText === undefined ? undefined : parseIamArn(arnText);
    const url = textOf(provider.Url) ?? arn?.resource.slice('oidc-provider/'.length);
    if (url === undefined) return;
    const clients = provider.ClientIDList;
    this.providers.push({
      address: arnText ?? url,
      url: `https://${storedUrl(url)}`,
      ...(Array.isArray(clients) ? { clientIds: clients.map(String) } : {}),
      ...(arn === undefined ? {} : { arn: arnText, account: arn.account, partition: arn.partition }),
      ...this.place(path),
    });
  }

  cutOff(): void {
    const reason =
      'the answer is cut off: the roles on the next pages are missing; run the command without `--no-paginate` and `--max-items`';
    this.unresolved.push({ address: 'the answer', concerns: 'module', reason });
  }

  result(): WrittenArtifact {
    return { roles: this.roles, providers: this.providers, unresolved: this.unresolved };
  }

  private permissions(role: Body, address: string): WrittenPermissions {
    const managed = listed(role.AttachedManagedPolicies).flatMap((policy) => {
      const arn = isBody(policy) ? textOf(policy.PolicyArn) : undefined;
      return arn === undefined ? [] : [arn];
    });
    const inline = listed(role.RolePolicyList)
      .filter(isBody)
      .flatMap((entry): InlinePolicy[] => {
        const policy = this.policy(entry.PolicyDocument);
        const name = textOf(entry.PolicyName);
        if (policy !== undefined)
          return [{ ...(name === undefined ? {} : { name }), document: policy.document }];
        this.unresolved.push({
          address,
          concerns: 'permissions',
          reason: `the inline policy ${name ?? ''} is not JSON`,
        });
        return [];
      });
    const boundary = isBody(role.PermissionsBoundary)
      ? textOf(role.PermissionsBoundary.PermissionsBoundaryArn)
      : undefined;
    return { managed: managed.toSorted(), inline, ...(boundary === undefined ? {} : { boundary }) };
  }

  /** An object, JSON text, or URL-encoded JSON text. */
  private policy(value: unknown): { readonly document: unknown; readonly text: string } | undefined {
    if (isBody(value)) return { document: value, text: JSON.stringify(value) };
    if (typeof value !== 'string') return undefined;
    const text = value.trimStart().startsWith('{') ? value : decoded(value);
    const parsed = parsePolicyText(text);
    return parsed.ok ? { document: parsed.value, text } : undefined;
  }

  private place(path: Path): { position?: Position } {
    const position = this.positions.at(path);
    return position === undefined ? {} : { position };
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function listed(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
