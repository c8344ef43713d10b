import { removeAt } from '../mend';
import { quote } from '../../errors';
import { WEB_IDENTITY_ACTION } from '../../trust/index';
import { defineCheck } from '../check';
import { MAIN, onGitlabCom, STRICT, STRICT_EXAMPLE } from '../example';
import { SOURCES } from '../sources';
import { concerning } from '../statements';

export const tagSessionAllowed = defineCheck({
  id: 'tag-session-allowed',
  severity: 'note',
  title: 'the statement allows session tags, which GitLab does not send',
  rationale:
    'GitLab tokens carry no session tags and no source identity. The extra action is not needed today; the day the token carries tags, whoever shapes them may pass conditions on `aws:PrincipalTag` in other policies.',
  bad: onGitlabCom({ StringEquals: { ...STRICT, 'gitlab.com:sub': MAIN } }, undefined, {
    Action: [WEB_IDENTITY_ACTION, 'sts:TagSession'],
  }),
  good: STRICT_EXAMPLE,
  fix: `allow ${quote(WEB_IDENTITY_ACTION)} alone`,
  sources: [SOURCES.awsSessionTags, SOURCES.gitlabToken],
  run: (input) =>
    concerning(input).flatMap(({ statement, pointer }) =>
      statement.effect === 'Deny' || statement.action.negated
        ? []
        : statement.action.actions
            .filter((action) => /^sts:(tagsession|setsourceidentity)$/i.test(action))
            .map((action) => ({
              message: `${quote(action)} is allowed, and GitLab sends nothing that needs it`,
              pointer: `${pointer}/Action`,
              statement,
              changes:
                statement.action.actions.length < 2 ? undefined : [removeAt(`${pointer}/Action`, action)],
            })),
    ),
});
