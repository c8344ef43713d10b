import {
  answerForMissingKey,
  escapePointer,
  operator,
  parsePattern,
  type Condition,
  type PatternToken,
  type Policy,
} from '../trust/index';
import { keyMeaning } from './keys';
import type { View } from './statements';

const byClaim = new WeakMap<View, ReadonlyMap<string, readonly Condition[]>>();

/** The conditions of a statement on one claim of the GitLabs that it trusts. */
export function on(view: View, claim: string): readonly Condition[] {
  const known = byClaim.get(view) ?? conditionsByClaim(view);
  byClaim.set(view, known);
  return known.get(claim) ?? [];
}

function conditionsByClaim({ statement, issuers }: View): ReadonlyMap<string, readonly Condition[]> {
  const found = new Map<string, Condition[]>();
  for (const condition of statement.conditions) {
    const { kind, name } = keyMeaning(condition.key, issuers);
    if (kind === 'global' || kind === 'foreign') continue;
    const conditions = found.get(name);
    if (conditions === undefined) found.set(name, [condition]);
    else conditions.push(condition);
  }
  return found;
}

/** A text comparison that holds for listed values only, whatever else it says about a missing key. */
export function isPositive({ form }: Condition): boolean {
  if (form === undefined) return false;
  const { language, negated } = operator(form.base);
  return language.kind === 'text' && !negated;
}

/** Whether it is one of the operators that hold for what is *not* listed. */
export function isNegated({ form }: Condition): boolean {
  return form !== undefined && operator(form.base).negated;
}

/** Whether it compares text, positive or negated. */
export function comparesText({ form }: Condition): boolean {
  return form !== undefined && operator(form.base).language.kind === 'text';
}

/** Whether it compares text exactly: `*` and `?` are ordinary characters. */
export function takesWildcardsLiterally({ form }: Condition): boolean {
  if (form === undefined) return false;
  const { language, wildcards } = operator(form.base);
  return language.kind === 'text' && !wildcards;
}

/** Whether it compares text with patterns. */
export function takesPatterns(condition: Condition): boolean {
  return comparesText(condition) && !takesWildcardsLiterally(condition);
}

/** Whether it compares text without regard to case. */
export function ignoresCase({ form }: Condition): boolean {
  if (form === undefined) return false;
  const { language } = operator(form.base);
  return language.kind === 'text' && language.fold === 'lower';
}

/** Whether it asks for the presence of the key, as `Null` does. */
export function isPresence({ form }: Condition): boolean {
  return form !== undefined && operator(form.base).language.kind === 'presence';
}

/** Whether the condition holds for a key that the request does not have. `Null` is judged by its values. */
export function holdsWhenMissing(condition: Condition): boolean | undefined {
  const { form, values } = condition;
  if (form === undefined) return undefined;
  if (isPresence(condition)) return values.some((value) => value.toLowerCase() === 'true');
  const answer = answerForMissingKey(form);
  return answer === 'unknown' ? undefined : answer === 'yes';
}

/** A positive text comparison that a missing key cannot satisfy. */
export function isFirm(condition: Condition): boolean {
  return isPositive(condition) && holdsWhenMissing(condition) === false;
}

/** The values of a condition as its operator reads them. */
export function patterns(
  condition: Condition,
  version: Policy['version'],
): readonly (readonly PatternToken[])[] {
  const known = readValues.get(condition);
  if (known?.version === version) return known.values;
  const row = condition.form === undefined ? undefined : operator(condition.form.base);
  const syntax = {
    wildcards: row?.wildcards === true,
    variables: row?.variables === true && version === '2012-10-17',
  };
  const values = condition.values.map((value) => parsePattern(value, syntax));
  readValues.set(condition, { version, values });
  return values;
}

interface ReadValues {
  readonly version: Policy['version'];
  readonly values: readonly (readonly PatternToken[])[];
}

const readValues = new WeakMap<Condition, ReadValues>();

export function isWildcardOnly(tokens: readonly PatternToken[]): boolean {
  return tokens.length > 0 && tokens.every(({ kind }) => kind === 'any' || kind === 'one');
}

export function hasWildcard(tokens: readonly PatternToken[]): boolean {
  return tokens.some(({ kind }) => kind === 'any' || kind === 'one');
}

/** Pointer to one value of a condition: the condition itself when the value stands alone. */
export function valuePointer(condition: Condition, index: number): string {
  return condition.values.length === 1 ? condition.pointer : `${condition.pointer}/${index}`;
}

/** Pointer to all conditions of a statement, or to the statement when it has none. */
export function conditionPointer({ statement, pointer }: View, operatorName?: string): string {
  if (statement.conditions.length === 0) return pointer;
  return operatorName === undefined
    ? `${pointer}/Condition`
    : `${pointer}/Condition/${escapePointer(operatorName)}`;
}

/** The text of a condition that never holds, or always does, because its key is missing. */
export function effectWhenMissing(condition: Condition, effect: 'Allow' | 'Deny'): string {
  const holds = holdsWhenMissing(condition);
  if (holds === undefined) return 'cannot determine what that does';
  if (effect === 'Allow')
    return holds ? 'the condition always holds and guards nothing' : 'the statement matches no token';
  return holds ? 'the condition always holds' : 'the Deny never applies';
}
