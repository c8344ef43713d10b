import { quote } from '../../errors';
import { defineCheck } from '../check';
import { underOperator } from '../mend';
import { isPresence } from '../conditions';
import { MAIN, onGitlabCom, STRICT, STRICT_EXAMPLE } from '../example';
import { keyMeaning } from '../keys';
import { SOURCES } from '../sources';
import { overConditions } from '../walk';

export const multivaluedUnderScalar = defineCheck({
  id: 'multivalued-under-scalar',
  severity: 'error',
  about: 'every_issuer',
  title: 'a list is compared by an operator for single values',
  rationale:
    '`oaud`, `amr` and the tag keys are lists. A list never satisfies an operator without `ForAnyValue` or `ForAllValues`, not even a negated one: the statement never matches.',
  bad: onGitlabCom({
    StringEquals: { ...STRICT, 'gitlab.com:oaud': 'sts.amazonaws.com', 'gitlab.com:sub': MAIN },
  }),
  good: STRICT_EXAMPLE,
  fix: 'test `aud`, which is one value, or use `ForAnyValue`',
  sources: [SOURCES.awsMultivalue, SOURCES.recordedTokens],
  mend: (match) => underOperator(match, (operator) => `ForAnyValue:${operator}`),
  run: (input) =>
    overConditions(input, (condition, { issuers }) => {
      const { key, form, operator } = condition;
      if (form === undefined || isPresence(condition) || form.quantifier !== undefined) return undefined;
      return keyMeaning(key, issuers).multivalued
        ? `${quote(key)} is a list, which ${quote(operator)} never matches`
        : undefined;
    }),
});
