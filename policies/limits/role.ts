import { quote } from '../errors';
import type { Fault } from './fault';
import { writeFix } from './fix';

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html */
const MAX_NAME = 64;
const MAX_PATH = 512;
const MAX_DESCRIPTION = 1000;

export const ROLE_NAME_PATTERN = `^[A-Za-z0-9_+=,.@-]{1,${MAX_NAME}}$`;
/** Each part between two slashes has a character: `//` would be an empty name. */
export const ROLE_PATH_PATTERN = '^/([!-.0-~]+/)*$';
const DESCRIPTION_PATTERN = /^[\t\n\r\u0020-\u007e\u00a1-\u00ff]*$/;

export function roleNameFault(name: string): Fault | undefined {
  const isAccepted = (text: string): boolean => new RegExp(ROLE_NAME_PATTERN).test(text);
  if (isAccepted(name)) return undefined;
  return {
    code: 'ERR_ROLE_NAME',
    message: `AWS refuses the role name ${quote(name)}`,
    got: name.length > MAX_NAME ? `${name.length} characters` : undefined,
    expected: `1 to ${MAX_NAME} letters, digits or \`_+=,.@-\``,
    fix:
      name.length > MAX_NAME
        ? 'shorten it'
        : writeFix(name.replace(/[^A-Za-z0-9_+=,.@-]+/g, '-') || 'deploy', isAccepted),
  };
}

export function rolePathFault(path: string): Fault | undefined {
  const isAccepted = (text: string): boolean =>
    text.length <= MAX_PATH && new RegExp(ROLE_PATH_PATTERN).test(text);
  if (isAccepted(path)) return undefined;
  const near = `/${path.replace(/[^!-~]+/g, '-')}/`.replace(/\/{2,}/g, '/');
  return {
    code: 'ERR_ROLE_NAME',
    message: `AWS refuses the role path ${quote(path)}`,
    got: path.length > MAX_PATH ? `${path.length} characters` : undefined,
    expected: `at most ${MAX_PATH} printable ASCII characters that begin and end with \`/\`, without \`//\``,
    fix: path.length > MAX_PATH ? 'shorten it' : writeFix(near, isAccepted),
  };
}

export function roleDescriptionFault(description: string): Fault | undefined {
  if (description.length > MAX_DESCRIPTION) {
    return {
      code: 'ERR_QUOTA',
      message: 'the description of a role is too long',
      got: `${description.length} characters`,
      expected: `at most ${MAX_DESCRIPTION}`,
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
