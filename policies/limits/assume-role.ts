import { quote } from '../errors';
import type { Fault } from './fault';
import { writeFix } from './fix';

/** @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
export const EXTERNAL_ID_PATTERN = '^[A-Za-z0-9_+=,.@:/-]{2,1224}$';
export const SESSION_NAME_PATTERN = '^[A-Za-z0-9_+=,.@-]{2,64}$';

export function externalIdFault(id: string): Fault | undefined {
  if (new RegExp(EXTERNAL_ID_PATTERN).test(id)) return undefined;
  return {
    code: 'ERR_ACCOUNT',
    message: `AWS refuses the external id ${quote(id)}`,
    expected: '2 to 1224 letters, digits or `_+=,.@:/-`',
  };
}

export function sessionNameFault(name: string): Fault | undefined {
  const isAccepted = (text: string): boolean => new RegExp(SESSION_NAME_PATTERN).test(text);
  if (isAccepted(name)) return undefined;
  return {
    code: 'ERR_ACCOUNT',
    message: `AWS refuses the session name ${quote(name)}`,
    expected: '2 to 64 letters, digits or `_+=,.@-`',
    fix: writeFix(name.replace(/[^A-Za-z0-9_+=,.@-]+/g, '-').slice(0, 64), isAccepted),
  };
}
