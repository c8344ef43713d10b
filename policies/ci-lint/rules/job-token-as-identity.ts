import { quote } from '../../errors';
import { awsUse } from '../jobs/aws-use';
import type { LintRule } from '../lint-rule';
import { GOOD_JOB } from '../good-job';
import { CI_SOURCES } from '../sources';

/** Secrets that GitLab gives a job and that are no ID tokens. */
const NOT_ID_TOKENS: ReadonlySet<string> = new Set([
  'CI_JOB_TOKEN',
  'CI_BUILD_TOKEN',
  'CI_REGISTRY_PASSWORD',
  'CI_DEPENDENCY_PROXY_PASSWORD',
  'CI_DEPLOY_PASSWORD',
  'CI_REPOSITORY_URL',
  'GITLAB_TOKEN',
]);

export const jobTokenAsIdentity: LintRule = {
  id: 'job-token-as-identity',
  severity: 'error',
  title: 'a job sends AWS a token that is not an ID token',
  rationale:
    'STS takes a signed ID token. `$CI_JOB_TOKEN` and its kin are access tokens of GitLab: STS answers `The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)`.',
  bad: `deploy:
  script:
    - aws sts assume-role-with-web-identity --role-arn "$AWS_ROLE_ARN" --role-session-name job --web-identity-token "$CI_JOB_TOKEN"
  rules: [{ if: $CI_COMMIT_BRANCH == "main" && $CI_PIPELINE_SOURCE == "push" }]
`,
  good: GOOD_JOB,
  fix: 'give the job an entry under `id_tokens`, and send its variable',
  sources: [CI_SOURCES.idTokens, CI_SOURCES.webIdentity],
  run: ({ jobs }) => ({
    matches: jobs.flatMap((job) =>
      awsUse(job).tokens.flatMap(({ variable, position }) =>
        variable === undefined || !NOT_ID_TOKENS.has(variable) || job.idTokens.has(variable)
          ? []
          : [
              {
                position,
                message: `job ${quote(job.name)} sends \`$${variable}\` as its web identity token, which is not an ID token`,
              },
            ],
      ),
    ),
  }),
};

/** Whether a variable holds a token of another kind. */
export function isOtherToken(variable: string): boolean {
  return NOT_ID_TOKENS.has(variable) || variable.startsWith('CI_JOB_JWT');
}
