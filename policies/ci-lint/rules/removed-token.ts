import type { LintRule } from '../lint-rule';
import { GOOD_JOB } from '../good-job';
import { CI_SOURCES } from '../sources';

/** Found in the text of each file: it need not be in a job. */
export const removedToken: LintRule = {
  id: 'removed-token',
  severity: 'error',
  title: 'a file uses a token variable that GitLab removed',
  rationale:
    '`CI_JOB_JWT`, `CI_JOB_JWT_V1` and `CI_JOB_JWT_V2` are empty since GitLab 17.0. The first two never had an `aud`: AWS answered `Missing a required claim: aud`; an empty token ends in `Invalid length for parameter WebIdentityToken`.',
  bad: `deploy:
  script:
    - aws sts assume-role-with-web-identity --role-arn "$AWS_ROLE_ARN" --role-session-name job --web-identity-token "$CI_JOB_JWT_V2"
  rules: [{ if: $CI_COMMIT_BRANCH == "main" && $CI_PIPELINE_SOURCE == "push" }]
`,
  good: GOOD_JOB,
  fix: 'use `id_tokens`',
  sources: [CI_SOURCES.removedJwt],
};
