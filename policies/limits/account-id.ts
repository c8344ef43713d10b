import { quote } from '../errors';
import type { Fault } from './fault';

export const ACCOUNT_ID_PATTERN = '^[0-9]{12}$';

export function accountIdFault(id: string): Fault | undefined {
  if (new RegExp(ACCOUNT_ID_PATTERN).test(id)) return undefined;
  const digits = id.replace(/[\s-]/g, '');
  return {
    code: 'ERR_ACCOUNT',
    message: `${quote(id)} is not an AWS account id`,
    got: /^\d+$/.test(digits) ? `${digits.length} digits` : undefined,
    expected: 'twelve digits in quotes, such as `"111122223333"`',
    fix: /^\d{12}$/.test(digits)
      ? `write ${quote(`"${digits}"`)}`
      : 'copy it from the AWS console, with its leading zeros',
  };
}
