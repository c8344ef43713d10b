import { quote } from '../../errors';
import { keyword } from '../jobs/job';
import type { LintRule } from '../lint-rule';

export const triggerJobToken: LintRule = {
  id: 'trigger-job-token',
  severity: 'error',
  title: 'a job that starts another pipeline asks for a token',
  rationale:
    'A job with `trigger` runs no script on a runner: it can have no `id_tokens`, and its variables reach the other pipeline as text. The jobs of that pipeline ask for tokens of their own, whose `sub` names the project that they run in.',
  bad: `deploy:
  id_tokens:
    AWS_TOKEN: { aud: sts.amazonaws.com }
  trigger: { include: deploy.yml }
`,
  good: `deploy:
  trigger: { include: deploy.yml }
`,
  fix: 'put `id_tokens` into the jobs of the pipeline that it starts',
  sources: ['https://docs.gitlab.com/ci/yaml/#trigger'],
  run: ({ jobs }) => ({
    matches: jobs
      .filter((job) => keyword(job, 'trigger') !== undefined && job.idTokens.size > 0)
      .map((job) => ({
        position: [...job.idTokens.values()][0]?.position ?? job.position,
        message: `job ${quote(job.name)} starts a pipeline by \`trigger\` and asks for a token that it cannot use`,
      })),
  }),
};
