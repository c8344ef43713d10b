import { quote } from '../../errors';
import { awsUse } from '../jobs/aws-use';
import { askedRoles } from '../jobs/job-roles';
import { keyword, type CiJob } from '../jobs/job';
import type { LintMatch, LintRule } from '../lint-rule';
import { CI_SOURCES } from '../sources';
import { literalOf, variableOf, type Word } from '../shell/word';
import { textOf } from '../yaml/node';

/** What STS gives where the call does not ask, and the least that it takes. In seconds. */
const DEFAULT_SECONDS = 3_600;
const LEAST_SECONDS = 900;

export const sessionLength: LintRule = {
  id: 'session-length',
  severity: 'error',
  title: 'a job asks for another session length than the role allows or the job needs',
  rationale:
    'More than `max_session` ends in `The requested DurationSeconds exceeds the MaxSessionDuration set for this role.` A call that asks for nothing gets one hour, whatever the role allows: a longer job ends in `The security token included in the request is expired`.',
  bad: `deploy:
  id_tokens:
    AWS_TOKEN: { aud: sts.amazonaws.com }
  script:
    - aws sts assume-role-with-web-identity --role-arn "$AWS_ROLE_ARN" --role-session-name job --web-identity-token "$AWS_TOKEN" --duration-seconds 43200
  rules: [{ if: $CI_COMMIT_BRANCH == "main" && $CI_PIPELINE_SOURCE == "push" }]
`,
  good: `deploy:
  id_tokens:
    AWS_TOKEN: { aud: sts.amazonaws.com }
  timeout: 3h
  script:
    - aws sts assume-role-with-web-identity --role-arn "$AWS_ROLE_ARN" --role-session-name job --web-identity-token "$AWS_TOKEN" --duration-seconds 14400
  rules: [{ if: $CI_COMMIT_BRANCH == "main" && $CI_PIPELINE_SOURCE == "push" }]
`,
  fix: 'ask for at most the `max_session` of the role, and for as long as the job may run',
  sources: [CI_SOURCES.sessionLength, CI_SOURCES.webIdentity],
  run: (input) => ({
    open: input.jobs.flatMap((job) =>
      awsUse(job)
        .durations.filter(({ word }) => secondsOf(word, job) === undefined)
        .map(({ position }) => ({
          position,
          message: `job ${quote(job.name)}: how long a session it asks for is not in the file`,
          fix: 'write the seconds as a number, or as a variable of the job',
        })),
    ),
    matches: askedRoles(input).flatMap(({ job, role }): readonly LintMatch[] => {
      const { durations, calls } = awsUse(job);
      const asked = durations.flatMap(({ word, position }): readonly LintMatch[] => {
        const seconds = secondsOf(word, job);
        if (seconds === undefined) return [];
        if (seconds >= LEAST_SECONDS && seconds <= role.maxSessionSeconds) return [];
        const limit =
          seconds < LEAST_SECONDS
            ? `STS takes ${LEAST_SECONDS} or more`
            : `role ${quote(role.key)} allows ${role.maxSessionSeconds}`;
        return [
          {
            position,
            message: `job ${quote(job.name)} asks for a session of ${seconds} seconds; ${limit}`,
            fix: `ask for ${LEAST_SECONDS} to ${role.maxSessionSeconds} seconds, or change \`max_session\` of the role`,
          },
        ];
      });
      const timeout = keyword(job, 'timeout');
      const runs = parseTimeout(textOf(timeout?.value) ?? '');
      const [call] = calls;
      const got = durations.length === 0 ? DEFAULT_SECONDS : secondsOf(durations[0]?.word, job);
      if (
        timeout === undefined ||
        call === undefined ||
        runs === undefined ||
        got === undefined ||
        runs <= got
      )
        return asked;
      return [
        ...asked,
        {
          position: call.source.position,
          severity: 'warning',
          message: `job ${quote(job.name)} may run ${runs} seconds and its credentials end after ${got}`,
          fix:
            role.maxSessionSeconds > got
              ? `add \`--duration-seconds ${Math.min(runs, role.maxSessionSeconds)}\`; role ${quote(role.key)} allows ${role.maxSessionSeconds}`
              : 'use the token file, from which SDKs renew, or raise `max_session` of the role',
        },
      ];
    }),
  }),
};

function secondsOf(word: Word | undefined, job: CiJob): number | undefined {
  if (word === undefined) return undefined;
  const name = variableOf(word);
  const [part] = word.parts;
  const fallback = part?.kind === 'variable' ? part.fallback : undefined;
  const [given] = name === undefined ? [] : (job.variables.get(name)?.texts ?? []);
  const text = literalOf(word) ?? given ?? fallback;
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}

/** Seconds of a unit, as GitLab writes timeouts: `3 hours`, `3h 30m`, `90 minutes`. @see https://docs.gitlab.com/ci/yaml/#timeout */
const UNITS: readonly (readonly [RegExp, number])[] = [
  [/(\d+)\s*(?:d|days?)\b/i, 86_400],
  [/(\d+)\s*(?:h|hrs?|hours?)(?![a-z])/i, 3_600],
  [/(\d+)\s*(?:m|mins?|minutes?)(?![a-z])/i, 60],
  [/(\d+)\s*(?:s|secs?|seconds?)(?![a-z])/i, 1],
];

function parseTimeout(text: string): number | undefined {
  const parts = UNITS.map(([unit, seconds]) => Number(unit.exec(text)?.[1] ?? 0) * seconds);
  const total = parts.reduce((sum, part) => sum + part, 0);
  return total > 0 ? total : undefined;
}
