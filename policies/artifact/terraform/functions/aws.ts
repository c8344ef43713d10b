import { fail, type Value } from '../value';
import { text } from './arguments';
import { whole, type FunctionTable } from './function';

const PARTS = ['partition', 'service', 'region', 'account_id', 'resource'];

/**
 * Functions of the AWS provider under its usual name.
 * @see https://registry.terraform.io/providers/hashicorp/aws/latest/docs/functions/arn_build
 */
export const AWS_FUNCTIONS: FunctionTable = {
  'provider::aws::arn_build': whole(5, 5, (args) =>
    ['arn', ...args.map((_, index) => text(args, index))].join(':'),
  ),
  'provider::aws::arn_parse': whole(1, 1, (args) => {
    const [prefix, ...parts] = text(args, 0).split(':');
    const fields = [...parts.slice(0, 4), parts.slice(4).join(':')];
    if (prefix !== 'arn' || parts.length < 5) fail('`arn_parse` got what is no ARN');
    return new Map(PARTS.map((name, index): [string, Value] => [name, fields[index] ?? '']));
  }),
};
