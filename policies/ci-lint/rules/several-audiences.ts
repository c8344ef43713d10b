import { quote } from '../../errors';
import { audiencesOf, awsTokens } from '../jobs/audience';
import type { LintRule } from '../lint-rule';
import { CI_SOURCES } from '../sources';

export const severalAudiences: LintRule = {
  id: 'several-audiences',
  severity: 'error',
  title: 'a job asks for a token with several audiences, or with none',
  rationale:
    'GitLab sends no `azp`, so STS refuses a token with several audiences before any policy is read: `Token audience contains more than one audience while authorized party is not present`. An empty list is `Claim is not allowed to be empty: aud`.',
  bad: `deploy:
  id_tokens:
    AWS_TOKEN: { aud: [sts.amazonaws.com, https://vault.example.com] }
  script:
    - aws sts assume-role-with-web-identity --role-arn "$AWS_ROLE_ARN" --role-session-name job --web-identity-token "$AWS_TOKEN"
  rules: [{ if: $CI_COMMIT_BRANCH == "main" && $CI_PIPELINE_SOURCE == "push" }]
`,
  good: `deploy:
  id_tokens:
    AWS_TOKEN: { aud: [sts.amazonaws.com] }
    VAULT_TOKEN: { aud: https://vault.example.com }
  script:
    - aws sts assume-role-with-web-identity --role-arn "$AWS_ROLE_ARN" --role-session-name job --web-identity-token "$AWS_TOKEN"
  rules: [{ if: $CI_COMMIT_BRANCH == "main" && $CI_PIPELINE_SOURCE == "push" }]
`,
  fix: 'ask for one audience; give another service an entry of its own under `id_tokens`',
  sources: [CI_SOURCES.idTokens, CI_SOURCES.webIdentity],
  run: ({ jobs }) => ({
    matches: jobs.flatMap((job) =>
      awsTokens(job).flatMap((token) => {
        const count = audiencesOf(token, job).length;
        if (count === 1) return [];
        const what = count === 0 ? 'without an audience' : `with ${count} audiences`;
        return [
          {
            position: token.audiencePosition,
            message: `job ${quote(job.name)} asks for \`${token.name}\` ${what}: STS refuses the token`,
          },
        ];
      }),
    ),
  }),
};
