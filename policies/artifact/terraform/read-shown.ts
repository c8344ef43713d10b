import { type JsonPositions, parseJsonText, parsePolicyText } from '../../trust/index';
import type { Position } from '../../errors';
import type { AccountDefaults } from './account';
import { iamArn, parseIamArn, resourceName } from '../../arn';
import { storedUrl } from './aws-names';
import { isBody, type Body } from './block';
import { unreadOf } from '../unread';
import { gitlabResources } from './gitlab-resources';
import { listed, type Shown } from './shown';
import {
  type Notice,
  type InlinePolicy,
  type Unresolved,
  type WrittenArtifact,
  type WrittenPermissions,
  type WrittenPolicy,
  type WrittenProvider,
  type WrittenRole,
} from './written';

/** What surrounds the resources that a plan or a state shows. */
export interface ShownContext {
  readonly positions: JsonPositions;
  readonly defaults: AccountDefaults;
  /** The account that the configuration of a resource's provider names. */
  accountOf(shown: Shown): string | undefined;
  /** `after_unknown` of a planned change. */
  unknownOf(shown: Shown): Body;
  /** The resources that the expression of an argument names, without keys. @default nothing is known of it */
  referencesOf?(shown: Shown, argument: string): readonly string[];
  /** Why an argument is not known, and what to do. @default a plan does not know it before apply */
  whyUnknown?(): string;
}

/** Roles and providers among resources whose values are known, as far as they are. */
export function readShown(all: readonly Shown[], context: ShownContext): WrittenArtifact {
  const unresolved: Unresolved[] = [];
  const managed = all.filter(({ mode }) => mode === 'managed');
  const lost = lostAttachments(managed, context);
  for (const shown of lost) {
    const why =
      context.whyUnknown?.() ??
      'the plan does not know it before apply; read its configuration beside the plan (`--configuration DIR`)';
    const reason = `which role it gives permissions to is not known, and it may be any role: ${why}`;
    const position = positionOf(shown, 'role', context);
    unresolved.push({ address: shown.address, concerns: 'permissions', reason, position });
  }
  const roles = managed
    .filter(({ type }) => type === 'aws_iam_role')
    .flatMap((shown) => {
      const role = roleOf(shown, managed, context, unresolved, lost);
      return role === undefined ? [] : [role];
    });
  const providers = all
    .filter(({ type }) => type === 'aws_iam_openid_connect_provider')
    .flatMap((shown) => {
      const provider = providerOf(shown, context, unresolved);
      return provider === undefined ? [] : [provider];
    });
  const notices: Notice[] = [];
  for (const shown of all) {
    const { address, mode, type, values } = shown;
    const unknown = context.unknownOf(shown);
    const text = (argument: string): string | null | undefined => {
      if ((unknown[argument] ?? false) !== false) return undefined;
      const value = values[argument] ?? null;
      return typeof value === 'string' || value === null ? value : undefined;
    };
    const unread = unreadOf({ kind: mode, type, source: JSON.stringify(values), text });
    if (unread === undefined) continue;
    const entry = { address, reason: unread.reason, position: positionOf(shown, 'name', context) };
    if (unread.mayHoldRole) unresolved.push({ ...entry, concerns: unread.concerns });
    else notices.push(entry);
  }
  const policies = managed.flatMap(({ type, values }): readonly WrittenPolicy[] => {
    const parsed = type === 'aws_iam_policy' ? parseJsonText(textOf(values.policy) ?? '') : undefined;
    const arn = textOf(values.arn);
    return arn === undefined || parsed?.ok !== true ? [] : [{ arn, document: parsed.value }];
  });
  return {
    roles,
    providers,
    policies: policies.length === 0 ? undefined : policies,
    gitlab: gitlabResources(managed),
    unresolved,
    notices,
  };
}

function roleOf(
  shown: Shown,
  managed: readonly Shown[],
  context: ShownContext,
  unresolved: Unresolved[],
  lost: readonly Shown[],
): WrittenRole | undefined {
  const { address, values } = shown;
  const text = values.assume_role_policy;
  const position = positionOf(shown, 'assume_role_policy', context);
  if (typeof text !== 'string') {
    const unknown = context.unknownOf(shown).assume_role_policy === true;
    const reason = unknown
      ? (context.whyUnknown?.() ??
        'the plan does not know the trust policy before apply; read its configuration beside the plan (`--configuration DIR`), or plan again once the OIDC provider exists')
      : 'the role shows no trust policy';
    unresolved.push({ address, concerns: 'trust', reason, position });
    return undefined;
  }
  const parsed = parsePolicyText(text);
  if (!parsed.ok) {
    const reason = `the trust policy is not JSON: ${parsed.problem.message}`;
    unresolved.push({ address, concerns: 'trust', reason, position });
    return undefined;
  }
  const arn = parseIamArn(textOf(values.arn) ?? '');
  const account = arn?.account ?? context.accountOf(shown) ?? context.defaults.account;
  const partition = arn?.partition ?? context.defaults.partition;
  const seconds = values.max_session_duration;
  return {
    address,
    name: textOf(values.name),
    account,
    partition,
    arn: roleArn(values, partition, account),
    uniqueId: textOf(values.unique_id),
    maxSessionSeconds: typeof seconds === 'number' ? seconds : undefined,
    tags: tagsOf(values),
    document: parsed.value,
    text,
    position,
    permissions: permissionsOf(shown, managed, context, unresolved, lost),
  };
}

function permissionsOf(
  role: Shown,
  managed: readonly Shown[],
  context: ShownContext,
  unresolved: Unresolved[],
  lost: readonly Shown[],
): WrittenPermissions {
  const arns = new Set(textsOf(role.values.managed_policy_arns));
  const inline: InlinePolicy[] = [];
  const unread = lost.map(({ address }) => `the policy of ${address}`);
  const unknown = (shown: Shown, argument: string): void => {
    unread.push(`the policy of ${shown.address}`);
    const reason = context.whyUnknown?.() ?? 'the plan does not know the permissions before apply';
    unresolved.push({
      address: shown.address,
      concerns: 'permissions',
      reason,
      position: positionOf(shown, argument, context),
    });
  };
  const addInline = (shown: Shown, argument: string, name: unknown, policy: unknown): void => {
    const parsed = typeof policy === 'string' ? parseJsonText(policy) : undefined;
    if (parsed?.ok) inline.push({ name: textOf(name), document: parsed.value });
    else unknown(shown, argument);
  };
  for (const block of listed(role.values.inline_policy).filter(isBody)) {
    if (textOf(block.policy) !== undefined || textOf(block.name) !== undefined) {
      addInline(role, 'inline_policy', block.name, block.policy);
    }
  }
  const name = textOf(role.values.name);
  const ofRole = managed.filter(
    (shown) =>
      (name !== undefined &&
        ROLE_ARGUMENTS.some((argument) => [shown.values[argument]].flat().includes(name))) ||
      namedRoles(shown, context).includes(role.declared),
  );
  for (const shown of ofRole) {
    const { type, values } = shown;
    if (type === 'aws_iam_role_policy') addInline(shown, 'policy', values.name, values.policy);
    else if (type.startsWith('aws_iam_') && type.includes('policy_attachment')) {
      const attached = [...textsOf(values.policy_arns), ...textsOf([values.policy_arn])];
      if (attached.length === 0) unknown(shown, 'policy_arn');
      for (const arn of attached) arns.add(arn);
    }
  }
  const boundary = textOf(role.values.permissions_boundary);
  return {
    managed: [...arns].toSorted(),
    inline,
    boundary,
    unread: unread.length === 0 ? undefined : unread,
  };
}

/** How resources that give a role permissions name it. */
const ROLE_ARGUMENTS = ['role', 'role_name', 'roles'] as const;

/** Attachments and inline policies of which nothing tells the role. */
function lostAttachments(managed: readonly Shown[], context: ShownContext): readonly Shown[] {
  const roles = new Set(
    managed.filter(({ type }) => type === 'aws_iam_role').map(({ declared }) => declared),
  );
  return managed.filter(
    (shown) =>
      unknownRole(shown, context) !== undefined &&
      !namedRoles(shown, context).some((address) => roles.has(address)),
  );
}

/** The roles that the expression names where the name itself is not known. */
function namedRoles(shown: Shown, context: ShownContext): readonly string[] {
  const argument = unknownRole(shown, context);
  return argument === undefined ? [] : (context.referencesOf?.(shown, argument) ?? []);
}

/** The argument that names the role, where its value is not known. */
function unknownRole(shown: Shown, context: ShownContext): string | undefined {
  const { type, values } = shown;
  if (type !== 'aws_iam_role_policy' && !/^aws_iam_\w*policy_attachment/.test(type)) return undefined;
  if (/^aws_iam_(?:user|group)_/.test(type)) return undefined;
  const unknown = context.unknownOf(shown);
  const open = ROLE_ARGUMENTS.find((argument) => [unknown[argument]].flat().includes(true));
  if (open !== undefined || type === 'aws_iam_policy_attachment') return open;
  return ROLE_ARGUMENTS.some((argument) => textOf(values[argument]) !== undefined) ? undefined : 'role';
}

/** The ARN as a state shows it; before apply it follows from account, path and name. */
function roleArn(
  values: Body,
  partition: string | undefined,
  account: string | undefined,
): string | undefined {
  const [arn, name] = [textOf(values.arn), textOf(values.name)];
  if (arn !== undefined || name === undefined || account === undefined) return arn;
  return iamArn(partition ?? 'aws', account, `role${textOf(values.path) ?? '/'}${name}`);
}

function providerOf(
  shown: Shown,
  context: ShownContext,
  unresolved: Unresolved[],
): WrittenProvider | undefined {
  const { address, values } = shown;
  const position = positionOf(shown, 'url', context);
  const arnText = textOf(values.arn);
  const known = arnText === undefined ? undefined : parseIamArn(arnText);
  const url = textOf(values.url) ?? (known && resourceName(known, 'oidc-provider'));
  if (url === undefined) {
    const reason = context.whyUnknown?.() ?? 'the plan does not know the URL of the provider before apply';
    unresolved.push({ address, concerns: 'provider', reason, position });
    return undefined;
  }
  const account = known?.account ?? context.accountOf(shown) ?? context.defaults.account;
  const partition = known?.partition ?? context.defaults.partition;
  const arn =
    arnText ??
    (account === undefined
      ? undefined
      : iamArn(partition ?? 'aws', account, `oidc-provider/${storedUrl(url)}`));
  return {
    address,
    url: `https://${storedUrl(url)}`,
    clientIds: knownTexts(values.client_id_list),
    thumbprints: knownTexts(values.thumbprint_list),
    tags: tagsOf(values),
    arn,
    account,
    partition,
    position,
  };
}

/** With those of `default_tags`, where they are known. */
function tagsOf({ tags_all: all, tags: own }: Shown['values']): WrittenRole['tags'] {
  const tags = all ?? own;
  if (typeof tags !== 'object' || tags === null || Array.isArray(tags)) return undefined;
  const known = Object.entries(tags).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  return known.length === Object.keys(tags).length ? Object.fromEntries(known) : undefined;
}

function positionOf(shown: Shown, attribute: string, { positions }: ShownContext): Position | undefined {
  const { path, nameOf = (argument) => argument } = shown;
  return positions.at([...path, nameOf(attribute)]) ?? positions.at(path);
}

/** A list of strings; absent where it is not known. */
function knownTexts(value: unknown): readonly string[] | undefined {
  return Array.isArray(value) && value.every((item) => typeof item === 'string') ? value : undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function textsOf(value: unknown): readonly string[] {
  return listed(value).filter((item): item is string => typeof item === 'string');
}
