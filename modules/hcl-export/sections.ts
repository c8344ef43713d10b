import type { TerraformStack } from 'cdktf';
import { addressOf } from '../constructs/address';
import type { GitlabAwsFederation } from '../constructs/gitlab-aws-federation';
import {
  type BlockShapes,
  type HclComments,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  writeHcl,
} from '../hcl/index';

interface Writing {
  readonly shapes: BlockShapes;
  readonly comments: HclComments;
}

/**
 * The text of `main.tf` in the order in which it is read: the provider and what is looked up, then each role with its permissions and
 * its variables, then the rest.
 * @param tree the configuration without locals
 */
export function mainSections(tree: JsonObject, stack: GitlabAwsFederation, writing: Writing): string {
  const resources = isJsonObject(tree['resource']) ? tree['resource'] : {};
  const ofRoles = [...stack.roles].map(([key, role]) => [
    ...addressesIn(role),
    ...stack.variables.filter(({ node }) => node.id.startsWith(`${key}:`)).flatMap(addressesIn),
  ]);
  const taken = new Set(ofRoles.flat());
  const provider = 'aws_iam_openid_connect_provider.gitlab';
  const others = Object.entries(resources).flatMap(([type, bodies]) =>
    Object.keys(bodies as JsonObject).map((name) => `${type}.${name}`),
  );
  const rest = others.filter((address) => !taken.has(address) && address !== provider);
  const { resource: _resource, data, ...head } = tree;
  const parts: readonly JsonObject[] = [
    present({ data, resource: picked(resources, [provider]) }),
    ...ofRoles.map((addresses) => present({ resource: picked(resources, addresses) })),
    present({ resource: picked(resources, rest) }),
  ];
  const texts = [
    ...[onlyMain(head), ...parts].map((part) => mainText(part, writing)),
    ...REFACTORING.map(([kind, comment]) => {
      const text = mainText(present({ [kind]: tree[kind] }), writing);
      return text === undefined ? undefined : `# ${comment}\n${text}`;
    }),
  ];
  return `${texts.filter((text) => text !== undefined).join('\n\n')}\n`;
}

/** Blocks that change the state and not what there is, and what a reader asks about them. */
const REFACTORING = [
  [
    'import',
    'What exists already and is taken over by the next apply. Afterwards these blocks say nothing more.',
  ],
  ['moved', 'What had another address before.'],
  ['removed', 'What Terraform no longer manages.'],
] as const;

function mainText(tree: JsonObject, writing: Writing): string | undefined {
  return writeHcl(tree, writing).get('main.tf')?.trimEnd();
}

/** What is in `main.tf` beside resources and data sources. */
function onlyMain({ check, module, ephemeral }: JsonObject): JsonObject {
  return present({ check, module, ephemeral });
}

function addressesIn({ node }: Pick<TerraformStack, 'node'>): readonly string[] {
  return node
    .findAll()
    .map(addressOf)
    .filter((address) => address !== undefined);
}

function picked(resources: JsonObject, addresses: readonly string[]): JsonObject | undefined {
  const found: Record<string, Record<string, JsonValue>> = {};
  for (const address of addresses) {
    const [type = '', name = ''] = address.split('.');
    const bodies = resources[type];
    const body = isJsonObject(bodies) ? bodies[name] : undefined;
    if (body !== undefined) (found[type] ??= {})[name] = body;
  }
  return Object.keys(found).length === 0 ? undefined : found;
}

function present(tree: Readonly<Record<string, JsonValue | undefined>>): JsonObject {
  return Object.fromEntries(
    Object.entries(tree).filter((entry): entry is [string, JsonValue] => entry[1] !== undefined),
  );
}
