import type { Block } from './block';
import type { BodyReader } from './body-value';
import { NOTHING, typeOf } from './variable';
import { fromJson, type Value } from './value';
import type { GivenVariable } from './workspace';

const LITERAL_TYPES = new Set(['string', 'number', 'bool']);

/**
 * The value of a root variable from outside. The text of `-var` is an expression when the variable's type is a collection or `any`, else
 * it is taken literally.
 * @throws {RefgateError} `ERR_TERRAFORM`
 * @see https://developer.hashicorp.com/terraform/language/values/variables#variables-on-the-command-line
 */
export function givenVariable(
  given: GivenVariable | undefined,
  block: Block | undefined,
  reader: BodyReader,
): Value | undefined {
  if (given === undefined || block === undefined) return undefined;
  if (given.kind === 'json') return fromJson(given.value);
  if (given.kind === 'template') return reader.value(given.value, NOTHING);
  const literal = block.body.type === undefined || LITERAL_TYPES.has(typeOf(block).kind);
  return literal ? given.text : reader.value(`\${${given.text}}`, NOTHING);
}
