import { quote } from '../../errors';
import { awsUse } from '../jobs/aws-use';
import type { CiJob } from '../jobs/job';
import type { LintRule } from '../lint-rule';
import { CI_SOURCES } from '../sources';
import { isOtherToken } from './job-token-as-identity';

export const tokenNotGiven: LintRule = {
  id: 'token-not-given',
  severity: 'error',
  title: 'a job sends a token variable that no `id_tokens` of the job gives',
  rationale:
    'The variable is empty: the AWS CLI says `Invalid length for parameter WebIdentityToken, value: 0, valid min length: 4`, STS `The ID Token provided is not a valid JWT`. A job has the `id_tokens` of `default` only if it has none of its own and does not refuse them with `inherit`.',
  bad: `default:
  id_tokens:
    AWS_TOKEN: { aud: sts.amazonaws.com }
deploy:
  inherit: { default: false }
  script:
    - aws sts assume-role-with-web-identity --role-arn "$AWS_ROLE_ARN" --role-session-name job --web-identity-token "$AWS_TOKEN"
  rules: [{ if: $CI_COMMIT_BRANCH == "main" && $CI_PIPELINE_SOURCE == "push" }]
`,
  good: `default:
  id_tokens:
    AWS_TOKEN: { aud: sts.amazonaws.com }
deploy:
  script:
    - aws sts assume-role-with-web-identity --role-arn "$AWS_ROLE_ARN" --role-session-name job --web-identity-token "$AWS_TOKEN"
  rules: [{ if: $CI_COMMIT_BRANCH == "main" && $CI_PIPELINE_SOURCE == "push" }]
`,
  fix: 'give the job this entry under `id_tokens`, or send the variable that it has',
  sources: [CI_SOURCES.idTokens, CI_SOURCES.yaml],
  run: ({ jobs }) => {
    const missing = jobs.flatMap((job) =>
      awsUse(job).tokens.flatMap(({ variable, position }) =>
        variable === undefined || job.idTokens.has(variable) || isOtherToken(variable)
          ? []
          : [{ job, variable, position }],
      ),
    );
    const hidden = jobs.flatMap((job) =>
      awsUse(job)
        .tokens.filter(({ variable }) => variable === undefined)
        .map(({ position }) => ({
          position,
          message: `job ${quote(job.name)}: where its web identity token comes from is not in its script`,
          fix: 'send the variable of an `id_tokens` entry, or write it into the token file in the job',
        })),
    );
    return {
      matches: missing
        .filter(({ job }) => !job.isOpen)
        .map(({ job, variable, position }) => ({ position, message: messageFor(job, variable) })),
      open: [
        ...hidden,
        ...missing
          .filter(({ job }) => job.isOpen)
          .map(({ job, variable, position }) => ({
            position,
            message: `job ${quote(job.name)}: whether an include gives \`$${variable}\` cannot be determined`,
            fix: 'give the job `id_tokens` of its own, or lint the merged file',
          })),
      ],
    };
  },
};

function messageFor({ name, idTokens }: CiJob, variable: string): string {
  const given = [...idTokens.keys()].map((token) => `\`$${token}\``).join(', ');
  const has = given === '' ? 'the job has no `id_tokens`' : `the job has ${given}`;
  return `job ${quote(name)} sends \`$${variable}\`, which no \`id_tokens\` of the job gives: ${has}`;
}
