import { existsSync } from 'node:fs';
import path from 'node:path';
import { bindingSchema } from './binding-schema';
import { behaviourOf, type Behaviour } from './behaviours/index';
import type { AttributeSchema, BlockSchema, ProviderSchema } from './schema';

/** The providers that can be stubbed: the name in resource types, and the address in the registry. */
export type ProviderName = 'aws' | 'gitlab';

export const PROVIDER_ADDRESSES: Readonly<Record<ProviderName, string>> = {
  aws: 'registry.terraform.io/hashicorp/aws',
  gitlab: 'registry.terraform.io/gitlabhq/gitlab',
};

const cache = new Map<string, BlockSchema | undefined>();

/**
 * The schemas of the given types of one provider; types of other providers, and types that the installed
 * binding does not know, are omitted, so that Terraform itself says that they do not exist.
 *
 * Cost: a few milliseconds for each new type, nothing for one that was asked for before.
 *
 * @param types such as `aws_iam_role` or `data.aws_iam_policy_document`
 */
export function providerSchema(name: ProviderName, types: Iterable<string>): ProviderSchema {
  const resources: Record<string, BlockSchema> = {};
  const dataSources: Record<string, BlockSchema> = {};
  for (const type of types) {
    const bare = type.replace(/^data\./, '');
    const schema = bare.startsWith(`${name}_`) ? typeSchema(name, type) : undefined;
    if (schema !== undefined) (bare === type ? resources : dataSources)[bare] = schema;
  }
  return { provider: providerBlock(name), resources, dataSources };
}

function providerBlock(name: ProviderName): BlockSchema {
  const schema = cached(name, 'provider');
  if (schema === undefined) throw new Error(`@cdktf/provider-${name} is not installed`);
  // `alias` is Terraform's own argument, not the provider's
  const { alias: _, ...attributes } = schema.attributes;
  return { ...schema, attributes };
}

function typeSchema(name: ProviderName, type: string): BlockSchema | undefined {
  const schema = cached(name, folderOf(name, type));
  const behaviour = behaviourOf(type);
  return schema && behaviour ? withComputed(schema, behaviour) : schema;
}

/** Marks the optional+computed attributes, which the bindings cannot tell from optional ones. */
function withComputed(schema: BlockSchema, behaviour: Behaviour): BlockSchema {
  const attributes: Record<string, AttributeSchema> = { ...schema.attributes };
  for (const name of behaviour.optionalComputed ?? []) {
    const attribute = attributes[name];
    if (attribute === undefined) throw new Error(`${behaviour.type} has no attribute ${name}`);
    attributes[name] = { ...attribute, computed: true };
  }
  return { ...schema, attributes };
}

function folderOf(name: ProviderName, type: string): string {
  const folder = type.startsWith('data.')
    ? `data-${type.slice('data.'.length)}`
    : type.slice(name.length + 1);
  return folder.replaceAll('_', '-');
}

function cached(name: ProviderName, folder: string): BlockSchema | undefined {
  const key = `${name}/${folder}`;
  if (!cache.has(key)) {
    const full = path.join(bindingLibrary(name), folder);
    cache.set(key, existsSync(full) ? bindingSchema(full) : undefined);
  }
  return cache.get(key);
}

function bindingLibrary(name: ProviderName): string {
  return path.join(path.dirname(require.resolve(`@cdktf/provider-${name}/package.json`)), 'lib');
}
