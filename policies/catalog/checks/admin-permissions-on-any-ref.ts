import { quote } from '../../errors';
import { asksOfValues } from '../asks-prover';
import { onGitlabCom, PINS, STRICT_EXAMPLE } from '../example';
import { administratorGrant } from '../permissions';
import { SOURCES } from '../sources';
import { anyUnprotectedRef } from '../token-kinds';

const ADMIN = 'arn:aws:iam::aws:policy/AdministratorAccess';

export const adminPermissionsOnAnyRef = asksOfValues({
  id: 'admin-permissions-on-any-ref',
  severity: 'error',
  title: 'a role that owns the account can be assumed from any branch',
  rationale:
    'Whoever may push a feature branch writes its CI file, too. With administrator rights on a role that any branch can assume, every Developer of the project, and everybody who takes over one of their accounts, owns the AWS account.',
  bad: onGitlabCom(
    {
      StringEquals: PINS,
      StringLike: { 'gitlab.com:sub': 'project_path:acme/platform/api:ref_type:branch:ref:*' },
    },
    { permissions: { managed: [ADMIN], inline: {} } },
  ),
  good: { ...STRICT_EXAMPLE, known: { permissions: { managed: [ADMIN], inline: {} } } },
  fix: 'give any-ref roles read permissions only, or demand a protected ref; a permissions boundary also helps',
  sources: [SOURCES.awsPractice, SOURCES.gitlabProtected],
  firstOnly: true,
  question: ({ input, listed }) =>
    administratorGrant(input.permissions) === undefined ? undefined : anyUnprotectedRef(listed),
  says: ({ input, pattern }) =>
    `any unprotected ref gets the permissions of ${quote(administratorGrant(input.permissions) ?? '')} through ${quote(pattern.text)}`,
});
