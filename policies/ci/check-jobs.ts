import { COMMENT_SCRIPT } from './comment-script';
import { comment, scalar, steps } from './yaml-text';

/** How jobs get and call refgate. */
export interface RefgateCommand {
  /** Commands that make refgate available. */
  readonly install: readonly string[];
  /** How it is called then. */
  readonly call: string;
}

/** refgate as the lockfile of the project pins it, with its integrity: no name is looked up on a registry. */
export const REFGATE_OF_LOCKFILE: RefgateCommand = { install: ['npm ci'], call: 'npx --no refgate' };

/** Texts of the jobs, where a component has inputs and a pipeline has none. */
export interface CheckJobsOptions {
  readonly name: string;
  readonly stage: string;
  readonly image: string;
  readonly command: RefgateCommand;
  /** What follows `check`, and `synth`: options; may be empty. */
  readonly subject: string;
  /** Shell pattern that `subject` must match to be options only, so that the declaration is what is compared. @default it is */
  readonly declaredBy?: string;
  /** Whether the job also writes the Terraform for the jobs that follow. */
  readonly synth: boolean;
}

/** What one run writes: formats and files. */
const REPORTS = [
  'junit=refgate.junit.xml',
  'codequality=gl-code-quality-report.json',
  'html=refgate.html',
] as const;

/** The job that judges, with reports for GitLab, and the job that comments on the merge request. */
export function checkJobs(options: CheckJobsOptions): string {
  const { name, stage, image, command, subject, declaredBy, synth } = options;
  const call = (verb: string): string =>
    [command.call, verb, subject].filter((part) => part !== '').join(' ');
  const check = call('check');
  const compare = `${call(`diff "$CI_MERGE_REQUEST_DIFF_BASE_SHA"`)} --format markdown --output refgate.md || true`;
  const common = [
    `  stage: ${scalar(stage)}`,
    `  image: ${scalar(image)}`,
    '  before_script:',
    steps(command.install),
  ];
  return [
    comment(
      'The table, the proofs and the checks, with reports for the widgets of the merge request and a page to look at. Exit codes: 0 all',
      'holds, 1 an expectation is not met, 2 could not tell or could not run.',
    ),
    `${name}:`,
    ...common,
    '  script:',
    steps([
      ...(synth ? [`${call('synth')} --quiet || synthesized=$?`] : []),
      `${check} ${REPORTS.map((report) => `--output ${report}`).join(' ')}`,
      ...(synth ? ['exit "${synthesized:-0}"'] : []),
    ]),
    '  artifacts:',
    '    when: always',
    '    expose_as: who can assume which role',
    `    paths: [${synth ? 'refgate.html, cdktf.out' : 'refgate.html'}]`,
    '    reports:',
    '      junit: refgate.junit.xml',
    '      codequality: gl-code-quality-report.json',
    '',
    comment(
      'A comment on the merge request: who gained and lost access against its target, and what does not hold. Every pipeline updates it;',
      'where the target has no declaration yet it is the report alone. REFGATE_TOKEN is a project access token with the scope `api`',
      'and the role Reporter, masked; whoever may push a branch can use it. Without it there is no comment.',
    ),
    `${name}-comment:`,
    ...common,
    "  variables: { GIT_DEPTH: '0' } # the target is compared with",
    '  rules:',
    '    - if: $CI_PIPELINE_SOURCE == "merge_request_event" && $REFGATE_TOKEN',
    '  script:',
    steps([
      declaredBy === undefined ? compare : `case "${subject}" in ${declaredBy}) ${compare} ;; esac`,
      `test -s refgate.md || ${check} --format markdown --output refgate.md || true`,
      COMMENT_SCRIPT,
    ]),
  ].join('\n');
}
