import { DefaultTokenResolver, StringConcat, Tokenization, type TerraformStack } from 'cdktf';
import type { IConstruct } from 'constructs';
import { mergeShapes, NO_SHAPE, type BlockShape, type BlockShapes } from './block-shapes';
import { blockBodies, bodyEntries, isJsonObject, type JsonObject, type JsonValue } from './json-value';

/**
 * The shapes of the provider blocks in a stack, from the metadata that the generated bindings write beside each argument
 * for cdktf's own HCL writer. What an override or the content of a dynamic block adds has no metadata.
 *
 * @see https://github.com/hashicorp/terraform-cdk/blob/main/packages/cdktf/lib/terraform-resource.ts (`toHclTerraform`)
 */
export function stackShapes(stack: TerraformStack): BlockShapes {
  const shapes = new Map<string, BlockShape>();
  const add = (type: string, body: JsonObject): void => {
    shapes.set(type, mergeShapes(shapes.get(type) ?? NO_SHAPE, describedShape(body)));
  };
  for (const construct of stack.node.findAll()) {
    if (construct === stack || !hasMetadata(construct)) continue;
    const described = resolve(stack, construct.toHclTerraform());
    for (const [kind, prefix] of [
      ['resource', ''],
      ['data', 'data.'],
      ['ephemeral', 'ephemeral.'],
    ] as const) {
      for (const [type, instances] of entriesOf(described[kind])) {
        for (const [, body] of entriesOf(instances)) if (isJsonObject(body)) add(`${prefix}${type}`, body);
      }
    }
    for (const [name, bodies] of entriesOf(described['provider'])) {
      for (const body of blockBodies(bodies)) add(`provider.${name}`, body);
    }
  }
  return shapes;
}

function describedShape(body: JsonObject): BlockShape {
  const blocks = new Map<string, BlockShape>();
  const names = new Set<string>();
  for (const [name, entry] of bodyEntries(body)) {
    if (!isJsonObject(entry)) continue;
    // the bindings say isBlock; what passed through a provider has its keys in snake case
    const isBlock = entry['isBlock'] ?? entry['is_block'];
    if (isBlock === true) {
      const inner = blockBodies(entry['value'] ?? null).map(describedShape);
      blocks.set(name, inner.reduce(mergeShapes, NO_SHAPE));
    } else if (isBlock === false) names.add(name);
  }
  return { blocks, arguments: names };
}

interface WithMetadata {
  toHclTerraform(): unknown;
}

function hasMetadata(construct: IConstruct): construct is IConstruct & WithMetadata {
  return typeof (construct as Partial<WithMetadata>).toHclTerraform === 'function';
}

function resolve(stack: TerraformStack, value: unknown): JsonObject {
  const resolver = new DefaultTokenResolver(new StringConcat());
  const resolved: unknown = Tokenization.resolve(value, { scope: stack, preparing: false, resolver });
  return (JSON.parse(JSON.stringify(resolved ?? {})) ?? {}) as JsonObject;
}

function entriesOf(value: JsonValue | undefined): [name: string, value: JsonValue][] {
  return isJsonObject(value) ? bodyEntries(value) : [];
}
