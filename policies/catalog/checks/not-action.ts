import { removeAt, setAt } from '../mend';
import { quote } from '../../errors';
import { WEB_IDENTITY_ACTION } from '../../trust/index';
import { defineCheck } from '../check';
import { example, GITLAB_COM_ARN, MAIN, PINS, STRICT_EXAMPLE } from '../example';
import { SOURCES } from '../sources';
import { views } from '../statements';

export const notAction = defineCheck({
  id: 'not-action',
  severity: 'error',
  about: 'every_issuer',
  title: 'an Allow statement uses `NotAction`',
  rationale:
    '`NotAction` allows everything but what it lists, session tags and source identities included, and whatever STS may add. A trust policy for GitLab needs exactly one action.',
  bad: example([
    {
      Effect: 'Allow',
      Principal: { Federated: GITLAB_COM_ARN },
      NotAction: 'sts:AssumeRole',
      Condition: { StringEquals: { ...PINS, 'gitlab.com:sub': MAIN } },
    },
  ]),
  good: STRICT_EXAMPLE,
  fix: `write \`"Action": "${WEB_IDENTITY_ACTION}"\``,
  sources: [SOURCES.awsAction, SOURCES.awsLint],
  run: (input) =>
    views(input)
      .filter(({ statement }) => statement.effect === 'Allow' && statement.action.negated)
      .map(({ statement, pointer }) => ({
        message: `the statement allows everything but ${statement.action.actions.map(quote).join(', ')}`,
        pointer: `${pointer}/NotAction`,
        statement,
        changes: [removeAt(`${pointer}/NotAction`), setAt(`${pointer}/Action`, WEB_IDENTITY_ACTION)],
      })),
});
