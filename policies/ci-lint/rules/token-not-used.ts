import { quote } from '../../errors';
import { variablesOf } from '../shell/word';
import { awsTokens } from '../jobs/audience';
import type { CiJob } from '../jobs/job';
import type { LintRule } from '../lint-rule';
import { CI_SOURCES } from '../sources';

export const tokenNotUsed: LintRule = {
  id: 'token-not-used',
  severity: 'warning',
  title: 'a job asks for a token for AWS and its script never sends it',
  rationale:
    'No SDK reads the variable by itself: the job calls STS with it, or writes it into the file that `AWS_WEB_IDENTITY_TOKEN_FILE` names. Otherwise the SDK goes on to the next source and ends in `Unable to locate credentials` or `no EC2 IMDS role found`.',
  bad: `deploy:
  id_tokens:
    AWS_TOKEN: { aud: sts.amazonaws.com }
  script: [aws s3 ls]
  rules: [{ if: $CI_COMMIT_BRANCH == "main" && $CI_PIPELINE_SOURCE == "push" }]
`,
  good: `deploy:
  id_tokens:
    AWS_TOKEN: { aud: sts.amazonaws.com }
  before_script:
    - export AWS_WEB_IDENTITY_TOKEN_FILE="$(mktemp)"
    - printf %s "$AWS_TOKEN" > "$AWS_WEB_IDENTITY_TOKEN_FILE"
  script: [aws s3 ls]
  rules: [{ if: $CI_COMMIT_BRANCH == "main" && $CI_PIPELINE_SOURCE == "push" }]
`,
  fix: 'write the token into a file that `AWS_WEB_IDENTITY_TOKEN_FILE` names, as `refgate ci` does',
  sources: [CI_SOURCES.webIdentityFile, CI_SOURCES.cloudAws],
  run: ({ jobs }) => ({
    matches: jobs
      .filter((job) => !job.isOpen)
      .flatMap((job) =>
        awsTokens(job)
          .filter(({ name }) => !reads(job, name))
          .map(({ name, position }) => ({
            position,
            message: `job ${quote(job.name)} asks for \`${name}\` and no command of it reads \`$${name}\``,
          })),
      ),
  }),
};

function reads(job: CiJob, name: string): boolean {
  return job.commands.some(
    ({ words, documents, source }) =>
      [...words, ...documents].some((word) => variablesOf(word).includes(name)) ||
      source.text.includes(`\${${name}`),
  );
}
