import { quote } from '../../errors';
import { defineCheck } from '../check';
import { underOperator } from '../mend';
import { isPositive } from '../conditions';
import { MAIN, onGitlabCom, PINS, STRICT_EXAMPLE } from '../example';
import { keyMeaning } from '../keys';
import { isOnlyGuard } from '../only-guard';
import { SOURCES } from '../sources';
import { overAdmittingConditions } from '../walk';

export const ifExists = defineCheck({
  id: 'if-exists',
  severity: 'error',
  about: 'every_issuer',
  title: 'a guard of an Allow statement holds when its key is missing',
  rationale:
    '`…IfExists` means: "or the key is not there". In an Allow statement that is a door that stands open whenever the issuer or AWS does not fill the key. For `sub` of gitlab.com IAM does not count such a condition and refuses the policy.',
  bad: onGitlabCom({
    StringEquals: { ...PINS, 'gitlab.com:sub': MAIN },
    StringEqualsIfExists: { 'gitlab.com:ref_protected': 'true' },
  }),
  good: STRICT_EXAMPLE,
  fix: 'use the operator without `IfExists`',
  sources: [SOURCES.awsOperators, SOURCES.recordings],
  mend: (match) => underOperator(match, (operator) => operator.slice(0, -'IfExists'.length)),
  run: (input) =>
    overAdmittingConditions(input, (condition, view) => {
      if (condition.form?.ifExists !== true || !isPositive(condition)) return undefined;
      const { kind, name } = keyMeaning(condition.key, view.issuers);
      if (kind !== 'claim' || /^(project|namespace)_id$/.test(name) || !isOnlyGuard(input, view, condition))
        return undefined;
      return `${quote(condition.key)} under ${condition.operator} also holds when the key is missing`;
    }),
});
