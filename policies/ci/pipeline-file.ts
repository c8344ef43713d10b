import type { Federation } from '../federation/index';
import { checkJobs, REFGATE_OF_LOCKFILE, type RefgateCommand } from './check-jobs';
import { TAGGED_IMAGES, type PipelineImages } from './images';
import { credentialJobs, type CredentialForm } from './credentials';
import { pullJob } from './pull-job';
import { roleJob } from './role-job';
import { terraformJobs } from './terraform-jobs';
import { shellWord } from './shell-text';
import { comment } from './yaml-text';

/** How the jobs of a `.gitlab-ci.yml` get refgate and their credentials. */
export interface PipelineFileOptions {
  /** Which form of the credential step the jobs use; both are in the file. @default token-file */
  readonly credentials?: CredentialForm;
  /** What the jobs run in. @default by tag: pin them */
  readonly images?: PipelineImages;
  /** How the jobs get and call refgate. @default the version that the lockfile of the project pins */
  readonly command?: RefgateCommand;
  /** Whether scheduled pipelines compare the declaration with GitLab. @default false */
  readonly pullCheck?: boolean;
}

/**
 * A `.gitlab-ci.yml` for the repository that holds a declaration: it is checked in every merge request, planned there and applied on
 * the default branch; and for each role a job that assumes it, which runs exactly where the role's trust admits its token. Every job
 * that asks for an ID token asks for one, with one audience.
 * @see https://docs.gitlab.com/ci/secrets/id_token_authentication/
 */
export function renderPipelineFile(federation: Federation, options: PipelineFileOptions = {}): string {
  const {
    credentials = 'token-file',
    command = REFGATE_OF_LOCKFILE,
    pullCheck = false,
    images = TAGGED_IMAGES,
  } = options;
  const subject = federation.file === 'federation.yaml' ? '' : `--file ${shellWord(federation.file)}`;
  const sections = [
    comment(`Written by \`refgate ci\` from ${federation.file}: yours to change.`),
    [
      ...(Object.values(images).every((image) => image.includes('@'))
        ? []
        : [
            comment(
              'Pin the images by their digests: with `refgate ci --image node:22@sha256:…`, or let Renovate do it, which also updates them',
              '(preset `docker:pinDigests`).',
            ),
          ]),
      'stages: [check, plan, apply, roles]',
    ].join('\n'),
    [
      comment('One pipeline for a push: that of the merge request, where there is one.'),
      'workflow:',
      '  rules:',
      '    - if: $CI_PIPELINE_SOURCE == "merge_request_event"',
      '    - if: $CI_COMMIT_BRANCH && $CI_OPEN_MERGE_REQUESTS && $CI_PIPELINE_SOURCE == "push"',
      '      when: never',
      '    - if: $CI_COMMIT_BRANCH',
      '    - if: $CI_COMMIT_TAG',
    ].join('\n'),
    checkJobs({ name: 'refgate', stage: 'check', image: images.node, command, subject, synth: true }),
    ...(pullCheck ? [pullJob(command, subject, images.node)] : []),
    credentialJobs(federation.audience),
    terraformJobs(federation, images.terraform),
    comment(
      'One job for each role. Move it to the `.gitlab-ci.yml` of a project that the role trusts: its rules let it run where the token',
      'can assume the role, and nowhere else.',
    ),
    ...[...federation.roles.values()].map((role) =>
      roleJob(role, { form: credentials, usualAudience: federation.audience, image: images.awsCli }),
    ),
  ];
  return `${sections.join('\n\n')}\n`;
}
