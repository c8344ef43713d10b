import { quote } from '../../errors';
import type { Fault } from '../fault';

/**
 * A policy document holds nothing beyond U+00FF, so a ref with other letters cannot be named in a trust policy.
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html#API_CreateRole_RequestParameters
 */
export function iamRefPatternFault(pattern: string): Fault | undefined {
  const foreign = Array.from(pattern).find((character) => character > '\u00ff');
  if (foreign === undefined) return undefined;
  const codePoint = (foreign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  return {
    code: 'ERR_REF',
    message: `ref pattern ${quote(pattern)} cannot be written in an IAM policy`,
    got: `${quote(foreign)} (U+${codePoint})`,
    expected: 'characters up to U+00FF',
    fix: 'rename the ref, or cover it with `*`',
  };
}
