import { quote } from '../../errors';
import { defineCheck } from '../check';
import { underOperator } from '../mend';
import { onGitlabCom, PINS, MAIN, STRICT_EXAMPLE } from '../example';
import { keyMeaning } from '../keys';
import { SOURCES } from '../sources';
import { overConditions } from '../walk';

export const forAnyValueOnSingleKey = defineCheck({
  id: 'for-any-value-on-single-key',
  severity: 'note',
  about: 'every_issuer',
  title: '`ForAnyValue` is used on a key with one value',
  rationale:
    'A claim that AWS makes a key is one value, so `ForAnyValue` changes nothing. It suggests a list where there is none, and its neighbour `ForAllValues`, one word away, fails open.',
  bad: onGitlabCom({ StringEquals: PINS, 'ForAnyValue:StringEquals': { 'gitlab.com:sub': MAIN } }),
  good: STRICT_EXAMPLE,
  fix: 'use the operator without `ForAnyValue`; several values in a list are alternatives anyhow',
  sources: [SOURCES.awsMultivalue, SOURCES.awsLint],
  mend: (match) => underOperator(match, (operator) => operator.slice('ForAnyValue:'.length)),
  run: (input) =>
    overConditions(input, ({ key, form, operator }, { issuers }) => {
      const { kind, multivalued } = keyMeaning(key, issuers);
      if (form?.quantifier !== 'ForAnyValue' || kind !== 'claim' || multivalued) return undefined;
      return `${quote(key)} is one value: ${quote(operator)} says no more than ${quote(operator.slice('ForAnyValue:'.length))}`;
    }),
});
