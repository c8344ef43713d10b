import { FALSE, TRUE, and, missing, not, or, present, type Formula } from '../../automata/index';
import {
  answerForMissingKey,
  operator,
  parsePattern,
  WHY_MISSING_KEY_IS_OPEN,
  type Condition,
  type Policy,
} from '../../trust/index';
import { REMEDIES, WHY_VARIABLE, type Remedy } from '../remedies';
import { dependencyText } from '../request-keys';
import { constantLookup, isSettled, type KeySort, type KeyUniverse } from './key-universe';
import type { OpaqueParts } from './opaque';
import { valueFormula, type ValueQuestion } from './value-formula';

/**
 * When a condition holds, over all tokens: the operator's language on the key's value, its answer for a missing key, and the
 * quantifiers over lists. What is not regular, or depends on what no token tells, is opaque.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
export function conditionFormula(
  condition: Condition,
  version: Policy['version'],
  universe: KeyUniverse,
  opaque: OpaqueParts,
): Formula {
  const { form, values } = condition;
  const key = condition.key.toLowerCase();
  const shown = `${condition.operator} ${key} ${JSON.stringify(values)}`;
  const open = (why: string, { give }: Remedy = REMEDIES.malformed_condition): Formula =>
    opaque.formula({ name: shown, why, give }, true);
  /** The request fills the key, and no token. */
  const openByRequest = (of: string): Formula =>
    opaque.formula(
      {
        name: shown,
        why: 'no token contains it',
        text: dependencyText(of),
        give: REMEDIES.request_key.give,
      },
      true,
    );
  if (form === undefined) return open(`\`${condition.operator}\` is not a condition operator of IAM`);
  const row = operator(form.base);
  const sort = universe.sortOf(key);
  if (sort.kind === 'text' && isPlain(condition)) {
    const known = plainFormulas.get(condition)?.get(sort.variable);
    if (known !== undefined) return known;
  }
  const syntax = { wildcards: row.wildcards, variables: row.variables && version === '2012-10-17' };
  const compiled = row.compile(values, syntax);
  if (!compiled.ok) return open(compiled.reason);
  const { test } = compiled;

  if (row.language.kind === 'presence') {
    if (sort.kind === 'unknown') return openByRequest(condition.key);
    const when = (absent: 'true' | 'false', formula: Formula): Formula =>
      test(absent, () => undefined) === true ? formula : FALSE;
    return or(when('true', keyMissing(sort)), when('false', keyPresent(sort)));
  }

  const { quantifier } = form;
  const missingAnswer = answerForMissingKey(form);
  const whenMissing = (): Formula => {
    if (missingAnswer !== 'unknown') return missingAnswer === 'yes' ? TRUE : FALSE;
    // One fact about AWS, however often it is asked about.
    return opaque.formula(
      {
        name: 'ForAnyValue with IfExists and no key',
        why: WHY_MISSING_KEY_IS_OPEN,
        text: `\`ForAnyValue\` with \`IfExists\` for a missing key (${WHY_MISSING_KEY_IS_OPEN})`,
        give: REMEDIES.missing_key.give,
      },
      true,
    );
  };
  // `ForAllValues` over an empty list holds for a missing key only, negated or not.
  const never = quantifier === 'ForAllValues' && values.length === 0;
  const question: ValueQuestion = { row, values, syntax, test, key, universe, opaque };
  const element = (variable: string): Formula => (never ? FALSE : valueFormula(variable, question));
  const variables = syntax.variables
    ? values.flatMap((value) =>
        parsePattern(value, syntax).flatMap((token) => (token.kind === 'variable' ? [token.key] : [])),
      )
    : [];
  const unknownVariable = variables.find((name) => universe.sortOf(name).kind === 'unknown');

  const over = (at: KeySort): Formula => {
    switch (at.kind) {
      case 'absent':
        return whenMissing();
      case 'unknown':
        return openByRequest(condition.key);
      case 'text': {
        const holds =
          unknownVariable === undefined
            ? element(at.variable)
            : and(present(at.variable), openByRequest(unknownVariable));
        return missingAnswer === 'no' ? holds : or(and(missing(at.variable), whenMissing()), holds);
      }
      case 'constant': {
        if (unknownVariable !== undefined) return openByRequest(unknownVariable);
        if (never) return FALSE;
        if (!variables.every((name) => isSettled(universe, name)))
          return open(WHY_VARIABLE, REMEDIES.policy_variable);
        const answer = test(at.value, constantLookup(universe));
        if (answer === undefined)
          return open(
            'a policy variable turns the value into something that is not an ARN',
            REMEDIES.policy_variable,
          );
        return answer ? TRUE : FALSE;
      }
      case 'either':
        return or(
          and(present(at.variable), over({ kind: 'text', variable: at.variable })),
          and(missing(at.variable), over({ ...at, kind: 'list' })),
        );
      case 'list_of':
      case 'list': {
        if (at.kind === 'list' && at.presence !== undefined)
          return or(
            and(missing(at.presence), whenMissing()),
            and(present(at.presence), over({ kind: 'list', variables: at.variables })),
          );
        if (unknownVariable !== undefined) return openByRequest(unknownVariable);
        // A list never satisfies an operator without quantifier, not even a negated one.
        if (quantifier === undefined) return FALSE;
        if (at.kind === 'list_of') return element(at.variable);
        return quantifier === 'ForAnyValue'
          ? or(...at.variables.map(element))
          : and(...at.variables.map((variable) => or(missing(variable), element(variable))));
      }
    }
  };
  const formula = over(sort);
  if (sort.kind === 'text' && isPlain(condition)) {
    const known = plainFormulas.get(condition) ?? new Map<string, Formula>();
    plainFormulas.set(condition, known.set(sort.variable, formula));
  }
  return formula;
}

const plainFormulas = new WeakMap<Condition, Map<string, Formula>>();

/** Whether nothing but the variable of the key decides what the condition is as a formula: a comparison of texts without policy variables, and nothing open. */
function isPlain({ form, values }: Condition): boolean {
  return (
    form !== undefined &&
    operator(form.base).language.kind === 'text' &&
    answerForMissingKey(form) !== 'unknown' &&
    !values.some((value) => value.includes('${'))
  );
}

function keyMissing(sort: KeySort): Formula {
  switch (sort.kind) {
    case 'text':
      return missing(sort.variable);
    case 'list':
      return sort.presence === undefined ? FALSE : missing(sort.presence);
    case 'either':
      return sort.presence === undefined ? FALSE : and(missing(sort.variable), missing(sort.presence));
    default:
      return sort.kind === 'absent' ? TRUE : FALSE;
  }
}

function keyPresent(sort: KeySort): Formula {
  return not(keyMissing(sort));
}
