import { quote } from '../../errors';
import type { Fault } from '../fault';

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html */
export const ROLE_NAME_PATTERN = '^[A-Za-z0-9_+=,.@-]{1,64}$';
export const ROLE_PATH_PATTERN = '^/([\\x21-\\x7e]+/)?$';
const DESCRIPTION_PATTERN = /^[\t\n\r\u0020-\u007e\u00a1-\u00ff]*$/;

export function roleNameFault(name: string): Fault | undefined {
  if (new RegExp(ROLE_NAME_PATTERN).test(name)) return undefined;
  return {
    code: 'ERR_ROLE_NAME',
    message: `AWS refuses the role name ${quote(name)}`,
    got: name.length > 64 ? `${name.length} characters` : undefined,
    expected: '1 to 64 letters, digits or `_+=,.@-`',
    fix:
      name.length > 64
        ? 'shorten it'
        : `write ${quote(name.replace(/[^A-Za-z0-9_+=,.@-]+/g, '-') || 'deploy')}`,
  };
}

export function rolePathFault(path: string): Fault | undefined {
  if (path.length <= 512 && new RegExp(ROLE_PATH_PATTERN).test(path)) return undefined;
  return {
    code: 'ERR_ROLE_NAME',
    message: `AWS refuses the role path ${quote(path)}`,
    expected: 'at most 512 printable ASCII characters that begin and end with `/`',
    fix:
      path.length > 512
        ? 'shorten it'
        : `write ${quote(`/${path.replace(/^\/+|\/+$/g, '').replace(/[^\u0021-\u007e]+/g, '-')}/`)}`,
  };
}

export function roleDescriptionFault(description: string): Fault | undefined {
  if (description.length > 1000) {
    return {
      code: 'ERR_QUOTA',
      message: 'the description of a role is too long',
      got: `${description.length} characters`,
      expected: 'at most 1000',
      fix: 'shorten it',
    };
  }
  if (DESCRIPTION_PATTERN.test(description)) return undefined;
  const foreign = Array.from(description).find((character) => !DESCRIPTION_PATTERN.test(character)) ?? '';
  return {
    code: 'ERR_ROLE_NAME',
    message: `AWS refuses ${quote(foreign)} in the description of a role`,
    expected: 'printable characters up to U+00FF',
    fix: 'write it in other words',
  };
}
