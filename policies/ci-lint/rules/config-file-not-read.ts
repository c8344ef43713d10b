import { quote } from '../../errors';
import { wordAt } from '../jobs/aws-use';
import { assignmentsOf } from '../shell/assignments';
import { showWord } from '../shell/word';
import type { LintRule } from '../lint-rule';
import { CI_SOURCES } from '../sources';

const HOMES = /^(?:~|\$HOME|\/root|\/home\/[^/]+)\/\.aws\/config$/;

export const configFileNotRead: LintRule = {
  id: 'config-file-not-read',
  severity: 'error',
  title: 'an AWS configuration file is written where no SDK looks',
  rationale:
    'SDKs read `~/.aws/config`, or the file that `AWS_CONFIG_FILE` names; SDKs for Go before version 2, as in kaniko, only with `AWS_SDK_LOAD_CONFIG`. Elsewhere the role and the token file in it are never seen: `no EC2 IMDS role found`, `Unable to locate credentials`.',
  bad: `build-image:
  id_tokens:
    AWS_TOKEN: { aud: sts.amazonaws.com }
  script:
    - echo "$AWS_TOKEN" > /kaniko/token
    - printf '[default]\\nrole_arn=%s\\nweb_identity_token_file=/kaniko/token\\n' "$AWS_ROLE_ARN" > /kaniko/.aws/config
    - /kaniko/executor
  rules: [{ if: $CI_COMMIT_BRANCH == "main" && $CI_PIPELINE_SOURCE == "push" }]
`,
  good: `build-image:
  id_tokens:
    AWS_TOKEN: { aud: sts.amazonaws.com }
  script:
    - echo "$AWS_TOKEN" > /kaniko/token
    - export AWS_WEB_IDENTITY_TOKEN_FILE=/kaniko/token
    - /kaniko/executor
  rules: [{ if: $CI_COMMIT_BRANCH == "main" && $CI_PIPELINE_SOURCE == "push" }]
`,
  fix: 'set `AWS_ROLE_ARN` and `AWS_WEB_IDENTITY_TOKEN_FILE` in the environment instead: every SDK reads them',
  sources: [CI_SOURCES.webIdentityFile],
  run: ({ jobs }) => ({
    matches: jobs
      .filter(
        (job) =>
          !job.variables.has('AWS_CONFIG_FILE') &&
          !job.commands
            .flatMap(assignmentsOf)
            .some(({ name }) => name === 'AWS_CONFIG_FILE' || name === 'HOME'),
      )
      .flatMap((job) =>
        job.commands.flatMap(({ outputs, source }) =>
          outputs
            .filter((word) => showWord(word).endsWith('.aws/config') && !HOMES.test(showWord(word)))
            .map((word) => ({
              position: wordAt(source, word).position,
              message: `job ${quote(job.name)} writes ${quote(showWord(word))}, which no SDK reads without \`AWS_CONFIG_FILE\``,
            })),
        ),
      ),
  }),
};
