import { createHash } from 'node:crypto';
import type { Problem } from '../plugin-messages';
import { blocksOf, isValueObject, textOf, UNKNOWN, type Value, type ValueObject } from '../value';
import type { Computation, BehaviourContext } from './behaviour';

/** An IAM ARN in the stub's account. */
export function iamArn({ cloud }: BehaviourContext, resource: string): string {
  return `arn:${cloud.partition}:iam::${cloud.account}:${resource}`;
}

/**
 * An IAM unique id such as `AROA…`: the same for the same name.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-prefixes
 */
export function uniqueId(prefix: string, name: string): string {
  const digest = createHash('sha256').update(`${prefix}${name}`).digest();
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  return prefix + Array.from(digest.subarray(0, 17), (byte) => letters[byte % 32]).join('');
}

/** The name that the provider makes up: after `name_prefix`, or after `terraform-`. */
export const generatedName: Computation = (state) =>
  `${textOf(state['name_prefix']) || 'terraform-'}20250101000000000000000001`;

/** Own tags over the provider's `default_tags`, as the provider plans `tags_all`; an empty map when there are none. */
export const allTags: Computation = (state, { provider }) => {
  const tags = state['tags'];
  const defaults = blocksOf(provider['default_tags'])[0]?.['tags'];
  if (tags === UNKNOWN || defaults === UNKNOWN) return UNKNOWN;
  return { ...(isValueObject(defaults) && defaults), ...(isValueObject(tags) && tags) };
};

/**
 * The name rule of IAM roles and policies as the provider checks it.
 *
 * @see https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/iam/validate.go
 */
export function nameProblems(config: Readonly<ValueObject>, attribute: string, longest: number): Problem[] {
  const name = textOf(config[attribute]);
  if (name === undefined) return [];
  if (name.length > longest) {
    const summary = `expected length of ${attribute} to be in the range (1 - ${longest}), got ${name}`;
    return [{ summary, attribute }];
  }
  if (/^[\w+=,.@-]*$/.test(name)) return [];
  return [{ summary: `invalid value for ${attribute} (must match [\\w+=,.@-]): ${name}`, attribute }];
}

/**
 * A number that must stay in a range, both ends included.
 *
 * @see https://pkg.go.dev/github.com/hashicorp/terraform-plugin-sdk/v2/helper/validation#IntBetween
 */
export function rangeProblems(
  config: Readonly<ValueObject>,
  attribute: string,
  low: number,
  high: number,
): Problem[] {
  const value: Value | undefined = config[attribute];
  if (typeof value !== 'number' || (value >= low && value <= high)) return [];
  return [
    { summary: `expected ${attribute} to be in the range (${low} - ${high}), got ${value}`, attribute },
  ];
}

/** An ARN, by its shape alone. */
export function arnProblems(config: Readonly<ValueObject>, attribute: string): Problem[] {
  const value = textOf(config[attribute]);
  if (!value || /^arn:[\w-]+:[\w-]+:[\w-]*:(\d{12}|aws|)?:.+$/.test(value)) return [];
  const summary = `"${attribute}" (${value}) is an invalid ARN: arn: invalid prefix or sections`;
  return [{ summary, attribute }];
}
