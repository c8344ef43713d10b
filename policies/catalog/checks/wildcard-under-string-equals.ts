import { parsePattern } from '../../trust/index';
import { quote } from '../../errors';
import { defineCheck } from '../check';
import { hasWildcard, isPositive, takesWildcardsLiterally, valuePointer } from '../conditions';
import { onGitlabCom, PINS } from '../example';
import { SOURCES } from '../sources';
import { concerning } from '../statements';

export const wildcardUnderStringEquals = defineCheck({
  id: 'wildcard-under-string-equals',
  severity: 'error',
  about: 'every_issuer',
  title: 'a `*` or `?` is under an operator that takes it literally',
  rationale:
    'Only StringLike and the ARN operators know wildcards. Under StringEquals a `*` is the character `*`, which no GitLab path and no git ref can contain: the value matches no token there is. An Allow is dead, and a Deny never denies.',
  bad: onGitlabCom({
    StringEquals: {
      ...PINS,
      'gitlab.com:sub': 'project_path:acme/platform/api:ref_type:branch:ref:release/*',
    },
  }),
  good: onGitlabCom({
    StringEquals: { ...PINS, 'gitlab.com:ref_protected': 'true' },
    StringLike: { 'gitlab.com:sub': 'project_path:acme/platform/api:ref_type:branch:ref:release/*' },
  }),
  fix: 'use StringLike for the values with a wildcard, in a statement of their own',
  sources: [SOURCES.awsOperators, SOURCES.gitlabAws],
  run: (input) =>
    concerning(input).flatMap(({ statement }) =>
      statement.conditions.filter(takesWildcardsLiterally).flatMap((condition) =>
        condition.values.flatMap((value, index) => {
          const syntax = { wildcards: true, variables: input.policy.version === '2012-10-17' };
          if (!hasWildcard(parsePattern(value, syntax))) return [];
          const effect = isPositive(condition) ? 'matches no token' : 'excludes no token';
          return {
            message: `${quote(value)} under ${condition.operator} ${effect}: the wildcard is taken literally`,
            pointer: valuePointer(condition, index),
            statement,
          };
        }),
      ),
    ),
});
