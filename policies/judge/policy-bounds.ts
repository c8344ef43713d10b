import type { StringForm } from '../artifact/index';
import { operator, type Condition, type Policy, type Statement } from '../trust/index';

/** Two policies around one of which parts of condition values are unknown. */
export interface PolicyBounds {
  /** Whatever the unknown parts are, who can assume a role with this one can assume the role. */
  readonly atLeast: Policy;
  /** Whatever the unknown parts are, who can assume the role can assume one with this policy. */
  readonly atMost: Policy;
}

/** The bounds of a role's policy, and why it is not known better. */
export interface OpenPolicy extends PolicyBounds {
  /** What it depends on, and what is assumed. */
  readonly because: string;
  /** The expressions of conditions that are not known, such as `var.branch`. */
  readonly names: readonly string[];
  /** All expressions that are not known, in principals and statement IDs, too. */
  readonly unknowns: readonly string[];
  /** The expressions of AWS principals that are not known: then it may trust any role. */
  readonly callers: readonly string[];
  /** What is assumed of unknown parts of principals and audiences. */
  readonly assumptions: readonly string[];
  /** The policy with expressions in the places of what they are. */
  readonly text: string;
  /** Everything in the input that the policy is computed from; absent where that is not known. */
  readonly definition?: () => string | undefined;
}

/**
 * Bounds a policy for all values of its unknown parts. An unknown part is taken for any string (`*`) where that lets more tokens in, and a
 * value with one for no string at all where that lets fewer in; under operators that are not about strings the whole condition holds or
 * fails. Every operator accepts more with more values, and every negated one less, so that the bounds hold for every string.
 * @param unknown finds every unknown part of a string (a global expression)
 * @param formsOf the forms that an unknown part can have, by what `unknown` finds; any string without it
 */
export function policyBounds(
  policy: Policy,
  unknown: RegExp,
  formsOf: FormsOf = () => undefined,
): PolicyBounds {
  const bound = (most: boolean): Policy => ({
    ...policy,
    statements: policy.statements.flatMap((statement): readonly Statement[] => {
      const wider = (statement.effect === 'Allow') === most;
      const conditions = statement.conditions.map((one) =>
        boundOf(one, wider, { version: policy.version, unknown, formsOf }),
      );
      if (conditions.includes('never')) return [];
      return [{ ...statement, conditions: conditions.filter((one) => typeof one === 'object') }];
    }),
  });
  return { atLeast: bound(false), atMost: bound(true) };
}

type FormsOf = (mark: string) => readonly StringForm[] | undefined;

interface Unknowns {
  readonly version: Policy['version'];
  readonly unknown: RegExp;
  readonly formsOf: FormsOf;
}

/** A condition that holds for more requests, or for fewer. */
function boundOf(condition: Condition, wider: boolean, unknowns: Unknowns): Condition | 'always' | 'never' {
  const { unknown } = unknowns;
  const isKnown = (value: string): boolean => value.search(unknown) < 0;
  if (condition.values.every(isKnown)) return condition;
  const { form } = condition;
  const { language, negated, wildcards } = form === undefined ? NO_TEXT : operator(form.base);
  if (form === undefined || language.kind !== 'text') return wider ? 'always' : 'never';
  if (wider === negated) {
    const known = condition.values.filter(isKnown);
    return known.length > 0 ? { ...condition, values: known } : negated ? 'always' : 'never';
  }
  const patterns = condition.values.flatMap((value) => {
    if (wildcards && isKnown(value)) return [value];
    return language.fold === 'none' ? patternsOf(value, wildcards, unknowns) : ['*'];
  });
  const base = negated ? 'StringNotLike' : 'StringLike';
  const prefix = form.quantifier === undefined ? '' : `${form.quantifier}:`;
  return {
    ...condition,
    operator: `${prefix}${base}${form.ifExists ? 'IfExists' : ''}`,
    form: { ...form, base },
    values: patterns,
  };
}

/** More patterns for one value are one pattern for all of them. */
const MAX_PATTERNS = 64;

/** Patterns that match every string that a value with unknown parts can match. */
function patternsOf(value: string, wildcards: boolean, unknowns: Unknowns): readonly string[] {
  const { unknown, formsOf } = unknowns;
  const marks = value.match(unknown) ?? [];
  const texts = value.split(unknown);
  // beside one of these a part may belong to a policy variable
  if (texts.some((text) => (marks.length === 0 ? /\$/ : /[$&}]/).test(text))) return ['*'];
  const pattern = (text: string): string | undefined => patternOf(text, wildcards, unknowns);
  let found: readonly string[] = [pattern(texts[0] as string) ?? '*'];
  for (const [place, mark] of marks.entries()) {
    const forms = formsOf(mark) ?? [[ANYTHING]];
    const alternatives = [...new Set(forms.map((form) => formPattern(form, pattern)))];
    const fitting = found.length * alternatives.length > MAX_PATTERNS ? ['*'] : alternatives;
    const after = pattern(texts[place + 1] as string) ?? '*';
    found = found.flatMap((before) => fitting.map((between) => `${before}${between}${after}`));
  }
  return [...new Set(found)];
}

const ANYTHING = { without: '' } as const;

/** What stands for a string in a pattern; nothing where it cannot be written as one. */
function patternOf(text: string, wildcards: boolean, { version }: Unknowns): string | undefined {
  const written = wildcards ? text : text.replace(/[*?]/g, '${$&}');
  return version !== '2012-10-17' && written !== text ? undefined : written;
}

/** A gap that may begin a policy variable is the end of what is known: the variable may end in the next text. */
function formPattern(form: StringForm, pattern: (text: string) => string | undefined): string {
  let found = '';
  for (const part of form) {
    if (typeof part === 'object') {
      found += '*';
      if (!part.without.includes('$') || !part.without.includes('&')) return found;
    } else {
      const written = /[$&}]/.test(part) ? undefined : pattern(part);
      if (written === undefined) return '*';
      found += written;
    }
  }
  return found;
}

const NO_TEXT = { language: { kind: 'presence' }, negated: false, wildcards: false } as const;
