import { quote } from '../../errors';
import { defineCheck } from '../check';
import { withoutTwins } from '../mend';
import { MAIN, onGitlabCom, STRICT, STRICT_EXAMPLE } from '../example';
import { SOURCES } from '../sources';
import { overConditions } from '../walk';

export const duplicateValue = defineCheck({
  id: 'duplicate-value',
  severity: 'warning',
  about: 'every_issuer',
  title: 'a list has the same value twice',
  rationale:
    'The second one changes nothing and costs characters of a small quota. Often it was meant to be another value: a project or a branch that now does not assume the role.',
  bad: onGitlabCom({ StringEquals: { ...STRICT, 'gitlab.com:sub': [MAIN, MAIN] } }),
  good: STRICT_EXAMPLE,
  fix: 'remove it, or write what was meant',
  sources: [SOURCES.awsLint],
  mend: withoutTwins,
  run: (input) =>
    overConditions(input, ({ key, values }) => {
      const twice = values.find((value, index) => values.indexOf(value) !== index);
      return twice === undefined ? undefined : `${quote(key)} lists ${quote(twice)} twice`;
    }),
});
