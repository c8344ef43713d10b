import { quote } from '../../errors';
import { defineCheck } from '../check';
import { hasWildcard, isWildcardOnly, patterns } from '../conditions';
import { MAIN, onGitlabCom, PINS, STRICT_EXAMPLE } from '../example';
import { keyMeaning } from '../keys';
import { SOURCES } from '../sources';
import { overGuards } from '../walk';

export const openIdPrefix = defineCheck({
  id: 'open-id-prefix',
  severity: 'error',
  title: 'an id is matched by a pattern',
  rationale:
    'Ids are numbers that GitLab hands out in order; they have no structure. `10*` is the projects 10, 100 to 109, 1000 and so on: whoever makes projects for long enough gets one of them.',
  bad: onGitlabCom({
    StringEquals: { 'gitlab.com:aud': PINS['gitlab.com:aud'], 'gitlab.com:sub': MAIN },
    StringLike: { 'gitlab.com:project_id': '10*' },
  }),
  good: STRICT_EXAMPLE,
  fix: 'list the ids under StringEquals',
  sources: [SOURCES.gitlabAws, SOURCES.awsOperators],
  run: (input) =>
    overGuards(input, (condition, { issuers }) => {
      const { kind, name } = keyMeaning(condition.key, issuers);
      if (kind !== 'claim' || !/^(project|namespace|user)_id$/.test(name)) return undefined;
      const open = patterns(condition, input.policy.version).find(
        (tokens) => hasWildcard(tokens) && !isWildcardOnly(tokens),
      );
      return open && `${quote(condition.key)} takes a pattern, which more than one id fits`;
    }),
});
