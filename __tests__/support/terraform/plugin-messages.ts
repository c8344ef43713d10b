import { decodeValue, encodeValue } from './msgpack';
import { bytesOf, decodeMessage, encodeMessage } from './protobuf';
import type { BlockSchema, Nesting, ProviderSchema } from './schema';
import type { Value } from './value';

/** A message to the user: an error unless it is marked as a warning. */
export interface Problem {
  readonly summary: string;
  readonly detail?: string;
  /** The top-level attribute it is about. */
  readonly attribute?: string;
  readonly warning?: boolean;
}

const NESTING_MODES: Readonly<Record<Nesting, number>> = { single: 1, list: 2, set: 3 };

/**
 * Encodes the answer to GetProviderSchema. The field numbers here and below are those of `tfplugin6.proto`.
 *
 * @see https://github.com/hashicorp/terraform/blob/main/docs/plugin-protocol/tfplugin6.proto
 */
export function encodeProviderSchema(schema: ProviderSchema): Buffer {
  return encodeMessage([
    [1, encodeSchema(schema.provider)],
    [2, encodeSchemaMap(schema.resources)],
    [3, encodeSchemaMap(schema.dataSources)],
    [6, encodeMessage([[2, true]])],
  ]);
}

/** Encodes the answer to GetMetadata: only the names of the types. */
export function encodeMetadata(schema: ProviderSchema): Buffer {
  const names = (schemas: Readonly<Record<string, BlockSchema>>) =>
    Object.keys(schemas).map((name) => encodeMessage([[1, name]]));
  return encodeMessage([
    [3, names(schema.dataSources)],
    [4, names(schema.resources)],
  ]);
}

/** Encodes a value as a DynamicValue. */
export function encodeDynamic(value: Value): Buffer {
  return encodeMessage([[1, encodeValue(value)]]);
}

/** Decodes a DynamicValue, in its msgpack or its JSON form; null when it is absent. */
export function decodeDynamic(bytes: Buffer | undefined): Value {
  if (bytes === undefined) return null;
  const message = decodeMessage(bytes);
  const packed = bytesOf(message, 1);
  if (packed !== undefined) return decodeValue(packed);
  const json = bytesOf(message, 2);
  return json === undefined ? null : (JSON.parse(json.toString('utf8')) as Value);
}

/** Encodes the path to a top-level attribute. */
export function encodeAttributePath(attribute: string): Buffer {
  return encodeMessage([[1, [encodeMessage([[1, attribute]])]]]);
}

export function encodeProblems(problems: readonly Problem[]): Buffer[] {
  return problems.map((problem) =>
    encodeMessage([
      [1, problem.warning ? 2 : 1],
      [2, problem.summary],
      [3, problem.detail],
      [4, problem.attribute === undefined ? undefined : encodeAttributePath(problem.attribute)],
    ]),
  );
}

function encodeSchemaMap(schemas: Readonly<Record<string, BlockSchema>>): Buffer[] {
  return Object.entries(schemas).map(([name, schema]) =>
    encodeMessage([
      [1, name],
      [2, encodeSchema(schema)],
    ]),
  );
}

function encodeSchema(schema: BlockSchema): Buffer {
  return encodeMessage([[2, encodeBlock(schema)]]);
}

function encodeBlock(schema: BlockSchema): Buffer {
  const attributes = Object.entries(schema.attributes).map(([name, attribute]) =>
    encodeMessage([
      [1, name],
      [2, JSON.stringify(attribute.type)],
      [4, attribute.required],
      [5, attribute.optional],
      [6, attribute.computed],
    ]),
  );
  const blocks = Object.entries(schema.blocks).map(([name, nested]) =>
    encodeMessage([
      [1, name],
      [2, encodeBlock(nested.block)],
      [3, NESTING_MODES[nested.nesting]],
      [4, nested.minItems],
      [5, nested.maxItems],
    ]),
  );
  return encodeMessage([
    [2, attributes],
    [3, blocks],
  ]);
}
