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

/** Where the guards are, seen from the configuration. */
const GUARDS = 'guards';

/** A configuration, and the guards that were taken out of it. */
export interface Guarded {
  readonly tree: JsonObject;
  /** Texts of the module by path, none without guards. */
  readonly files: ReadonlyMap<string, string>;
}

/**
 * The same configuration with its guards in a module of their own. A native test can omit a module as a whole; it cannot say what
 * GitLab would answer about protection rules, because those are blocks, and Terraform mocks no blocks.
 * @see https://developer.hashicorp.com/terraform/language/tests/mocking#overrides
 */
export function withGuardsModule(
  tree: JsonObject,
  stack: GitlabAwsFederation,
  writing: { readonly shapes: BlockShapes; readonly comments: HclComments },
): Guarded {
  const guards = new Set([...stack.guards.values()].flatMap(({ node }) => node.findAll().map(addressOf)));
  if (guards.size === 0) return { tree, files: new Map() };
  const isGuard = (type: string, name: string): boolean => guards.has(`data.${type}.${name}`);
  const data = section(tree['data']);
  const module: JsonObject = { terraform: requirements(tree), data: filtered(data, isGuard) };
  const rest = filtered(data, (type, name) => !isGuard(type, name));
  const { data: _, ...others } = tree;
  return {
    tree: {
      ...(withDependencies(others, guards) as JsonObject),
      ...(Object.keys(rest).length === 0 ? {} : { data: rest }),
      module: { ...section(tree['module']), [GUARDS]: { source: `./${GUARDS}` } },
    },
    files: new Map([...writeHcl(module, writing)].map(([name, text]) => [`${GUARDS}/${name}`, text])),
  };
}

/** What the module needs of what the configuration requires. */
function requirements(tree: JsonObject): JsonObject {
  const { required_version: version, required_providers: providers } = section(tree['terraform']);
  const { gitlab } = section(providers);
  return {
    ...(version === undefined ? {} : { required_version: version }),
    required_providers: gitlab === undefined ? {} : { gitlab },
  };
}

/** Whoever waits for a guard waits for the module. */
function withDependencies(value: JsonValue, guards: ReadonlySet<string | undefined>): JsonValue {
  if (Array.isArray(value)) return value.map((item: JsonValue) => withDependencies(item, guards));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => {
      if (name !== 'depends_on' || !Array.isArray(item)) return [name, withDependencies(item, guards)];
      const names = item.map((address: JsonValue) =>
        typeof address === 'string' && guards.has(address) ? `module.${GUARDS}` : address,
      );
      return [name, [...new Set(names)]];
    }),
  );
}

function filtered(sections: JsonObject, keep: (type: string, name: string) => boolean): JsonObject {
  const entries = Object.entries(sections).map(([type, bodies]): readonly [string, JsonObject] => [
    type,
    Object.fromEntries(Object.entries(section(bodies)).filter(([name]) => keep(type, name))),
  ]);
  return Object.fromEntries(entries.filter(([, bodies]) => Object.keys(bodies).length > 0));
}

function section(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}
