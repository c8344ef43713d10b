import { quote } from '../../errors';
import type { Role } from '../../federation/index';
import { guessTier } from '../../gitlab/index';
import { askedRoles } from '../jobs/job-roles';
import { environmentName, environmentTier } from '../jobs/named-role';
import type { CiJob } from '../jobs/job';
import { keyword } from '../jobs/job';
import type { LintRule } from '../lint-rule';
import { CI_SOURCES } from '../sources';

export const environmentMissing: LintRule = {
  id: 'environment-missing',
  severity: 'error',
  title: 'a job has not the `environment:` that the role demands',
  rationale:
    'GitLab leaves the parts of `sub` out that have no value: without `environment:` there is no `environment_protected` and no `deployment_tier` in it. AWS answers `Not authorized to perform sts:AssumeRoleWithWebIdentity`, on the right branch too.',
  bad: `release:
  id_tokens:
    AWS_TOKEN: { aud: sts.amazonaws.com }
  script:
    - aws sts assume-role-with-web-identity --role-arn arn:aws:iam::111122223333:role/release --role-session-name job --web-identity-token "$AWS_TOKEN"
  rules: [{ if: $CI_COMMIT_BRANCH == "main" && $CI_PIPELINE_SOURCE == "push" }]
`,
  good: `release:
  id_tokens:
    AWS_TOKEN: { aud: sts.amazonaws.com }
  environment: { name: production, deployment_tier: production }
  script:
    - aws sts assume-role-with-web-identity --role-arn arn:aws:iam::111122223333:role/release --role-session-name job --web-identity-token "$AWS_TOKEN"
  rules: [{ if: $CI_COMMIT_BRANCH == "main" && $CI_PIPELINE_SOURCE == "push" }]
`,
  fix: 'give the job `environment:` with the name and the tier that the role demands',
  sources: [CI_SOURCES.environments, CI_SOURCES.idTokens],
  run: (input) => ({
    matches: askedRoles(input)
      .filter(({ job, project, role }) => lacksEnvironment(job, project.path, role))
      .map(({ job, project, role }) => {
        const tier = demanded(project.path, role).find(
          (environment) => environment?.tier !== undefined,
        )?.tier;
        const has = environmentName(job);
        const what =
          has === undefined
            ? 'has no `environment:`, and GitLab leaves these parts of `sub` out'
            : `has the environment ${quote(has)} of the tier \`${tierOf(job, has)}\``;
        const name = tier ?? 'production';
        return {
          position: keyword(job, 'environment')?.position ?? job.position,
          message: `job ${quote(job.name)} ${what}; role ${quote(role.key)} demands ${tier === undefined ? 'a protected environment' : `the tier \`${tier}\``}`,
          fix: `give the job \`environment: { name: ${name}${tier === undefined ? '' : `, deployment_tier: ${tier}`} }\``,
        };
      }),
  }),
};

/** What each rule of the role's trust demands of the environment, in a project. */
function demanded(path: string, { grant }: Role): readonly Role['grant']['rules'][number]['environment'][] {
  return grant.rules.filter((rule) => rule.project.path === path).map(({ environment }) => environment);
}

function tierOf(job: CiJob, name: string): string {
  return environmentTier(job) ?? guessTier(name);
}

/** Whether no rule of the trust is for a job without this environment. */
export function lacksEnvironment(job: CiJob, path: string, role: Role): boolean {
  const asked = demanded(path, role);
  const name = environmentName(job);
  return (
    asked.length > 0 &&
    asked.every((environment) => {
      if (environment === undefined) return false;
      if (name === undefined) return true;
      return environment.tier !== undefined && !name.includes('$') && environment.tier !== tierOf(job, name);
    })
  );
}
