import { refPatternProblem } from '../gitlab/index';
import { quote } from '../errors';
import type { Fault } from './fault';

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html#API_CreateRole_RequestParameters */
const FOREIGN = /[^\t\n\r\u0020-\u00ff]/u;

/** A policy document has no character beyond U+00FF, so a trust policy cannot name a ref with other letters. */
export function iamRefPatternFault(pattern: string): Fault | undefined {
  const foreign = FOREIGN.exec(pattern)?.[0];
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

/** A name of branches or tags in which `*` stands for any run of characters. */
export function refPatternFault(pattern: string): Fault | undefined {
  return refPatternProblem(pattern);
}
