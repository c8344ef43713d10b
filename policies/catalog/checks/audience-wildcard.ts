import { quote } from '../../errors';
import { defineCheck } from '../check';
import { hasWildcard, isWildcardOnly, patterns } from '../conditions';
import { MAIN, onGitlabCom, PINS, STRICT_EXAMPLE } from '../example';
import { keyMeaning } from '../keys';
import { SOURCES } from '../sources';
import { overGuards } from '../walk';

export const audienceWildcard = defineCheck({
  id: 'audience-wildcard',
  severity: 'warning',
  about: 'every_issuer',
  title: 'the audience is matched by a pattern',
  rationale:
    'Whoever writes the CI file chooses the audience. A pattern accepts tokens that were minted for other services whose name happens to fit; the list of client ids at the provider is then the only guard.',
  bad: onGitlabCom({
    StringEquals: { 'gitlab.com:namespace_id': '12', 'gitlab.com:project_id': '101', 'gitlab.com:sub': MAIN },
    StringLike: { 'gitlab.com:aud': 'https://*.example.com' },
  }),
  good: STRICT_EXAMPLE,
  fix: `write the audience out, such as ${quote(PINS['gitlab.com:aud'])}, under StringEquals`,
  sources: [SOURCES.gitlabAws, SOURCES.awsKeys],
  run: (input) =>
    overGuards(input, (condition, { issuers }) => {
      const { kind, name } = keyMeaning(condition.key, issuers);
      if (kind !== 'claim' || name !== 'aud') return undefined;
      const at = patterns(condition, input.policy.version).findIndex(
        (tokens) => hasWildcard(tokens) && !isWildcardOnly(tokens),
      );
      const value = condition.values[at];
      return value === undefined ? undefined : `${quote(value)} accepts more than one audience`;
    }),
});
