import { quote } from '../../errors';
import { WEB_IDENTITY_ACTION } from '../../trust/index';
import { defineCheck } from '../check';
import { webIdentityAction } from '../mend';
import { MAIN, onGitlabCom, PINS, STRICT_EXAMPLE } from '../example';
import { SOURCES } from '../sources';
import { concerning, allowsAction } from '../statements';

export const wrongAction = defineCheck({
  id: 'wrong-action',
  severity: 'error',
  about: 'every_issuer',
  title: 'the OIDC provider is allowed an action that no token asks for',
  rationale:
    'A job with an ID token calls `sts:AssumeRoleWithWebIdentity`. `sts:AssumeRole` is for AWS principals, `sts:AssumeRoleWithSAML` for SAML: with the provider as principal they accept no token.',
  bad: onGitlabCom({ StringEquals: { ...PINS, 'gitlab.com:sub': MAIN } }, undefined, {
    Action: 'sts:AssumeRole',
  }),
  good: STRICT_EXAMPLE,
  fix: `write ${quote(WEB_IDENTITY_ACTION)}`,
  sources: [SOURCES.awsAssume, SOURCES.awsLint],
  mend: webIdentityAction,
  run: (input) =>
    concerning(input).flatMap(({ statement, pointer }) => {
      const { action, effect, principal } = statement;
      const extras = ['sts:tagsession', 'sts:setsourceidentity'];
      if (effect === 'Deny' || principal.kind !== 'listed' || action.negated) return [];
      if (principal.aws.length > 0 || allowsAction(statement, WEB_IDENTITY_ACTION)) return [];
      // A statement of extras alone belongs to the Allow beside it.
      if (action.actions.every((name) => extras.includes(name.toLowerCase()))) return [];
      return {
        message: `no token is accepted by ${action.actions.map(quote).join(', ')}`,
        pointer: `${pointer}/Action`,
        statement,
      };
    }),
});
