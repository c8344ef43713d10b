import { RefgateError } from '../../errors';
import type { Block } from './block';
import type { BodyReader } from './body-value';
import { NOTHING, typeOf } from './variable';
import type { Scope } from './scope';
import { Unknown, fromJson, type Value } from './value';
import type { GivenVariable } from './workspace';

/** The text may be a secret in the place of an expression: no message repeats it. */
const NOT_CONSTANT =
  'the value of the variable that `--var` or the environment gives is not a constant expression; it is not repeated here';
const FROM_OUTSIDE: Scope = { find: () => ({ value: new Unknown(NOT_CONSTANT), used: 0 }) };
const LITERAL_TYPES = new Set(['string', 'number', 'bool']);

/**
 * The value of a root variable from outside. The text of `-var` is an expression when the variable's type is a collection or `any`, else
 * it is taken literally.
 * @throws {RefgateError} `ERR_TERRAFORM`
 * @see https://developer.hashicorp.com/terraform/language/values/variables#variables-on-the-command-line
 */
export function givenVariable(
  name: string,
  given: GivenVariable | undefined,
  block: Block | undefined,
  reader: BodyReader,
): Value | undefined {
  if (given === undefined || block === undefined) return undefined;
  if (given.kind === 'unknown') return new Unknown(given.reason, `var.${name}`);
  if (given.kind === 'value') return given.value;
  if (given.kind === 'json') return fromJson(given.value);
  if (given.kind === 'template') return reader.value(given.value, NOTHING);
  const literal = block.body.type === undefined || LITERAL_TYPES.has(typeOf(block).kind);
  if (literal) return given.text;
  try {
    return reader.value(`\${${given.text}}`, FROM_OUTSIDE);
  } catch (error) {
    if (error instanceof RefgateError) return new Unknown(NOT_CONSTANT);
    throw error;
  }
}
