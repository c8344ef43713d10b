import type { RefgateCommand } from './check-jobs';
import { comment, scalar, steps } from './yaml-text';

/** The job that finds what drifted in GitLab since the declaration was written: scheduled, and read only. */
export function pullJob(command: RefgateCommand, subject: string, image: string): string {
  const call = [command.call, 'pull --check', subject].filter((part) => part !== '').join(' ');
  return [
    comment(
      'Whether the declared projects are still what GitLab has: ids, protection rules, settings. Runs in scheduled pipelines. GITLAB_TOKEN is',
      'an access token with the scope `read_api` and the role Maintainer in the declared projects, masked and protected. Exit codes: 0 they',
      'are, 1 something differs (run `refgate pull`), 2 something could not be seen.',
    ),
    'refgate-pull:',
    '  stage: check',
    `  image: ${scalar(image)}`,
    '  rules:',
    '    - if: $CI_PIPELINE_SOURCE == "schedule"',
    '  before_script:',
    steps(command.install),
    '  script:',
    steps([call]),
  ].join('\n');
}
