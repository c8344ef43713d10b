import { quote } from '../errors';
import { type Fault, type IsUnknown, nothingUnknown } from './fault';

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html#id_tags_rules */
const MAX_TAGS = 50;
const MAX_KEY = 128;
const MAX_VALUE = 256;
const ALLOWED = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/**
 * Everything that AWS would refuse about the tags of one resource. IAM compares the keys without regard to case.
 * @param owner such as `a role`
 */
export function tagsFaults(
  tags: Readonly<Record<string, string>>,
  owner: string,
  isUnknown: IsUnknown = nothingUnknown,
): readonly Fault[] {
  const keys = Object.keys(tags);
  const faults: (Fault | undefined)[] = [];
  if (keys.length > MAX_TAGS) {
    faults.push(quota(`${owner} has too many tags`, `${keys.length} tags`, `at most ${MAX_TAGS}`));
  }
  const seen = new Map<string, string>();
  for (const [key, value] of Object.entries(tags)) {
    faults.push(tagFault(key, isUnknown(value) ? '' : value));
    const twin = seen.get(key.toLowerCase());
    if (twin === undefined) seen.set(key.toLowerCase(), key);
    else {
      faults.push({
        code: 'ERR_SCHEMA',
        message: `the tags ${quote(twin)} and ${quote(key)} differ in case only, and AWS takes them for one`,
        fix: 'remove one of the two',
      });
    }
  }
  return faults.filter((fault) => fault !== undefined);
}

function tagFault(key: string, value: string): Fault | undefined {
  const tag = `the tag ${quote(key)}`;
  if (key === '' || key.length > MAX_KEY) {
    return quota(`${tag} has a key of the wrong length`, `${key.length} characters`, `1 to ${MAX_KEY}`);
  }
  if (value.length > MAX_VALUE) {
    return quota(`${tag} has a value that is too long`, `${value.length} characters`, `at most ${MAX_VALUE}`);
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
