import { Token } from 'cdktf';
import type { Fault, Problem } from '../../policies/index';

/** What a rule answers with: nothing wrong, one thing, or several. */
type Faults = Fault | readonly Fault[] | undefined;

/** What a rule of `LIMITS` refuses about a value. One that is absent, or that only Terraform knows, is not judged. */
export function refused<T>(value: T | undefined, rule: (value: T) => Faults): readonly Problem[] {
  if (value === undefined || Token.isUnresolved(value)) return [];
  return [rule(value) ?? []].flat() as readonly Fault[];
}

/** The same for each value of a list. */
export function refusedEach<T>(
  values: readonly T[] | undefined,
  rule: (value: T) => Faults,
): readonly Problem[] {
  if (values === undefined || Token.isUnresolved(values)) return [];
  return values.flatMap((value) => refused(value, rule));
}

/** Marks what only Terraform knows for a rule that looks inside of a value. */
export const onlyTerraformKnows = (value: unknown): boolean => Token.isUnresolved(value);
