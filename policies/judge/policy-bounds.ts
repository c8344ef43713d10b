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
  /** The expressions of AWS principals that are not known: then it may trust any role. */
  readonly callers: readonly string[];
  /** What is assumed of unknown parts of principals and audiences. */
  readonly assumptions: readonly string[];
  /** The policy with expressions in the places of what they are. */
  readonly text: string;
}

/**
 * Bounds a policy for all values of its unknown parts. An unknown part is taken for any string (`*`) where that lets more tokens in, and a
 * value with one for no string at all where that lets fewer in; under operators that are not about strings the whole condition holds or
 * fails. Every operator accepts more with more values, and every negated one less, so that the bounds hold for every string.
 * @param unknown finds every unknown part of a string (a global expression)
 */
export function policyBounds(policy: Policy, unknown: RegExp): PolicyBounds {
  const bound = (most: boolean): Policy => ({
    ...policy,
    statements: policy.statements.flatMap((statement): readonly Statement[] => {
      const wider = (statement.effect === 'Allow') === most;
      const conditions = statement.conditions.map((one) => boundOf(one, wider, policy.version, unknown));
      if (conditions.includes('never')) return [];
      return [{ ...statement, conditions: conditions.filter((one) => typeof one === 'object') }];
    }),
  });
  return { atLeast: bound(false), atMost: bound(true) };
}

/** A condition that holds for more requests, or for fewer. */
function boundOf(
  condition: Condition,
  wider: boolean,
  version: Policy['version'],
  unknown: RegExp,
): Condition | 'always' | 'never' {
  const isKnown = (value: string): boolean => value.search(unknown) < 0;
  if (condition.values.every(isKnown)) return condition;
  const { form } = condition;
  const { language, negated, wildcards } = form === undefined ? NO_TEXT : operator(form.base);
  if (form === undefined || language.kind !== 'text') return wider ? 'always' : 'never';
  if (wider === negated) {
    const known = condition.values.filter(isKnown);
    return known.length > 0 ? { ...condition, values: known } : negated ? 'always' : 'never';
  }
  const patterns = condition.values.map((value) => {
    if (wildcards && isKnown(value)) return value;
    // beside a `$` it may be part of a policy variable
    const plain = wildcards ? value : value.replace(/[*?]/g, '${$&}');
    const isOdd = value.includes('$') || (version !== '2012-10-17' && plain !== value);
    return isOdd || language.fold !== 'none' ? '*' : plain.replace(unknown, '*');
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

const NO_TEXT = { language: { kind: 'presence' }, negated: false, wildcards: false } as const;
