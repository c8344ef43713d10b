import { federationJsonSchema } from '../../policies/index';
import { code, GENERATED, table } from './markdown';

/** As much of JSON Schema as the schema of the declaration uses. */
interface Schema {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
}

interface Section {
  /** Path from the top, such as `roles.<key>.trust[]`. */
  readonly path: string;
  readonly schema: Schema;
}

/** The page about `federation.yaml`: one section for each object in it, in the order of the schema. */
export function schemaReference(): string {
  const schema = federationJsonSchema() as Schema;
  return `${[
    GENERATED,
    '# federation.yaml',
    `${schema.description} The same as JSON Schema, for editors: [federation.schema.json](../../federation.schema.json).`,
    'In a path `<key>` is a name of your choice and `[]` an entry of a list. A key that this page does not have is refused.',
    ...sections({ path: '', schema }).map(sectionText),
  ].join('\n\n')}\n`;
}

function sections(section: Section): readonly Section[] {
  return [
    ...(section.schema.properties === undefined ? [] : [section]),
    ...children(section).flatMap(sections),
  ];
}

/** The objects below an object, a list, a map or an alternative. */
function children({ path, schema }: Section): readonly Section[] {
  const at = (name: string): string => (path === '' ? name : `${path}.${name}`);
  return [
    ...Object.entries(schema.properties ?? {}).map(([name, child]) => ({ path: at(name), schema: child })),
    ...(typeof schema.additionalProperties === 'object'
      ? [{ path: at('<key>'), schema: schema.additionalProperties }]
      : []),
    ...(schema.items === undefined ? [] : [{ path: `${path}[]`, schema: schema.items }]),
    ...(schema.anyOf ?? []).map((child) => ({ path, schema: child })),
  ];
}

function sectionText({ path, schema }: Section): string {
  const rows = Object.entries(schema.properties ?? {}).map(([name, child]) => [
    code(name) + (schema.required?.includes(name) === true ? ' (required)' : ''),
    typeText(child),
    [child.description ?? '', exampleText(child)].filter((part) => part !== '').join(' '),
    child.default === undefined ? '' : code(JSON.stringify(child.default)),
  ]);
  return [
    `## ${path === '' ? 'The file' : code(path)}`,
    ...(path === '' || schema.description === undefined ? [] : [schema.description]),
    table(['key', 'type', 'meaning', 'default'], rows),
  ].join('\n\n');
}

function typeText(schema: Schema): string {
  if (schema.const !== undefined) return code(String(schema.const));
  if (schema.enum !== undefined) return schema.enum.map((value) => code(String(value))).join(', ');
  if (schema.anyOf !== undefined) return [...new Set(schema.anyOf.map(typeText))].join(' or ');
  if (schema.items !== undefined) return `list of ${typeText(schema.items)}`;
  if (schema.type === 'object' && schema.properties === undefined) {
    return typeof schema.additionalProperties === 'object'
      ? `map to ${typeText(schema.additionalProperties)}`
      : 'map';
  }
  return [schema.type ?? 'anything'].flat().join(' or ');
}

function exampleText({ examples }: Schema): string {
  return examples === undefined
    ? ''
    : `Such as ${examples.map((value) => code(JSON.stringify(value))).join(', ')}.`;
}
