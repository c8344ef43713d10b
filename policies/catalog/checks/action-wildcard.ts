import { quote } from '../../errors';
import { WEB_IDENTITY_ACTION } from '../../trust/index';
import { defineCheck } from '../check';
import { webIdentityAction } from '../mend';
import { MAIN, onGitlabCom, PINS, STRICT_EXAMPLE } from '../example';
import { SOURCES } from '../sources';
import { concerning } from '../statements';

export const actionWildcard = defineCheck({
  id: 'action-wildcard',
  severity: 'error',
  about: 'every_issuer',
  title: 'an Allow statement has a wildcard in its action',
  rationale:
    'IAM refuses `sts:*` in a trust policy: "AssumeRole policy may only specify STS AssumeRole actions." An older policy that has it allows session tags and source identities, too.',
  bad: onGitlabCom({ StringEquals: { ...PINS, 'gitlab.com:sub': MAIN } }, undefined, { Action: 'sts:*' }),
  good: STRICT_EXAMPLE,
  fix: `write ${quote(WEB_IDENTITY_ACTION)}`,
  sources: [SOURCES.recordings, SOURCES.awsAction],
  mend: webIdentityAction,
  run: (input) =>
    concerning(input).flatMap(({ statement, pointer }) =>
      statement.effect === 'Deny' || statement.action.negated
        ? []
        : statement.action.actions
            .filter((action) => /[*?]/.test(action))
            .map((action) => ({
              message: `IAM refuses the action ${quote(action)} in a trust policy`,
              pointer: `${pointer}/Action`,
              statement,
            })),
    ),
});
