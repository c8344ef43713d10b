import { quote } from '../../errors';
import { accountAudiences } from '../../federation/index';
import { audiencesOf, awsTokens } from '../jobs/audience';
import type { CiJob } from '../jobs/job';
import { askedRoles } from '../jobs/job-roles';
import type { LintRule } from '../lint-rule';
import { CI_SOURCES } from '../sources';

export const wrongAudience: LintRule = {
  id: 'wrong-audience',
  severity: 'error',
  title: 'a job asks for a token with another audience than the provider has',
  rationale:
    'STS compares `aud` with the client ids of the provider before any policy is read, and answers `Incorrect token audience` or `The web identity token provided could not be validated`. One value belongs in the job, at the provider and in the trust policy.',
  bad: `deploy:
  id_tokens:
    AWS_TOKEN: { aud: https://gitlab.com }
  script:
    - aws sts assume-role-with-web-identity --role-arn "$AWS_ROLE_ARN" --role-session-name job --web-identity-token "$AWS_TOKEN"
  rules: [{ if: $CI_COMMIT_BRANCH == "main" && $CI_PIPELINE_SOURCE == "push" }]
`,
  good: `deploy:
  id_tokens:
    AWS_TOKEN: { aud: sts.amazonaws.com }
    VAULT_TOKEN: { aud: https://vault.example.com }
  script:
    - aws sts assume-role-with-web-identity --role-arn "$AWS_ROLE_ARN" --role-session-name job --web-identity-token "$AWS_TOKEN"
  rules: [{ if: $CI_COMMIT_BRANCH == "main" && $CI_PIPELINE_SOURCE == "push" }]
`,
  fix: 'ask for the audience that the declaration registers',
  sources: [CI_SOURCES.idTokens, CI_SOURCES.cloudAws],
  run: (input) => {
    const { jobs, federation } = input;
    if (federation === undefined) return { matches: [] };
    const asking = askedRoles(input);
    const registered = [
      ...new Set(
        [...federation.accounts.values()].flatMap((account) => accountAudiences(federation, account)),
      ),
    ];
    /** Those of the roles that the job asks for; where no role is known, those that the declaration registers. */
    const right = (job: CiJob): readonly string[] => {
      const demanded = asking.filter((one) => one.job === job).map(({ role }) => role.grant.audience);
      return demanded.length === 0 ? registered : [...new Set(demanded)];
    };
    const write = (job: CiJob): string =>
      `write ${right(job)
        .map((audience) => `\`aud: ${audience}\``)
        .join(' or ')}`;
    const asked = jobs.flatMap((job) =>
      awsTokens(job).map((token) => ({ job, token, audiences: audiencesOf(token, job) })),
    );
    const single = asked.filter(({ audiences }) => audiences.length === 1);
    return {
      matches: single.flatMap(({ job, token, audiences: [audience] }) =>
        audience === undefined || right(job).includes(audience)
          ? []
          : [
              {
                position: token.audiencePosition,
                message: `job ${quote(job.name)} asks for \`${token.name}\` with the audience ${quote(audience)}; ${asking.some((one) => one.job === job) && registered.includes(audience) ? 'its role demands' : 'the declaration registers'} ${right(job).map(quote).join(' and ')}`,
                fix: write(job),
              },
            ],
      ),
      open: single
        .filter(({ audiences }) => audiences[0] === undefined)
        .map(({ job, token }) => ({
          position: token.audiencePosition,
          message: `job ${quote(job.name)}: the audience of \`${token.name}\` depends on a variable that the file does not give`,
          fix: write(job),
        })),
    };
  },
};
