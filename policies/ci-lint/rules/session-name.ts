import { quote } from '../../errors';
import { sessionNameRefusal } from '../../context/index';
import { awsUse } from '../jobs/aws-use';
import type { CiJob } from '../jobs/job';
import type { LintRule } from '../lint-rule';
import { CI_SOURCES } from '../sources';
import { showWord, type Word } from '../shell/word';

/** A value that each predefined variable may have and that shows what it can hold. */
const SAMPLES: Readonly<Record<string, string>> = {
  CI_COMMIT_REF_NAME: 'feature/x',
  CI_COMMIT_BRANCH: 'feature/x',
  CI_COMMIT_TAG: 'release/1.0',
  CI_MERGE_REQUEST_SOURCE_BRANCH_NAME: 'feature/x',
  CI_MERGE_REQUEST_TARGET_BRANCH_NAME: 'release/1.0',
  CI_PROJECT_PATH: 'group/project',
  CI_PROJECT_NAMESPACE: 'group/subgroup',
  CI_JOB_NAME: 'deploy: [production]',
  CI_ENVIRONMENT_NAME: 'review/x',
  CI_COMMIT_AUTHOR: 'Maya <maya@example.com>',
  CI_COMMIT_TITLE: 'Add x',
  CI_COMMIT_TIMESTAMP: '2026-01-01T00:00:00Z',
  CI_JOB_URL: 'https://gitlab.com/x',
  CI_PIPELINE_URL: 'https://gitlab.com/x',
  GITLAB_USER_NAME: 'Maya Example',
  CI_PROJECT_ID: '12345678',
  CI_PROJECT_NAME: 'project',
  CI_PIPELINE_ID: '1234567890',
  CI_PIPELINE_IID: '12345',
  CI_JOB_ID: '12345678901',
  CI_COMMIT_SHA: 'a6075e5d5fdc5f3398c2390bf6ffbe062be829c2',
  CI_COMMIT_SHORT_SHA: 'a6075e5d',
  CI_PIPELINE_SOURCE: 'merge_request_event',
  GITLAB_USER_LOGIN: 'maya',
  GITLAB_USER_ID: '501',
  // as long as GitLab makes it
  CI_COMMIT_REF_SLUG: 'x'.repeat(63),
};

export const sessionName: LintRule = {
  id: 'session-name',
  severity: 'error',
  title: 'a job names its session as IAM refuses',
  rationale:
    "A session name has 2 to 64 characters of `A-Z a-z 0-9 _ + = , . @ -`. A `/`, as in most branch names, ends in `ValidationError: 1 validation error detected: Value … at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern`.",
  bad: `deploy:
  id_tokens:
    AWS_TOKEN: { aud: sts.amazonaws.com }
  script:
    - aws sts assume-role-with-web-identity --role-arn "$AWS_ROLE_ARN" --role-session-name "ci/$CI_COMMIT_REF_NAME" --web-identity-token "$AWS_TOKEN"
  rules: [{ if: $CI_COMMIT_BRANCH == "main" && $CI_PIPELINE_SOURCE == "push" }]
`,
  good: `deploy:
  id_tokens:
    AWS_TOKEN: { aud: sts.amazonaws.com }
  script:
    - aws sts assume-role-with-web-identity --role-arn "$AWS_ROLE_ARN" --role-session-name "gitlab-$CI_PROJECT_ID-$CI_PIPELINE_ID" --web-identity-token "$AWS_TOKEN"
  rules: [{ if: $CI_COMMIT_BRANCH == "main" && $CI_PIPELINE_SOURCE == "push" }]
`,
  fix: 'name the session by ids, such as `gitlab-$CI_PROJECT_ID-$CI_PIPELINE_ID`',
  sources: [CI_SOURCES.webIdentity],
  run: ({ jobs }) => {
    const named = jobs.flatMap((job) =>
      awsUse(job).sessionNames.map((use) => ({ job, ...use, sample: sampleOf(use.word, job) })),
    );
    return {
      matches: named.flatMap(({ job, word, position, sample }) => {
        const refusal = typeof sample === 'string' ? sessionNameRefusal({ sessionName: sample }) : undefined;
        if (refusal === undefined) return [];
        const shown = showWord(word);
        const example = sample === shown ? '' : `, for example ${quote(sample as string)}`;
        return [
          {
            position,
            message: `job ${quote(job.name)} names its session ${quote(shown)}${example}: STS takes 2 to 64 characters of \`A-Z a-z 0-9 _ + = , . @ -\``,
          },
        ];
      }),
      open: named.flatMap(({ job, position, sample }) =>
        typeof sample === 'string'
          ? []
          : [
              {
                position,
                message: `job ${quote(job.name)}: its session name depends on ${quote(sample.unknown)}, which is not known`,
                fix: 'name the session by ids, such as `gitlab-$CI_PROJECT_ID-$CI_PIPELINE_ID`',
              },
            ],
      ),
    };
  },
};

/** A value that the name may have; or the part of it that is not known, where the known parts do not refuse it already. */
function sampleOf(word: Word, job: CiJob): string | { readonly unknown: string } {
  let unknown: string | undefined;
  const text = word.parts
    .map((part) => {
      if (part.kind === 'text') return part.text;
      const given = part.kind === 'variable' ? valueOf(part.name, job) : undefined;
      if (given === undefined) unknown ??= part.kind === 'variable' ? `$${part.name}` : part.text;
      return given ?? 'x';
    })
    .join('');
  if (unknown === undefined) return text;
  // two characters at least, so that only what is known refuses it
  return sessionNameRefusal({ sessionName: `${text}xx`.slice(0, 64) }) === undefined ? { unknown } : text;
}

function valueOf(name: string, job: CiJob): string | undefined {
  const [text] = job.variables.get(name)?.texts ?? [];
  return text !== undefined && !text.includes('$') ? text : SAMPLES[name];
}
