import { quote } from '../../errors';
import { defineCheck } from '../check';
import { isPositive } from '../conditions';
import { onGitlabCom, PINS, STRICT_EXAMPLE } from '../example';
import { withoutEmptyValue } from '../mend';
import { SOURCES } from '../sources';
import { overConditions } from '../walk';

export const emptyValue = defineCheck({
  id: 'empty-value',
  severity: 'error',
  about: 'every_issuer',
  title: 'a condition has an empty value, or none',
  rationale:
    'IAM stores an empty text or an empty list, and it satisfies the check of the identity-provider controls. But no claim of an ID token that is a key is empty: the statement is dead. Often a variable of the generator was empty.',
  bad: onGitlabCom({ StringEquals: { ...PINS, 'gitlab.com:sub': '' } }),
  good: STRICT_EXAMPLE,
  fix: 'write the value that is meant',
  sources: [SOURCES.recordings, SOURCES.awsOperators],
  mend: withoutEmptyValue,
  run: (input) =>
    overConditions(input, (condition) => {
      if (!isPositive(condition)) return undefined;
      if (condition.values.length === 0)
        return `${quote(condition.key)} under ${condition.operator} has no value`;
      return condition.values.includes('')
        ? `${quote(condition.key)} under ${condition.operator} has an empty value, which no token has`
        : undefined;
    }),
});
