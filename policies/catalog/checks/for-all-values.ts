import { quote } from '../../errors';
import { defineCheck } from '../check';
import { underOperator } from '../mend';
import { MAIN, onGitlabCom, PINS, STRICT_EXAMPLE } from '../example';
import { keyMeaning } from '../keys';
import { isOnlyGuard } from '../only-guard';
import { SOURCES } from '../sources';
import { overAdmittingConditions } from '../walk';

export const forAllValues = defineCheck({
  id: 'for-all-values',
  severity: 'error',
  about: 'every_issuer',
  title: '`ForAllValues` is used on a key with one value',
  rationale:
    '`ForAllValues` is for lists, and it is true for an empty list and for a missing key. In an Allow statement over `sub` or `aud` it fails open. It is a popular "solution" to `AccessDenied`, because a condition on a misspelt key then accepts every token.',
  bad: onGitlabCom({
    'ForAllValues:StringEquals': { 'gitlab.com:aud': PINS['gitlab.com:aud'], 'gitlab.com:sub': MAIN },
  }),
  good: STRICT_EXAMPLE,
  fix: 'use the operator without `ForAllValues`',
  sources: [SOURCES.awsMultivalue, SOURCES.awsLint],
  mend: (match) => underOperator(match, (operator) => operator.slice('ForAllValues:'.length)),
  run: (input) =>
    overAdmittingConditions(input, (condition, view) => {
      if (condition.form?.quantifier !== 'ForAllValues') return undefined;
      const { kind, name, multivalued } = keyMeaning(condition.key, view.issuers);
      if (kind === 'foreign' || multivalued || /^(project|namespace)_id$/.test(name)) return undefined;
      if (kind === 'claim' && !isOnlyGuard(input, view, condition)) return undefined;
      return `${quote(condition.operator)} over ${quote(condition.key)} also holds when the key is missing`;
    }),
});
