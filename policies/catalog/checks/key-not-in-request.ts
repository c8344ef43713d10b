import { quote } from '../../errors';
import { WEB_IDENTITY_ACTION } from '../../trust/index';
import { defineCheck } from '../check';
import { effectWhenMissing } from '../conditions';
import { MAIN, onGitlabCom, STRICT, STRICT_EXAMPLE } from '../example';
import { isGitlabHost } from '../issuer-hosts';
import { keyMeaning } from '../keys';
import { withoutCondition } from '../mend';
import { SOURCES } from '../sources';
import { allowsAction } from '../statements';
import { overConditions } from '../walk';

export const keyNotInRequest = defineCheck({
  id: 'key-not-in-request',
  severity: 'error',
  about: 'every_issuer',
  title: 'a condition tests something that a request with an ID token never has',
  rationale:
    'The caller of AssumeRoleWithWebIdentity is not an AWS principal: it has no ARN and no tags, there is no external id, and a GitLab token brings neither session tags nor a source identity. Such a condition accepts no token, or, under `IfExists` and negated operators, guards nothing.',
  bad: onGitlabCom({
    StringEquals: { ...STRICT, 'gitlab.com:sub': MAIN, 'sts:ExternalId': 'a-shared-secret' },
  }),
  good: STRICT_EXAMPLE,
  fix: 'remove the condition, so that the other conditions of the statement decide; to exclude AWS principals name only the OIDC provider as principal',
  sources: [SOURCES.awsStsKeys, SOURCES.recordedTokens],
  mend: withoutCondition,
  run: (input) =>
    overConditions(input, (condition, { issuers, statement }) => {
      // a statement for AWS principals alone is about other requests
      if (statement.effect === 'Allow' && !allowsAction(statement, WEB_IDENTITY_ACTION)) return undefined;
      // Tokens of other issuers may bring session tags and a source identity.
      if (isFromToken(condition.key) && !issuers.every((host) => isGitlabHost(host, input))) return undefined;
      const { kind, filling } = keyMeaning(condition.key, issuers);
      // A Deny for everybody may well be meant for AWS principals.
      if (kind !== 'global' || filling !== 'never' || statement.effect === 'Deny') return undefined;
      return `a request with an ID token has no ${quote(condition.key)}: ${effectWhenMissing(condition, statement.effect)}`;
    }),
});

function isFromToken(key: string): boolean {
  return /^(?:aws:requesttag\/|aws:tagkeys$|sts:sourceidentity$|sts:transitivetagkeys$)/i.test(key);
}
