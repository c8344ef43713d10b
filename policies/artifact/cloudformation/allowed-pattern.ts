import { RE2JS, RE2JSException } from 're2js';

/**
 * Whether no value of a parameter with this `AllowedPattern` is `*`. It is a regular expression of Java, which is also read as one of RE2: what
 * the two may read differently (a class within a class, `&&`) excludes nothing. Whether it has to match the whole value is not documented: a
 * pattern that is found nowhere in `*` excludes it either way.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html
 */
export function excludesStar(pattern: unknown): boolean {
  if (typeof pattern !== 'string' || /&&|\[[^\]]*\[|\[\^?\]/.test(pattern)) return false;
  try {
    return !RE2JS.compile(pattern).matcher('*').find();
  } catch (error) {
    if (error instanceof RE2JSException) return false;
    throw error;
  }
}
