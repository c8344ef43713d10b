import { parseArn } from '../../../arn';
import { fail, type Value } from '../value';
import { text } from './arguments';
import { whole, type FunctionTable } from './function';

/**
 * Functions of the AWS provider under its usual name.
 * @see https://registry.terraform.io/providers/hashicorp/aws/latest/docs/functions/arn_build
 */
export const AWS_FUNCTIONS: FunctionTable = {
  'provider::aws::arn_build': whole(5, 5, (args) =>
    ['arn', ...args.map((_, index) => text(args, index))].join(':'),
  ),
  'provider::aws::arn_parse': whole(1, 1, (args) => {
    const arn = parseArn(text(args, 0));
    if (arn === undefined) return fail('`arn_parse` got what is not an ARN');
    const { account, ...others } = arn;
    return new Map<string, Value>(Object.entries({ ...others, account_id: account }));
  }),
};
