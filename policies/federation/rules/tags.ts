import { quote } from '../../errors';
import type { Fault } from '../fault';

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html#id_tags_rules */
const MOST_TAGS = 50;
const LONGEST_KEY = 128;
const LONGEST_VALUE = 256;
const ALLOWED = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/**
 * The first thing that AWS would refuse about the tags of one resource.
 * @param owner such as `a role`
 */
export function tagsFault(tags: Readonly<Record<string, string>>, owner: string): Fault | undefined {
  const keys = Object.keys(tags);
  if (keys.length > MOST_TAGS) {
    return quota(`${owner} has too many tags`, `${keys.length} tags`, `at most ${MOST_TAGS}`);
  }
  const seen = new Map<string, string>();
  for (const key of keys) {
    const fault = tagFault(key, tags[key] ?? '');
    if (fault !== undefined) return fault;
    const twin = seen.get(key.toLowerCase());
    if (twin !== undefined) {
      return {
        code: 'ERR_SCHEMA',
        message: `the tags ${quote(twin)} and ${quote(key)} differ in case only, and AWS takes them for one`,
        fix: 'remove one of the two',
      };
    }
    seen.set(key.toLowerCase(), key);
  }
  return undefined;
}

function tagFault(key: string, value: string): Fault | undefined {
  const tag = `the tag ${quote(key)}`;
  if (key === '' || key.length > LONGEST_KEY) {
    return quota(`${tag} has a key of the wrong length`, `${key.length} characters`, `1 to ${LONGEST_KEY}`);
  }
  if (value.length > LONGEST_VALUE) {
    return quota(
      `${tag} has a value that is too long`,
      `${value.length} characters`,
      `at most ${LONGEST_VALUE}`,
    );
  }
  if (/^aws:/i.test(key)) {
    return {
      code: 'ERR_SCHEMA',
      message: `${tag} begins with \`aws:\`, which AWS keeps for itself`,
      fix: 'rename it',
    };
  }
  if (ALLOWED.test(key) && ALLOWED.test(value)) return undefined;
  return {
    code: 'ERR_SCHEMA',
    message: `AWS refuses a character of ${tag} or of its value ${quote(value)}`,
    expected: 'letters, digits, spaces and `_.:/=+-@`',
  };
}

function quota(message: string, got: string, expected: string): Fault {
  return { code: 'ERR_QUOTA', message, got, expected };
}
