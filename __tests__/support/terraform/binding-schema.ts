import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { AttributeSchema, BlockSchema, NestedBlockSchema, TypeConstraint } from './schema';

/** The text of one generated binding: its code and its declarations. */
interface Binding {
  readonly code: string;
  readonly declarations: string;
}

/** One entry of a generated `synthesizeHclAttributes()` or `…ToHclTerraform()`. */
interface HclEntry {
  readonly name: string;
  readonly value: string;
  readonly isBlock: boolean;
  readonly kind: string;
  readonly storage: string;
}

const SCALARS: Readonly<Record<string, TypeConstraint>> = {
  string: 'string',
  number: 'number',
  boolean: 'bool',
  any: 'dynamic',
};

const GETTERS: Readonly<Record<string, TypeConstraint>> = {
  getStringAttribute: 'string',
  getNumberAttribute: 'number',
  getBooleanAttribute: 'bool',
  getListAttribute: ['list', 'string'],
  getNumberListAttribute: ['list', 'number'],
  getStringMapAttribute: ['map', 'string'],
  getNumberMapAttribute: ['map', 'number'],
  getBooleanMapAttribute: ['map', 'bool'],
};

/**
 * Rebuilds the schema of one provider, resource or data source from an installed `@cdktf/provider-*`
 * binding, so that it cannot differ from the provider version the constructs were compiled against.
 *
 * Not in the bindings, and so not here: optional versus optional+computed, `sensitive`, most `max_items`.
 *
 * @param folder the binding's folder, such as `…/@cdktf/provider-aws/lib/iam-role`
 * @throws when the folder holds no binding
 * @see https://github.com/hashicorp/terraform-cdk/tree/main/packages/%40cdktf/provider-generator
 */
export function bindingSchema(folder: string): BlockSchema {
  const binding: Binding = {
    code: readFileSync(path.join(folder, 'index.js'), 'utf8'),
    declarations: readFileSync(path.join(folder, 'index.d.ts'), 'utf8'),
  };
  const className = mainClass(binding.code);
  const synthesis = binding.code.slice(binding.code.indexOf('synthesizeHclAttributes() {'));
  return blockSchema(binding, synthesis, `${className}Config`, className);
}

function mainClass(code: string): string {
  const found = /^class (\w+) extends cdktf\.Terraform(?:Resource|DataSource|Provider) /m.exec(code);
  if (found?.[1] === undefined) throw new Error('no Terraform class in this binding');
  return found[1];
}

/** @param readerName the class whose getters read the block back: it alone knows computed attributes */
function blockSchema(binding: Binding, body: string, interfaceName: string, readerName: string): BlockSchema {
  const required = requiredNames(binding.declarations, interfaceName);
  const attributes: Record<string, AttributeSchema> = computedAttributes(binding.code, readerName);
  const blocks: Record<string, NestedBlockSchema> = {};
  for (const entry of hclEntries(body)) {
    const nested = nestedBlock(binding, entry);
    if (nested === undefined) attributes[entry.name] = scalarAttribute(entry, required.has(entry.name));
    else if (entry.isBlock) blocks[entry.name] = nestedBlockSchema(entry, nested, required.has(entry.name));
    else attributes[entry.name] = objectAttribute(entry, nested, required.has(entry.name));
  }
  return { attributes, blocks };
}

function hclEntries(body: string): HclEntry[] {
  const entry =
    /^\s+"?([a-z0-9_]+)"?: \{\n\s+value: ([^\n]*),\n\s+isBlock: (true|false),\n\s+type: "(\w+)",\n\s+storageClassType: "(\w+)",/gm;
  return [...body.matchAll(entry)].map(([, name = '', value = '', isBlock, kind = '', storage = '']) => ({
    name,
    value,
    isBlock: isBlock === 'true',
    kind,
    storage,
  }));
}

/** Names of the members without `?` in a generated interface, in Terraform's spelling. */
function requiredNames(declarations: string, interfaceName: string): ReadonlySet<string> {
  const at = declarations.search(new RegExp(`export interface ${interfaceName}\\b`));
  if (at < 0) return new Set();
  const body = declarations.slice(at, declarations.indexOf('\n}\n', at));
  return new Set([...body.matchAll(/readonly (\w+): /g)].map(([, name = '']) => snakeCase(name)));
}

/** The schema of the struct behind an entry, or undefined when the entry holds scalars. */
function nestedBlock(binding: Binding, entry: HclEntry): BlockSchema | undefined {
  if (elementType(entry.storage) !== undefined) return undefined;
  const names = [...entry.value.matchAll(/(\w+)ToHclTerraform/g)].map(([, name = '']) => name);
  const name = names.find((found) => !/^(string|number|boolean|hashMapperAny|any|listMapper)/.test(found));
  if (name === undefined) return undefined;
  const interfaceName = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  const body = functionBody(binding.code, `${name}ToHclTerraform`);
  return blockSchema(binding, body, interfaceName, `${interfaceName}OutputReference`);
}

/** `stringList` → `string`: what a list, set or map of scalars holds. */
function elementType(storage: string): TypeConstraint | undefined {
  return SCALARS[storage.replace(/(List|Map)$/, '')];
}

function scalarAttribute(entry: HclEntry, required: boolean): AttributeSchema {
  const element = elementType(entry.storage) ?? 'dynamic';
  return { type: collectionOf(entry.kind, element), ...usage(required, entry.name === 'id') };
}

function objectAttribute(entry: HclEntry, nested: BlockSchema, required: boolean): AttributeSchema {
  const fields = Object.entries(nested.attributes).map(([name, attribute]) => [name, attribute.type]);
  const object: TypeConstraint = ['object', Object.fromEntries(fields)];
  return {
    type: entry.kind === 'struct' ? object : collectionOf(entry.kind, object),
    ...usage(required, true),
  };
}

function collectionOf(kind: string, element: TypeConstraint): TypeConstraint {
  switch (kind) {
    case 'list':
    case 'set':
    case 'map':
      return [kind, element];
    case 'struct':
      return ['map', element];
    case 'any':
      return 'dynamic';
    default:
      return element;
  }
}

function usage(required: boolean, computed: boolean): Omit<AttributeSchema, 'type'> {
  return required ? { required } : { optional: true, computed };
}

function nestedBlockSchema(entry: HclEntry, block: BlockSchema, required: boolean): NestedBlockSchema {
  // a struct wrapped in an array is how the generator writes "at most one block"
  const wrapped = /\(\[(?:this\._|struct\.)/.test(entry.value);
  const nesting = entry.kind === 'struct' ? 'single' : entry.kind === 'set' ? 'set' : 'list';
  return { nesting, block, ...(required && { minItems: 1 }), ...(wrapped && { maxItems: 1 }) };
}

/** Computed-only attributes are not arguments; they exist only as getters. */
function computedAttributes(code: string, className: string): Record<string, AttributeSchema> {
  const body = classBody(code, className);
  const types = getterTypes(code, body);
  const marks = body.matchAll(/\/\/ ([a-z0-9_]+) - computed: true, optional: false, required: false/g);
  const attributes: Record<string, AttributeSchema> = {};
  for (const [, name = ''] of marks) {
    const type = types[name];
    if (type !== undefined) attributes[name] = { type, computed: true };
  }
  return attributes;
}

/** The types of all attributes that a class can read, by attribute name. */
function getterTypes(code: string, body: string): Record<string, TypeConstraint> {
  const types: Record<string, TypeConstraint> = {};
  for (const [, set, getter = '', name = ''] of body.matchAll(
    /(Fn\.tolist\()?this\.(get\w+Attribute)\('([a-z0-9_]+)'\)/g,
  )) {
    const type = GETTERS[getter];
    if (type !== undefined) types[name] = set === undefined ? type : asSet(type);
  }
  for (const [, child = '', name = '', set] of body.matchAll(
    /= new (\w+?)List\(this, "([a-z0-9_]+)", (true|false)\)/g,
  )) {
    types[name] = [set === 'true' ? 'set' : 'list', objectType(code, child)];
  }
  for (const [, element = '', name = ''] of body.matchAll(
    /= new cdktf\.(String|Number|Boolean|Any)Map\(this, "([a-z0-9_]+)"\)/g,
  )) {
    types[name] = ['map', SCALARS[element.toLowerCase()] ?? 'dynamic'];
  }
  return types;
}

function objectType(code: string, name: string): TypeConstraint {
  return ['object', getterTypes(code, classBody(code, `${name}OutputReference`))];
}

function asSet(type: TypeConstraint): TypeConstraint {
  return Array.isArray(type) && type[0] === 'list' ? ['set', type[1] as TypeConstraint] : type;
}

function classBody(code: string, name: string): string {
  const at = code.indexOf(`class ${name} extends`);
  return at < 0 ? '' : code.slice(at, code.indexOf('\n}\n', at));
}

function functionBody(code: string, name: string): string {
  const at = code.indexOf(`function ${name}(struct)`);
  if (at < 0) throw new Error(`no function ${name} in this binding`);
  return code.slice(at, code.indexOf('\n}\n', at));
}

function snakeCase(name: string): string {
  return name.replace(/([A-Z])/g, '_$1').toLowerCase();
}
