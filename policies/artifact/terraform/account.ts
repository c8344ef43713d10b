import { parseIamArn, partitionOf } from '../../arn';
import { nestedBlocks, type Block, type Body } from './block';
import type { BodyReader } from './body-value';
import type { Scope } from './scope';
import { ValueSet, isList, toText, type Value } from './value';

/** The AWS account that a provider configuration works in, as far as the text tells. */
export interface AwsAccount {
  readonly account?: string;
  readonly partition: string;
  /** Nothing specifies the partition: `aws` is a guess. */
  readonly guessed?: true;
  readonly region?: string;
}

/** What the caller knows and the configuration may not say. */
export interface AccountDefaults {
  /** Twelve digits; used where the configuration does not name the account. */
  readonly account?: string;
  /** @default by the region's prefix, else `aws` */
  readonly partition?: string;
  readonly region?: string;
}

/**
 * Reads `allowed_account_ids` (when it names one account), `assume_role.role_arn` and `region` of a `provider "aws"` block.
 * @see https://registry.terraform.io/providers/hashicorp/aws/latest/docs#provider-configuration
 */
export function awsAccount(
  block: Block | undefined,
  reader: BodyReader,
  scope: Scope,
  defaults: AccountDefaults,
): AwsAccount {
  const body = block?.body ?? {};
  const value = (node: unknown): Value => reader.tolerant(node ?? null, scope);
  const assumed = assumedRole(body, value);
  const region = textOf(value(body.region)) ?? defaults.region;
  const account = onlyText(value(body.allowed_account_ids)) ?? assumed?.account ?? defaults.account;
  const partition =
    defaults.partition ?? assumed?.partition ?? (region === undefined ? undefined : partitionOf(region));
  return {
    partition: partition ?? 'aws',
    guessed: partition === undefined ? true : undefined,
    account: account !== undefined && /^\d{12}$/.test(account) ? account : undefined,
    region,
  };
}

/** When a chain of roles is assumed, the last one counts. */
function assumedRole(body: Body, value: (node: unknown) => Value): ReturnType<typeof parseIamArn> {
  const block =
    nestedBlocks(body, 'assume_role').at(-1) ?? nestedBlocks(body, 'assume_role_with_web_identity').at(-1);
  const arn = block === undefined ? undefined : textOf(value(block.role_arn));
  return arn === undefined ? undefined : parseIamArn(arn);
}

function onlyText(value: Value): string | undefined {
  const items = isList(value) ? value : value instanceof ValueSet ? value.items : [];
  const [only] = items;
  return items.length === 1 && only !== undefined ? textOf(only) : undefined;
}

function textOf(value: Value): string | undefined {
  const isText = typeof value === 'string' || typeof value === 'number';
  return isText ? toText(value) : undefined;
}
