import { quote } from '../../errors';
import { askedRoles } from '../jobs/job-roles';
import type { LintRule } from '../lint-rule';
import { CI_SOURCES } from '../sources';

export const roleOverridable: LintRule = {
  id: 'role-overridable',
  severity: 'warning',
  title: "a role's ARN is in `variables:`, which other variables replace",
  rationale:
    'Variables of the project, the group and whoever starts the pipeline win over `variables:` of the file. They cannot widen a trust, but they send the job to another role: `Not authorized to perform sts:AssumeRoleWithWebIdentity`, or a deployment with the wrong one.',
  bad: `deploy:
  id_tokens:
    AWS_TOKEN: { aud: sts.amazonaws.com }
  variables:
    DEPLOY_ROLE: arn:aws:iam::111122223333:role/deploy
  script:
    - aws sts assume-role-with-web-identity --role-arn "$DEPLOY_ROLE" --role-session-name job --web-identity-token "$AWS_TOKEN"
  rules: [{ if: $CI_COMMIT_BRANCH == "main" && $CI_PIPELINE_SOURCE == "push" }]
`,
  good: `deploy:
  id_tokens:
    AWS_TOKEN: { aud: sts.amazonaws.com }
  script:
    - aws sts assume-role-with-web-identity --role-arn arn:aws:iam::111122223333:role/deploy --role-session-name job --web-identity-token "$AWS_TOKEN"
  rules: [{ if: $CI_COMMIT_BRANCH == "main" && $CI_PIPELINE_SOURCE == "push" }]
`,
  fix: 'write the ARN in the script, and set who may give pipeline variables in the project',
  sources: [CI_SOURCES.variables],
  run: (input) => ({
    matches: askedRoles(input).flatMap(({ job, named }) => {
      const variable = named.fileVariable === undefined ? undefined : job.variables.get(named.fileVariable);
      if (variable === undefined) return [];
      return [
        {
          position: variable.position,
          message: `job ${quote(job.name)} takes its role from \`$${variable.name}\`, which a variable of the project or of the pipeline may replace`,
        },
      ];
    }),
  }),
};
