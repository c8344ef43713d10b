import { RefgateError } from '../../errors';
import { Budget, BudgetExceeded } from './budget';
import type { Block } from './block';
import { reasonOf, type BodyReader } from './body-value';
import { evaluate } from './evaluate';
import type { Expression } from './expression';
import type { Scope } from './scope';
import { convert, parseType, type TypeConstraint } from './type-constraint';
import { Unknown, fromJson, type Value } from './value';
import { validatedStrings } from './validation';

/** A scope without names: defaults of variables may not refer to anything. */
export const NOTHING: Scope = {
  find: (root) => ({ value: new Unknown(`\`${root}\` may not be used here`, root), used: 0 }),
};

/**
 * The value of a variable: what the caller gave, else the default, converted to the variable's type.
 * @see https://developer.hashicorp.com/terraform/language/values/variables
 */
export function variableValue(
  address: string,
  block: Block,
  given: Value | undefined,
  reader: BodyReader,
): Value {
  const { body } = block;
  try {
    const type = typeOf(block);
    const kind =
      type.kind === 'string' || type.kind === 'number' || type.kind === 'bool' ? type.kind : undefined;
    const unknown = (reason: string, expression: string | undefined, computed?: true): Unknown =>
      new Unknown(
        reason,
        expression,
        validatedStrings(address.slice(address.lastIndexOf('.') + 1), block, type),
        computed,
        kind,
      );
    const useDefault = given === undefined || (given === null && body.nullable === false);
    if (useDefault && body.default === undefined) {
      return unknown(`\`${address}\` has no default and no value was given`, address);
    }
    const value = useDefault ? defaultOf(block, reader) : given;
    // not one that is known in part, or that is more than a string
    if (value?.constructor === Unknown)
      return unknown(value.reason, value.expression, value.type === kind ? value.computed : true);
    return convert(value, type, literalOf);
  } catch (error) {
    if (!(error instanceof RefgateError) || error instanceof BudgetExceeded) throw error;
    return new Unknown(`\`${address}\`: ${reasonOf(error)}`, address);
  }
}

/** Whether a variable is marked as sensitive. What is not plainly `false` may be `true`. */
export function isSensitive({ body }: Block): boolean {
  const { sensitive = false } = body;
  return sensitive !== false && sensitive !== null && sensitive !== 'false';
}

/** The declared type; `any` when there is none. @throws {RefgateError} */
export function typeOf(block: Block): TypeConstraint {
  const { type } = block.body;
  return typeof type === 'string' ? parseType(type) : { kind: 'any' };
}

/** In JSON syntax a default is taken literally: nothing in it is a template. */
function defaultOf(block: Block, reader: BodyReader): Value {
  return block.syntax === 'json' ? fromJson(block.body.default) : reader.value(block.body.default, NOTHING);
}

function literalOf(expression: Expression): Value {
  return evaluate(expression, NOTHING, new Budget(10_000));
}
