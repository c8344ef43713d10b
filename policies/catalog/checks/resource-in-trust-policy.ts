import { quote } from '../../errors';
import { defineCheck } from '../check';
import { removeAt } from '../mend';
import { MAIN, onGitlabCom, PINS, STRICT_EXAMPLE } from '../example';
import { SOURCES } from '../sources';
import { rawStatement, views } from '../statements';

export const resourceInTrustPolicy = defineCheck({
  id: 'resource-in-trust-policy',
  severity: 'error',
  about: 'every_issuer',
  title: 'a statement of a trust policy names a resource',
  rationale:
    'The resource of a trust policy is the role itself. IAM refuses `Resource` and `NotResource` there.',
  bad: onGitlabCom({ StringEquals: { ...PINS, 'gitlab.com:sub': MAIN } }, undefined, { Resource: '*' }),
  good: STRICT_EXAMPLE,
  fix: 'remove the element; what the role may do is in its permissions',
  sources: [SOURCES.awsLint, SOURCES.awsGrammar],
  mend: ({ pointer }) => [removeAt(pointer)],
  run: (input) =>
    views(input).flatMap(({ statement, pointer }) =>
      ['Resource', 'NotResource']
        .filter((name) => rawStatement(input, statement.index)[name] !== undefined)
        .map((name) => ({
          message: `IAM does not accept ${quote(name)} in a trust policy`,
          pointer: `${pointer}/${name}`,
          statement,
        })),
    ),
});
