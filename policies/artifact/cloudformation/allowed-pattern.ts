import { RE2JS, RE2JSException } from 're2js';
import {
  ANY_STRING,
  allowedStrings,
  bothOf,
  oneOfStrings,
  type AllowedStrings,
  type FormsOnly,
} from '../allowed-strings';
import { formsOfRegex } from '../regex-forms';
import type { Body } from '../terraform/block';

/**
 * What a parameter can be by its `AllowedPattern`, which has to match the whole value, its allowed values and its least length; of a list, what
 * each of its elements can be. Nothing where the template does not limit it.
 * @param values the values that are allowed and not excluded otherwise
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html
 */
export function allowedByTemplate(
  { AllowedPattern: pattern, MinLength: least, MaxLength: most }: Body,
  values: readonly string[] | undefined,
): AllowedStrings | undefined {
  const matches = matcher(pattern);
  const [shortest, longest] = [Number(least ?? 0), Number(most ?? Number.POSITIVE_INFINITY)];
  const isLimited = matches !== undefined || values !== undefined || shortest > 0 || Number.isFinite(longest);
  if (!isLimited) return undefined;
  const listed = values === undefined ? ANY_STRING : oneOfStrings(values);
  const described: FormsOnly =
    matches === undefined ? listed : bothOf(listed, formsOfRegex(pattern as string, true));
  return allowedStrings(
    described,
    (text) =>
      text.length < shortest ||
      text.length > longest ||
      values?.includes(text) === false ||
      matches?.(text) === false,
  );
}

/**
 * A pattern is a regular expression of Java, read as one of RE2: of what the two may read differently (a class within a class, `&&`, flags)
 * nothing is said.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cfn-regexes.html
 */
function matcher(pattern: unknown): ((text: string) => boolean) | undefined {
  if (typeof pattern !== 'string' || /&&|\[[^\]]*\[|\[\^?\]|\(\?[^:]|\\[vRXhHVZGQE]/.test(pattern))
    return undefined;
  try {
    const compiled = RE2JS.compile(pattern);
    return (text) => compiled.matcher(text).matches();
  } catch (error) {
    if (error instanceof RE2JSException) return undefined;
    throw error;
  }
}
