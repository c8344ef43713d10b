import { operator, type OperatorForm } from './table';

/** Whether a condition holds for a request without its key; `unknown` where AWS's answer is not public. */
export type MissingKeyAnswer = 'yes' | 'no' | 'unknown';

/**
 * What a condition other than `Null` makes of a request without its key: `ForAllValues` and `IfExists` hold, `ForAnyValue` does not,
 * and of plain operators the negated ones hold.
 *
 * `ForAnyValue` together with `IfExists`: AWS documents that `ForAnyValue` is false without a value, and that `IfExists` is true; no
 * recorded answer says which comes first. "False" is inferred, and the answer stays `unknown` until one is recorded.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_IfExists
 */
export function answerForMissingKey({ base, ifExists, quantifier }: OperatorForm): MissingKeyAnswer {
  switch (quantifier) {
    case 'ForAllValues':
      return 'yes';
    case 'ForAnyValue':
      return ifExists ? 'unknown' : 'no';
    case undefined:
      return ifExists || operator(base).negated ? 'yes' : 'no';
  }
}

/** Why {@link answerForMissingKey} gives no answer. */
export const WHY_MISSING_KEY_IS_OPEN =
  'AWS does not document whether `ForAnyValue` or `IfExists` decides for a missing key; inferred: `ForAnyValue`, so that it does not hold';
