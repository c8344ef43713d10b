import { quote } from '../../errors';
import { awsUse, wordAt } from '../jobs/aws-use';
import { argumentsOf, assignmentsOf } from '../shell/assignments';
import { literalOf } from '../shell/word';
import type { CiJob } from '../jobs/job';
import type { LintMatch, LintRule } from '../lint-rule';
import { CI_SOURCES } from '../sources';

const KEYS = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'] as const;

export const staticKeys: LintRule = {
  id: 'static-keys',
  severity: 'error',
  title: 'access keys in variables win over the token',
  rationale:
    'SDKs look at `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY` before the token file: the job works as another identity, or ends in `The security token included in the request is invalid`. Keys that the project, the group or the instance gives are not in the file: the jobs that `refgate ci` writes unset them.',
  bad: `variables:
  AWS_ACCESS_KEY_ID: AKIAIOSFODNN7EXAMPLE
  AWS_SECRET_ACCESS_KEY: $DEPLOY_SECRET
deploy:
  id_tokens:
    AWS_TOKEN: { aud: sts.amazonaws.com }
  script:
    - export AWS_WEB_IDENTITY_TOKEN_FILE="$(mktemp)"
    - printf %s "$AWS_TOKEN" > "$AWS_WEB_IDENTITY_TOKEN_FILE"
    - aws s3 ls
  rules: [{ if: $CI_COMMIT_BRANCH == "main" && $CI_PIPELINE_SOURCE == "push" }]
`,
  good: `deploy:
  id_tokens:
    AWS_TOKEN: { aud: sts.amazonaws.com }
  script:
    - unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN
    - export AWS_WEB_IDENTITY_TOKEN_FILE="$(mktemp)"
    - printf %s "$AWS_TOKEN" > "$AWS_WEB_IDENTITY_TOKEN_FILE"
    - aws s3 ls
  rules: [{ if: $CI_COMMIT_BRANCH == "main" && $CI_PIPELINE_SOURCE == "push" }]
`,
  fix: 'remove the keys, or `unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN` in the job',
  sources: [CI_SOURCES.credentialOrder],
  run: ({ jobs }) => ({
    matches: jobs
      .filter((job) => awsUse(job).tokens.some(({ form }) => form === 'file') && !unsets(job))
      .flatMap(keysOf),
  }),
};

function unsets(job: CiJob): boolean {
  return job.commands.some((command) => {
    const [name, ...rest] = argumentsOf(command);
    return (
      name !== undefined &&
      literalOf(name) === 'unset' &&
      rest.some((word) => literalOf(word) === 'AWS_ACCESS_KEY_ID')
    );
  });
}

function keysOf(job: CiJob): readonly LintMatch[] {
  const message = (name: string): string =>
    `job ${quote(job.name)} has \`${name}\`, which SDKs take before the web identity token`;
  const given = KEYS.flatMap((key): readonly LintMatch[] => {
    const variable = job.variables.get(key);
    const isSet = variable?.texts.some((text) => text !== '') === true;
    return variable === undefined || !isSet ? [] : [{ position: variable.position, message: message(key) }];
  });
  const exported = job.commands.flatMap((command) =>
    assignmentsOf(command)
      .filter(({ name, value }) => KEYS.some((key) => key === name) && value.parts.length > 0)
      .map(({ name, value }) => ({
        position: wordAt(command.source, value).position,
        message: message(name),
      })),
  );
  return [...given, ...exported];
}
