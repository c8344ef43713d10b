import { quote, RefgateError } from '../../policies/index';
import { indent, layoutArguments, type Argument, type Block } from './body-layout';
import type { BlockRule } from './block-rules';
import { NO_SHAPE, type BlockShape, type BlockShapes } from './block-shapes';
import { layoutValue, LITERAL_STYLE, REFERENCE_STYLE, templateStyle, type StringStyle } from './expression';
import { blockBodies, bodyEntries, isJsonObject, type JsonObject, type JsonValue } from './json-value';

/** Arguments that hold an IAM or a similar policy, which every reader parses. */
const POLICY = /(?:^|_)policy(?:_documents?)?$/;

/** What is known about a block while its body is written. */
export interface BodyContext {
  readonly rule: BlockRule;
  readonly shape: BlockShape;
  /** The shapes of all types, for a block that holds another one of them. */
  readonly shapes: BlockShapes;
  /** References that are known to be text. */
  readonly texts: ReadonlySet<string>;
  /** Where it is, for errors: `aws_iam_role.deploy`. */
  readonly address: string;
}

/**
 * The arguments and nested blocks of a block, in the order of Terraform's style guide: what says how many there are, the
 * arguments, the nested blocks, and the life cycle last.
 *
 * @throws RefgateError when only a provider's schema could tell whether a name is an argument or a block
 * @see https://developer.hashicorp.com/terraform/language/style
 */
export function bodyItems(body: JsonObject, context: BodyContext): (Argument | Block)[] {
  const items: Placed[] = bodyEntries(body).flatMap(([name, value]) => namedItems(name, value, context));
  const { first = [], last = [] } = context.rule;
  const place = ({ name, item }: Placed): number => {
    if (first.includes(name)) return first.indexOf(name);
    if (last.includes(name)) return first.length + 2 + last.indexOf(name);
    return first.length + (item.kind === 'block' ? 1 : 0);
  };
  return items.toSorted((left, right) => place(left) - place(right)).map(({ item }) => item);
}

interface Placed {
  readonly name: string;
  readonly item: Argument | Block;
}

function namedItems(name: string, value: JsonValue, context: BodyContext): Placed[] {
  const { rule, shape } = context;
  if (rule.provided && name === 'dynamic' && isJsonObject(value)) return dynamicBlocks(value, context);
  // a whole block can only be omitted, or be given as blocks; text stands for the value of an argument
  if (typeof value !== 'string') {
    const known = shape.blocks.get(name);
    if (known !== undefined) {
      return blockBodies(value).map((body) => ({ name, item: providedBlock(name, body, known, context) }));
    }
    const defined = shape.arguments.has(name) ? undefined : rule.blocks?.[name];
    if (defined !== undefined) return definedBlocks(name, value, defined, context);
    if (rule.provided && isAmbiguous(value) && !isKnownArgument(name, context))
      throw ambiguous(name, context);
  }
  return [{ name, item: { kind: 'argument', name, value: layoutValue(value, styleOf(name, context)) } }];
}

/** Nested blocks that Terraform defines, with their labels. */
function definedBlocks(name: string, value: JsonValue, rule: BlockRule, context: BodyContext): Placed[] {
  return labelledBodies(name, value, rule.labels ?? 0).map(({ header, labels, body }) => {
    const shape = context.shapes.get(`${name}.${labels[0]}`) ?? NO_SHAPE;
    const inner = { ...context, rule, shape, address: `${context.address}: ${header}` };
    const items = name === 'required_providers' ? requiredProviders(body) : bodyItems(body, inner);
    return { name, item: { kind: 'block', header, items } };
  });
}

/** The bodies of a block and what stands before the brace of each: labels are the outer keys of the JSON form. */
export function labelledBodies(
  header: string,
  value: JsonValue,
  labels: number,
): { readonly header: string; readonly labels: readonly string[]; readonly body: JsonObject }[] {
  if (labels === 0) return blockBodies(value).map((body) => ({ header, labels: [], body }));
  return blockBodies(value).flatMap((object) =>
    bodyEntries(object).flatMap(([label, inner]) =>
      labelledBodies(`${header} ${JSON.stringify(label)}`, inner, labels - 1).map((found) => ({
        ...found,
        labels: [label, ...found.labels],
      })),
    ),
  );
}

function providedBlock(name: string, body: JsonObject, shape: BlockShape, context: BodyContext): Block {
  const inner = { ...context, rule: { provided: true }, shape, address: `${context.address}: ${name}` };
  return { kind: 'block', header: name, items: bodyItems(body, inner) };
}

/** @see https://developer.hashicorp.com/terraform/language/expressions/dynamic-blocks */
function dynamicBlocks(value: JsonObject, context: BodyContext): Placed[] {
  const rule: BlockRule = { bare: ['iterator'], first: ['for_each', 'iterator', 'labels'] };
  return bodyEntries(value).flatMap(([name, bodies]) =>
    blockBodies(bodies).map(({ content = {}, ...body }): Placed => {
      const shape = context.shape.blocks.get(name) ?? NO_SHAPE;
      const contents = blockBodies(content).map((inner) => providedBlock('content', inner, shape, context));
      const items = [...bodyItems(body, { ...context, rule, shape: NO_SHAPE }), ...contents];
      return { name, item: { kind: 'block', header: `dynamic ${JSON.stringify(name)}`, items } };
    }),
  );
}

/** The entries are arguments whose values are objects; aliases are references inside them. */
function requiredProviders(body: JsonObject): Argument[] {
  return bodyEntries(body).map(([name, requirement]): Argument => {
    if (!isJsonObject(requirement)) {
      return { kind: 'argument', name, value: layoutValue(requirement, LITERAL_STYLE) };
    }
    const { source, version, ...others } = requirement;
    const ordered = Object.entries({ source, version, ...others }).filter(([, value]) => value !== undefined);
    const items = ordered.map(([key, value]) => ({
      name: key,
      value: layoutValue(value ?? null, key === 'configuration_aliases' ? REFERENCE_STYLE : LITERAL_STYLE),
    }));
    return { kind: 'argument', name, value: ['{', ...layoutArguments(items).map(indent), '}'] };
  });
}

function styleOf(name: string, { rule, texts }: BodyContext): StringStyle {
  if (rule.bare?.includes(name)) return REFERENCE_STYLE;
  if (rule.literal === 'all' || rule.literal?.includes(name)) return LITERAL_STYLE;
  return templateStyle({ use: rule.provided && POLICY.test(name) ? 'same document' : 'same text', texts });
}

/** The provider's binding or Terraform itself says that it is an argument. */
function isKnownArgument(name: string, { rule, shape }: BodyContext): boolean {
  return shape.arguments.has(name) || [rule.first, rule.bare].some((names) => names?.includes(name));
}

/** An object, or a list with an object in it, may be a map or a block. */
function isAmbiguous(value: JsonValue): boolean {
  return isJsonObject(value) || (Array.isArray(value) && value.some(isJsonObject));
}

function ambiguous(name: string, { address }: BodyContext): RefgateError {
  return new RefgateError({
    code: 'ERR_TERRAFORM',
    message: `cannot tell whether ${quote(name)} in ${quote(address)} is an argument or a nested block`,
    expected: 'metadata of the binding, which overrides and the content of dynamic blocks do not have',
    fix: 'set it through the construct, or name it in the option `nested`',
  });
}
