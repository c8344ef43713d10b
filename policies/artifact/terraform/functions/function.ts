import type { Budget } from '../budget';
import type { Value } from '../value';

/** One function of Terraform's language. */
export interface TerraformFunction {
  /** The least and the most arguments. */
  readonly count: readonly [least: number, most: number];
  /** An unknown value anywhere inside an argument makes the result unknown; otherwise only one that is an argument itself. */
  readonly looksInside: boolean;
  /** The function decides about unknown arguments itself. */
  readonly takesUnknown?: true;
  /** @throws {RefgateError} `ERR_TERRAFORM` for arguments that Terraform would refuse */
  readonly call: (args: readonly Value[], budget: Budget) => Value;
}

export type FunctionTable = Readonly<Record<string, TerraformFunction>>;

type Call = TerraformFunction['call'];

/** A function that needs every part of its arguments. */
export function whole(least: number, most: number, call: Call): TerraformFunction {
  return { count: [least, most], looksInside: true, call };
}

/** A function that only moves the elements of its arguments around. */
export function shallow(least: number, most: number, call: Call): TerraformFunction {
  return { count: [least, most], looksInside: false, call };
}

export const ANY_NUMBER = Number.POSITIVE_INFINITY;
