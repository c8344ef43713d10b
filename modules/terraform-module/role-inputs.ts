import type { BreakGlass, Federation, GrantRule, RequestConditions, Role } from '../../policies/index';
import { DEFAULT_SUB_CLAIM, quote } from '../../policies/index';
import { attachmentIds } from '../constructs/attachment-ids';
import type { JsonObject, JsonValue } from '../hcl/index';
import { terraformJson, terraformText, type TextOwner } from '../constructs/terraform-text';

/** How a project is written in the `trust` of a role. */
export type ProjectReference = (project: GrantRule['project']) => JsonValue;

/** The argument `roles` of the module for some roles of a federation, as templates; what is the module's default is omitted. */
export function roleInputs(
  roles: readonly Role[],
  usualAudience: string,
  project: ProjectReference,
): JsonObject {
  return Object.fromEntries(roles.map((role) => [role.key, roleInput(role, usualAudience, project)]));
}

/** A project as the module takes it. */
export function projectInput({ path, id, namespaceId, subClaim }: GrantRule['project']): JsonObject {
  return present({
    path: text(path, 'path'),
    id,
    namespace_id: namespaceId,
    sub_claim: subClaim.join() === DEFAULT_SUB_CLAIM.join() ? undefined : subClaim,
  });
}

/** The projects that roles trust, by their keys, in the order of the declaration. */
export function projectInputs(federation: Federation, roles: readonly Role[]): JsonObject {
  const paths = new Set(roles.flatMap(({ grant }) => grant.rules.map((rule) => rule.project.path)));
  const projects = [...federation.projects].filter(([, { path }]) => paths.has(path));
  return Object.fromEntries(projects.map(([key, project]) => [key, projectInput(project)]));
}

function roleInput(role: Role, usualAudience: string, project: ProjectReference): JsonObject {
  const { permissions, path, description = '', tags, grant } = role;
  const owner: TextOwner = { code: 'ERR_PERMISSIONS', what: `a permission of role ${quote(role.key)}` };
  const managed = Object.fromEntries(attachmentIds(permissions.managed));
  const inline = Object.entries(permissions.inline).map(([name, document]) => [
    name,
    terraformJson(document, owner),
  ]);
  return present({
    name: role.name === role.key ? undefined : text(role.name, 'name'),
    audience: grant.audience === usualAudience ? undefined : text(grant.audience, 'audience'),
    path: path === '/' ? undefined : text(path, 'path'),
    description: description === '' ? undefined : text(description, 'description'),
    trust: role.grant.rules.map((rule) => ruleInput(rule, project)),
    request: grant.request === undefined ? undefined : requestInput(grant.request),
    break_glass: grant.breakGlass === undefined ? undefined : breakGlassInput(grant.breakGlass),
    managed_policy_arns: filled(managed),
    inline_policies: filled(Object.fromEntries(inline) as JsonObject),
    permissions_boundary: permissions.boundary,
    max_session_duration: role.maxSessionSeconds === 3600 ? undefined : role.maxSessionSeconds,
    tags: filled(
      Object.fromEntries(Object.entries(tags).map(([key, value]) => [text(key, 'tag'), text(value, 'tag')])),
    ),
  });
}

function ruleInput(rule: GrantRule, project: ProjectReference): JsonObject {
  const refs = (type: 'branch' | 'tag'): JsonValue | undefined => {
    const names = rule.refs.filter((ref) => ref.type === type).map(({ pattern }) => text(pattern, 'ref'));
    return names.length === 0 ? undefined : names;
  };
  return present({
    project: project(rule.project),
    branches: refs('branch'),
    tags: refs('tag'),
    protected: rule.protected ? true : undefined,
    sources: rule.sources,
    runner: rule.runner,
    environment: rule.environment === undefined ? undefined : present({ ...rule.environment }),
  });
}

function requestInput({ sourceIp, sourceVpc, sourceVpce }: RequestConditions): JsonObject {
  return present({ source_ip: sourceIp, source_vpc: sourceVpc, source_vpce: sourceVpce });
}

function breakGlassInput({ principal, mfa = true, accountRoot = false }: BreakGlass): JsonObject {
  return present({
    principal: text(principal, 'principal'),
    mfa: mfa ? undefined : false,
    account_root: accountRoot ? true : undefined,
  });
}

function text(value: string, what: string): string {
  return terraformText(value, { code: 'ERR_TERRAFORM', what });
}

function present(entries: Readonly<Record<string, JsonValue | undefined>>): JsonObject {
  return Object.fromEntries(
    Object.entries(entries).filter((entry): entry is [string, JsonValue] => entry[1] !== undefined),
  );
}

function filled(entries: JsonObject): JsonObject | undefined {
  return Object.keys(entries).length === 0 ? undefined : entries;
}
