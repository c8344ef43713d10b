import { withoutCondition } from '../mend';
import { quote } from '../../errors';
import { defineCheck } from '../check';
import { MAIN, onGitlabCom, STRICT, STRICT_EXAMPLE } from '../example';
import { SOURCES } from '../sources';
import { overConditions } from '../walk';

export const rolesClaimDemanded = defineCheck({
  id: 'roles-claim-demanded',
  severity: 'error',
  title: 'the token must name the role, and GitLab tokens name none',
  rationale:
    '`sts:RoleAuthorizedByIdp` is true when the token lists the role in the claim `https://aws.amazon.com/roles`. GitLab has no such claim, so the key is always false: demanding `true` accepts no token.',
  bad: onGitlabCom({
    StringEquals: { ...STRICT, 'gitlab.com:sub': MAIN },
    Bool: { 'sts:RoleAuthorizedByIdp': 'true' },
  }),
  good: STRICT_EXAMPLE,
  fix: 'remove the condition',
  sources: [SOURCES.awsStsKeys, SOURCES.recordedTokens],
  mend: withoutCondition,
  run: (input) =>
    overConditions(input, ({ key, values }, { allows }) => {
      const isDemanded = values.every((value) => value.toLowerCase() === 'true') && values.length > 0;
      if (!allows || key.toLowerCase() !== 'sts:roleauthorizedbyidp' || !isDemanded) return undefined;
      return `${quote(key)} is never true for a GitLab token: the statement matches no token`;
    }),
});
