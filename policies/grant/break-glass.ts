import { quote } from '../errors';
import { ASSUME_ROLE_ACTION, type StatementDocument } from '../trust/index';
import type { BreakGlass, Grant } from './grant';

/** `Sid` of the statement for the principal that needs no token. */
const SID = 'BreakGlass';

/**
 * The statement of its own by which a principal of AWS assumes the role.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html
 */
export function breakGlassStatement({ principal, mfa = true }: BreakGlass): StatementDocument {
  return {
    Sid: SID,
    Effect: 'Allow',
    Principal: { AWS: principal },
    Action: ASSUME_ROLE_ACTION,
    ...(mfa ? { Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } } : {}),
  };
}

/** In words: `` `arn:aws:iam::111122223333:user/emergency` can assume it without a token, with MFA``; `undefined` where the grant names none. */
export function breakGlassInWords({ breakGlass }: Pick<Grant, 'breakGlass'>): string | undefined {
  if (breakGlass === undefined) return undefined;
  const { principal, mfa = true, accountRoot = false } = breakGlass;
  const who = accountRoot ? `${quote(principal)}, a whole account,` : quote(principal);
  return `${who} can assume it without a token${mfa ? ', with MFA' : ''}`;
}
