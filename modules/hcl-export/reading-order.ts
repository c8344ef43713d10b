import type { JsonObject, JsonValue } from '../hcl/index';

/** Arguments in the order in which a person would write them: what it is, what it belongs to, what it says, when it goes. */
const ORDER = [
  'name',
  'key',
  'url',
  'client_id_list',
  'id',
  'path_with_namespace',
  'project',
  'project_id',
  'group',
  'role',
  'branch',
  'tag',
  'environment',
  'environment_scope',
  'region',
  'path',
  'description',
  'value',
  'assume_role_policy',
  'policy',
  'policy_arn',
  'push_access_level',
  'merge_access_level',
  'create_access_level',
] as const;

/** Arguments that come last, in this order. */
const LAST = ['tags', 'depends_on', 'lifecycle'] as const;

/** The same configuration with the arguments of resources and data sources in reading order. */
export function inReadingOrder(tree: JsonObject): JsonObject {
  const sections = Object.entries(tree).map(([kind, section]): readonly [string, JsonValue] => {
    return [kind, kind === 'resource' || kind === 'data' ? orderedSection(section) : section];
  });
  return Object.fromEntries(sections);
}

function orderedSection(section: JsonValue): JsonValue {
  return mapObject(section, (bodies) => mapObject(bodies, ordered));
}

function ordered(body: JsonValue): JsonValue {
  if (!isObject(body)) return body;
  const entries = Object.entries(body).toSorted(([a], [b]) => rank(a) - rank(b));
  return Object.fromEntries(entries);
}

function rank(name: string): number {
  const first = (ORDER as readonly string[]).indexOf(name);
  if (first >= 0) return first - ORDER.length;
  return (LAST as readonly string[]).indexOf(name) + 1;
}

function mapObject(value: JsonValue, change: (item: JsonValue) => JsonValue): JsonValue {
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, change(item)]));
}

function isObject(value: JsonValue): value is JsonObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
