import { WEB_IDENTITY_ACTION } from '../../trust/index';
import { defineCheck } from '../check';
import { example, allow, GITLAB_COM_ARN, MAIN, PINS, STRICT_EXAMPLE } from '../example';
import { SOURCES } from '../sources';
import { allowsAction, views } from '../statements';

export const awsPrincipalStar = defineCheck({
  id: 'aws-principal-star',
  severity: 'error',
  about: 'every_issuer',
  title: 'everybody is a principal of an Allow statement',
  rationale:
    '`"Principal": "*"` and `"AWS": "*"` do not admit a GitLab token, only the exact ARN of the provider does. What they do admit is every principal of every AWS account, as soon as the statement also allows `sts:AssumeRole`.',
  bad: example([allow({ StringEquals: { ...PINS, 'gitlab.com:sub': MAIN } }, { Principal: { AWS: '*' } })]),
  good: STRICT_EXAMPLE,
  fix: `name the provider: \`{"Federated": "${GITLAB_COM_ARN}"}\``,
  sources: [SOURCES.awsPrincipal, SOURCES.awsLint],
  run: (input) =>
    views(input).flatMap(({ statement, pointer }) => {
      const { principal, effect } = statement;
      const isEverybody =
        principal.kind === 'everyone' || (principal.kind === 'listed' && principal.aws.includes('*'));
      if (effect !== 'Allow' || !isEverybody) return [];
      const assumes = allowsAction(statement, 'sts:AssumeRole');
      if (!assumes && !allowsAction(statement, WEB_IDENTITY_ACTION)) return [];
      // A condition on who calls, such as aws:PrincipalOrgID, narrows a statement for AWS principals.
      if (assumes && statement.conditions.some(({ key }) => /^aws:(principal|source)/i.test(key))) return [];
      const message = assumes
        ? 'every AWS principal of every account can assume the role'
        : 'the principal `*` admits no GitLab token';
      return { message, pointer: `${pointer}/Principal`, statement };
    }),
});
