import { GITLAB_COM_HOST } from '../../context/index';
import { quote } from '../../errors';
import { defineCheck } from '../check';
import { isFirm, isWildcardOnly, patterns } from '../conditions';
import { onSelfManaged, MAIN } from '../example';
import { keyMeaning } from '../keys';
import { SOURCES } from '../sources';
import { overGuards } from '../walk';

export const wildcardOnlyValue = defineCheck({
  id: 'wildcard-only-value',
  severity: 'error',
  about: 'every_issuer',
  title: 'a condition holds for every value of its key',
  rationale:
    'A value of nothing but wildcards demands nothing. IAM refuses the bare `*` for `sub` of gitlab.com, but stores `**`, `*?` and `?`, and stores anything at all for a self-managed GitLab or another key. One such value in a list undoes all the others.',
  bad: onSelfManaged({
    StringEquals: { 'gitlab.example.com:aud': 'sts.amazonaws.com' },
    StringLike: { 'gitlab.example.com:sub': [MAIN, '**'] },
  }),
  good: onSelfManaged({
    StringEquals: { 'gitlab.example.com:aud': 'sts.amazonaws.com', 'gitlab.example.com:sub': MAIN },
  }),
  fix: 'name what is meant, or remove the condition',
  sources: [SOURCES.recordings, SOURCES.awsOperators],
  run: (input) =>
    overGuards(input, (condition, { issuers }) => {
      const { kind, name } = keyMeaning(condition.key, issuers);
      if (kind !== 'claim' || !isFirm(condition)) return undefined;
      const at = patterns(condition, input.policy.version).findIndex(isWildcardOnly);
      const value = condition.values[at];
      // The bare star on gitlab.com's `sub` is never stored: another check says so.
      if (value === undefined || (name === 'sub' && value === '*' && issuers.includes(GITLAB_COM_HOST)))
        return undefined;
      return `${quote(value)} of ${quote(condition.key)} demands nothing`;
    }),
});
