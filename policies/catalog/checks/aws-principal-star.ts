import { WEB_IDENTITY_ACTION, type Statement } from '../../trust/index';
import { defineCheck } from '../check';
import { example, allow, GITLAB_COM_ARN, MAIN, PINS, STRICT_EXAMPLE } from '../example';
import { SOURCES } from '../sources';
import { allowsAction, views } from '../statements';
import { demandsExternalId, fixesCaller } from '../caller-condition';

export const awsPrincipalStar = defineCheck({
  id: 'aws-principal-star',
  severity: 'error',
  about: 'every_issuer',
  title: 'everybody is a principal of an Allow statement',
  rationale:
    '`"Principal": "*"` and `"AWS": "*"` do not admit a GitLab token, only the exact ARN of the provider does. What they do admit is every principal of every AWS account, as soon as the statement also allows `sts:AssumeRole`. Only a condition that names the organization or the accounts of the caller keeps the others out, such as `StringEquals` with `aws:PrincipalOrgID` or `aws:PrincipalAccount`, or `ArnLike` with `aws:PrincipalArn` and an account without wildcards. The owner of any account can set the tags, names and types of its own principals, operators with `IfExists` and `ForAllValues` are true without the key, and AWS does not treat an external id as a secret.',
  bad: example([allow({ StringEquals: { ...PINS, 'gitlab.com:sub': MAIN } }, { Principal: { AWS: '*' } })]),
  good: STRICT_EXAMPLE,
  fix: `name the provider: \`{"Federated": "${GITLAB_COM_ARN}"}\``,
  sources: [SOURCES.awsPrincipal, SOURCES.awsGlobalKeys, SOURCES.awsExternalId, SOURCES.awsLint],
  run: (input) =>
    views(input).flatMap(({ statement, pointer }) => {
      const { principal, effect } = statement;
      const isEverybody =
        principal.kind === 'everyone' || (principal.kind === 'listed' && principal.aws.includes('*'));
      if (effect !== 'Allow' || !isEverybody) return [];
      const assumes = allowsAction(statement, 'sts:AssumeRole');
      if (!assumes && !allowsAction(statement, WEB_IDENTITY_ACTION)) return [];
      if (assumes && fixesCaller(statement)) return [];
      const message = assumes
        ? `every AWS principal of every account can assume the role${conditionsInWords(statement)}`
        : 'the principal `*` admits no GitLab token';
      return { message, pointer: `${pointer}/Principal`, statement };
    }),
});

/** What is demanded of every principal; the wording of AWS for an external id. */
function conditionsInWords(statement: Statement): string {
  if (demandsExternalId(statement))
    return ' that sends the external id, which AWS does not treat as a secret';
  return statement.conditions.length === 0
    ? ''
    : ': no condition names the account or organization of the caller';
}
