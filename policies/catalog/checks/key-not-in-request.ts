import { quote } from '../../errors';
import { defineCheck } from '../check';
import { effectWhenMissing } from '../conditions';
import { MAIN, onGitlabCom, STRICT, STRICT_EXAMPLE } from '../example';
import { keyMeaning } from '../keys';
import { SOURCES } from '../sources';
import { overConditions } from '../walk';

export const keyNotInRequest = defineCheck({
  id: 'key-not-in-request',
  severity: 'error',
  about: 'every_issuer',
  title: 'a condition tests something that a request with a GitLab token never has',
  rationale:
    'The caller of AssumeRoleWithWebIdentity is no AWS principal: it has no ARN and no tags, there is no external id, and a GitLab token brings neither session tags nor a source identity. Such a condition lets in nobody, or, under `IfExists` and negated operators, guards nothing.',
  bad: onGitlabCom({
    StringEquals: { ...STRICT, 'gitlab.com:sub': MAIN, 'sts:ExternalId': 'a-shared-secret' },
  }),
  good: STRICT_EXAMPLE,
  fix: 'remove the condition; to exclude AWS principals name only the OIDC provider as principal',
  sources: [SOURCES.awsStsKeys, SOURCES.recordedTokens],
  look: (subject) =>
    overConditions(subject, (condition, { issuers, statement }) => {
      const { kind, filling } = keyMeaning(condition.key, issuers);
      // A Deny for everybody may well be meant for AWS principals.
      if (kind !== 'global' || filling !== 'never' || statement.effect === 'Deny') return undefined;
      return `a request with a GitLab token has no ${quote(condition.key)}: ${effectWhenMissing(condition, statement.effect)}`;
    }),
});
