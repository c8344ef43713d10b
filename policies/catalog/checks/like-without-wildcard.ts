import { quote } from '../../errors';
import { defineCheck } from '../check';
import { underOperator } from '../mend';
import { hasWildcard, patterns, takesPatterns } from '../conditions';
import { MAIN, onGitlabCom, STRICT, STRICT_EXAMPLE } from '../example';
import { SOURCES } from '../sources';
import { overConditions } from '../walk';

export const likeWithoutWildcard = defineCheck({
  id: 'like-without-wildcard',
  severity: 'note',
  about: 'every_issuer',
  title: 'StringLike is used on values without a wildcard',
  rationale:
    'It means the same as StringEquals today. The next value that is added may hold a `*` that somebody took for a letter, and nobody will notice in review.',
  bad: onGitlabCom({ StringEquals: STRICT, StringLike: { 'gitlab.com:sub': MAIN } }),
  good: STRICT_EXAMPLE,
  fix: 'use StringEquals',
  sources: [SOURCES.awsOperators],
  mend: (match) => underOperator(match, (operator) => operator.replace('Like', 'Equals')),
  run: (input) =>
    overConditions(input, (condition) => {
      if (!takesPatterns(condition) || patterns(condition, input.policy.version).some(hasWildcard))
        return undefined;
      return `no value of ${quote(condition.key)} has a wildcard, so ${quote(condition.operator)} is plain equality`;
    }),
});
