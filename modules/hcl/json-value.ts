/** What a `.tf.json` file is made of. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject;

export interface JsonObject {
  readonly [name: string]: JsonValue;
}

export function isJsonObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The entries of a block body; `//` is a comment there, as it is in Terraform's JSON syntax. */
export function bodyEntries(body: JsonObject): [name: string, value: JsonValue][] {
  return Object.entries(body).filter(([name]) => name !== '//');
}

/** The bodies of a block that may be written once, or several times in a list; null is none. */
export function blockBodies(value: JsonValue): JsonObject[] {
  const list: readonly JsonValue[] = Array.isArray(value) ? value : [value];
  return list.filter(isJsonObject);
}
