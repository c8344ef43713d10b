import type { Federation, Role } from '../../policies/index';
import { RefgateError, quote } from '../../policies/index';
import { attachmentIds } from '../constructs/attachment-ids';
import { declarationName } from '../hcl-export/declaration-name';
import type { GitlabAwsFederation } from '../constructs/gitlab-aws-federation';
import type { ExistingGitlabOidcProvider } from '../constructs/gitlab-oidc-provider';
import {
  type Argument,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  layoutBlock,
  layoutValue,
  REFERENCE_STYLE,
  stackShapes,
  stackTree,
  templateStyle,
  writeHcl,
} from '../hcl/index';
import { blockComments } from '../hcl-export/comments';
import { withGuardsModule } from '../hcl-export/guards-module';
import { inReadingOrder } from '../hcl-export/reading-order';
import { terraformText } from '../constructs/terraform-text';
import { importedAddresses } from './imported-addresses';
import { pipelinesTest } from './pipelines-test';
import { projectInputs, roleInputs } from './role-inputs';
import { TRUST_OUTPUT } from './trust-output';

const MODULE = 'gitlab_roles';

/** What the module takes over from a stack. */
const TAKEN = [
  'aws_iam_role',
  'aws_iam_role_policy',
  'aws_iam_role_policy_attachment',
  'aws_iam_openid_connect_provider',
] as const;

export interface ModuleCallProps {
  readonly federation: Federation;
  readonly stack: GitlabAwsFederation;
  /** Path of the module, seen from the configuration. */
  readonly source: string;
}

/**
 * The stack of one account as a configuration that calls the module for its provider and its roles, and is the stack's in everything
 * else, with the table as a native test. It plans the same resources, at other addresses.
 * @returns the texts by file name
 * @throws RefgateError when something else in the stack refers to a part of a role that the module does not give
 */
export function moduleCall({ federation, stack, source }: ModuleCallProps): ReadonlyMap<string, string> {
  const roles = [...federation.roles.values()].filter(({ account }) => account === stack.account);
  const shapes = stackShapes(stack);
  const comments = blockComments(federation, stack);
  const whole = inReadingOrder(stackTree(stack));
  const { tree, files: guards } = withGuardsModule(whole, stack, { shapes, comments });
  const rest = rewritten(withoutRoles(tree), stack, roles);
  const files = new Map(
    writeHcl(withTrustOutput(rest), {
      shapes,
      comments: new Map([...comments, ['terraform', written(federation, stack)]]),
    }),
  );
  const call = [
    block('locals', [argument('projects', projectInputs(federation, roles))]),
    block(`module "${MODULE}"`, [
      argument('source', source),
      argument('issuer', text(federation.instance.issuer)),
      argument('audience', text(federation.audience)),
      ...existingProvider(stack),
      argument(
        'roles',
        roleInputs(roles, federation.audience, (project) => projectReference(federation, project.path)),
      ),
      ...dependencies(tree),
    ]),
  ];
  const others = files.get('main.tf');
  files.set('main.tf', `${[...call, ...(others === undefined ? [] : [others.trimEnd()])].join('\n\n')}\n`);
  for (const [name, guard] of guards) files.set(name, guard);
  files.set(
    'tests/pipelines.tftest.hcl',
    pipelinesTest({
      federation,
      stack,
      imports: importedAddresses(rest),
      decisions: `${source}/tests/decisions`,
    }),
  );
  return new Map([...files].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function written(federation: Federation, { account }: GitlabAwsFederation): string {
  return `Account ${account.key} of ${declarationName(federation)}, with the roles from the module. Written by refgate; from here on it is yours.`;
}

function existingProvider({
  provider,
  account: { existingProvider: existing },
}: GitlabAwsFederation): readonly Argument[] {
  if (existing === undefined) return [];
  const arn =
    'dataSource' in provider
      ? `\${data.aws_iam_openid_connect_provider.${(provider as ExistingGitlabOidcProvider).dataSource.friendlyUniqueId}.arn}`
      : provider.arn;
  return [argument('existing_provider', { arn })];
}

function projectReference({ projects }: Federation, path: string): string {
  const key = [...projects.values()].find((project) => project.path === path)?.key ?? '';
  return /^[A-Za-z_][\w-]*$/.test(key)
    ? `\${local.projects.${key}}`
    : `\${local.projects[${JSON.stringify(key)}]}`;
}

/** What the roles wait for, such as the guards of their projects. */
function dependencies(tree: JsonObject): readonly Argument[] {
  const roles = Object.values(section(section(tree, 'resource'), 'aws_iam_role'));
  const names = roles.flatMap((role) =>
    isJsonObject(role) && Array.isArray(role['depends_on']) ? role['depends_on'] : [],
  );
  if (names.length === 0) return [];
  return [
    {
      kind: 'argument',
      name: 'depends_on',
      value: layoutValue([...new Set(names)].toSorted(), REFERENCE_STYLE),
    },
  ];
}

function withoutRoles(tree: JsonObject): JsonObject {
  const { resource: _, ...others } = tree;
  const kept = Object.entries(section(tree, 'resource')).filter(
    ([type]) => !(TAKEN as readonly string[]).includes(type),
  );
  return kept.length === 0 ? others : { ...others, resource: Object.fromEntries(kept) };
}

function withTrustOutput(tree: JsonObject): JsonObject {
  return {
    ...tree,
    output: {
      ...section(tree, 'output'),
      trust_policies: { ...TRUST_OUTPUT, value: `\${module.${MODULE}.trust_policies}` },
    },
  };
}

/** The tree with every reference to a role, a permission or the provider as one to the module. */
function rewritten(tree: JsonObject, stack: GitlabAwsFederation, roles: readonly Role[]): JsonObject {
  const addresses = moduleAddresses(stack, roles);
  const change = (value: JsonValue): JsonValue => {
    if (typeof value === 'string') return addresses.get(value) ?? rewrittenText(value, stack);
    if (isJsonObject(value))
      return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, change(item)]));
    return Array.isArray(value) ? value.map(change) : value;
  };
  return change(tree) as JsonObject;
}

function rewrittenText(value: string, stack: GitlabAwsFederation): string {
  const keys = new Map([...stack.roles].map(([key, role]) => [role.resource.friendlyUniqueId, key]));
  return value.replace(
    /\$\{(aws_iam_\w+)\.([\w-]+)\.(\w+)\}/g,
    (whole, type: string, name: string, attribute: string) => {
      if (type === 'aws_iam_openid_connect_provider' && attribute === 'arn')
        return `\${module.${MODULE}.provider_arn}`;
      const key = keys.get(name);
      if (type === 'aws_iam_role' && key !== undefined && ['arn', 'name'].includes(attribute)) {
        return `\${module.${MODULE}.role_${attribute}s[${JSON.stringify(key)}]}`;
      }
      throw new RefgateError({
        code: 'ERR_TERRAFORM',
        message: `the module gives nothing for ${quote(whole)}`,
        expected: 'references to the ARN or the name of a role, or to the ARN of the provider',
        fix: 'use the stack as HCL instead',
      });
    },
  );
}

/** The module's addresses by those of the stack: for `import` and `moved` blocks. */
function moduleAddresses(stack: GitlabAwsFederation, roles: readonly Role[]): ReadonlyMap<string, string> {
  const place = (type: string, key: string): string =>
    `module.${MODULE}.${type}.this[${JSON.stringify(key)}]`;
  const addresses = roles.flatMap(({ key, permissions }): readonly (readonly [string, string])[] => {
    const role = stack.roles.get(key);
    if (role === undefined) return [];
    const managed = [...attachmentIds(permissions.managed).keys()];
    const inline = Object.keys(permissions.inline).toSorted();
    return [
      [`aws_iam_role.${role.resource.friendlyUniqueId}`, place('aws_iam_role', key)],
      ...role.attachments.map(
        (attachment, index) =>
          [
            `aws_iam_role_policy_attachment.${attachment.friendlyUniqueId}`,
            place('aws_iam_role_policy_attachment', `${key}/${managed[index]}`),
          ] as const,
      ),
      ...role.inlinePolicies.map(
        (policy, index) =>
          [
            `aws_iam_role_policy.${policy.friendlyUniqueId}`,
            place('aws_iam_role_policy', `${key}/${inline[index]}`),
          ] as const,
      ),
    ];
  });
  return new Map([
    ['aws_iam_openid_connect_provider.gitlab', `module.${MODULE}.aws_iam_openid_connect_provider.gitlab[0]`],
    ...addresses,
  ]);
}

function section(tree: JsonObject, name: string): JsonObject {
  const value = tree[name];
  return isJsonObject(value) ? value : {};
}

function text(value: string): string {
  return terraformText(value, { code: 'ERR_TERRAFORM', what: 'value' });
}

function argument(name: string, value: JsonValue): Argument {
  return {
    kind: 'argument',
    name,
    value: layoutValue(value, templateStyle({ use: 'same document', texts: new Set() })),
  };
}

function block(header: string, items: readonly Argument[]): string {
  return layoutBlock({ kind: 'block', header, items }).join('\n');
}
