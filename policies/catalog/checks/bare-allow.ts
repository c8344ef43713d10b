import { defineCheck } from '../check';
import { onGitlabCom, STRICT_EXAMPLE } from '../example';
import { admitting } from '../prover';
import { SOURCES } from '../sources';

export const bareAllow = defineCheck({
  id: 'bare-allow',
  severity: 'error',
  about: 'every_issuer',
  title: 'an Allow statement has no condition at all',
  rationale:
    'Without a condition every token of the issuer can assume the role. On gitlab.com that is everybody with an account, on a self-managed instance every project of every user. IAM refuses to store such a statement for gitlab.com, but not for any other GitLab, and roles that were stored before the rule came live on.',
  bad: onGitlabCom(undefined),
  good: STRICT_EXAMPLE,
  fix: 'demand `sub` and `aud`, and on gitlab.com `project_id` and `namespace_id`',
  sources: [SOURCES.awsControls, SOURCES.recordings],
  run: (input) =>
    admitting(input)
      .filter(({ statement }) => statement.conditions.length === 0)
      .map(({ statement, pointer, issuers }) => ({
        message: `the statement accepts every token of \`${issuers.join('`, `')}\``,
        pointer,
        statement,
      })),
});
