import type { LintRule } from '../lint-rule';
import { CI_SOURCES } from '../sources';

/** Found while the file is read. */
export const duplicateKey: LintRule = {
  id: 'duplicate-key',
  severity: 'error',
  title: 'a keyword or a job is given twice: the last one counts',
  rationale:
    'YAML keeps the last of two equal keys and says nothing. A second `include:` drops the first, and with it the `id_tokens` that a template gave under `default`: the token variable is empty, and STS answers `The ID Token provided is not a valid JWT`.',
  bad: `include:
  - { local: tokens.yml }
include:
  - { local: build.yml }
deploy:
  script: [make]
`,
  good: `include:
  - { local: tokens.yml }
  - { local: build.yml }
deploy:
  script: [make]
`,
  fix: 'write the key once',
  sources: [CI_SOURCES.includes, 'https://yaml.org/spec/1.2.2/#3213-node-comparison'],
};

/** Found while the file is read. */
export const unresolvedName: LintRule = {
  id: 'unresolved-name',
  severity: 'error',
  title: '`extends`, `!reference` or a local `include` names nothing',
  rationale: 'GitLab refuses the whole pipeline, with the name in its message.',
  bad: `deploy:
  extends: .aws-tokn
  script: [make]
`,
  good: `.aws-token:
  id_tokens:
    AWS_TOKEN: { aud: sts.amazonaws.com }
  before_script: [printf %s "$AWS_TOKEN" > /tmp/token]
deploy:
  extends: .aws-token
  script: [make]
`,
  fix: 'correct the name',
  sources: [CI_SOURCES.optimization, CI_SOURCES.includes],
};

/** Found while the file is read. */
export const reservedName: LintRule = {
  id: 'reserved-name',
  severity: 'error',
  title: 'a job has the name of a keyword',
  rationale:
    'GitLab reads `image:`, `services:`, `cache:` or `variables:` at the top as a setting of every job, and refuses the file for the keywords that do not belong there. The job never runs.',
  bad: `image:
  script: [docker build .]
`,
  good: `build-image:
  script: [docker build .]
`,
  fix: 'give the job another name',
  sources: ['https://docs.gitlab.com/ci/jobs/#job-names'],
};
