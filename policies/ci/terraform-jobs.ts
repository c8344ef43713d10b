import type { Account, Federation } from '../federation/index';
import { formJob } from './credentials';
import { comment, scalar, steps } from './yaml-text';

/**
 * Plan in the merge request; on the default branch, while it is protected, save a plan by hand and apply that one by hand: one job for each account.
 * Terraform refuses a saved plan when the state is no longer the one that it was made of. Where an account declares no backend, GitLab
 * keeps the state.
 * @see https://docs.gitlab.com/user/infrastructure/iac/terraform_state/
 */
export function terraformJobs(federation: Federation, image: string): string {
  const credentials = formJob('token-file'); // its image has no AWS CLI, and Terraform reads the token itself
  const accounts = [...federation.accounts.values()];
  const kept = accounts.filter(({ backend }) => backend === undefined);
  return [
    comment(
      'Terraform. For each account two variables hold the ARNs of roles that Terraform itself assumes: one that reads, one that writes',
      '(`refgate bootstrap` creates both). GITLAB_TOKEN is for the GitLab provider: a protected variable, so that merge requests have none.',
    ),
    '.terraform:',
    `  extends: ${credentials}`,
    `  image: { name: '${image}', entrypoint: [''] }`,
    ...(kept.length === 0 ? [] : ['  variables:', ...STATE_VARIABLES]),
    '  before_script:',
    '    - export AWS_ROLE_ARN="$TERRAFORM_ROLE_ARN"',
    `    - !reference [${credentials}, before_script]`,
    // as the job of the check wrote it, and no other way
    '    - if [ -f cdktf.out/refgate.sha256 ]; then (cd cdktf.out && sha256sum -c refgate.sha256); fi',
    '    - cd "cdktf.out/stacks/$STACK"',
    ...(kept.length === 0 ? [] : [steps([keepState(kept, accounts)])]),
    '    - terraform init -input=false',
    '',
    'terraform-plan:',
    '  extends: .terraform',
    '  stage: plan',
    '  rules:',
    // guards read the projects at each plan, and cannot without a token
    `    - if: $CI_PIPELINE_SOURCE == "merge_request_event"${federation.guards ? ' && $GITLAB_TOKEN' : ''}`,
    `    - if: ${PROTECTED_DEFAULT}`,
    '      when: manual',
    '      allow_failure: true',
    ...matrix(accounts, 'plan'),
    '  script:',
    steps([planScript()]),
    '  artifacts:',
    `    paths: ['cdktf.out/stacks/$STACK/${PLAN_FILE}']`,
    '    access: developer # a plan may hold secrets of the state',
    '    expire_in: 1 week',
    '',
    'terraform-apply:',
    '  extends: .terraform',
    '  stage: apply',
    '  rules:',
    `    - if: ${PROTECTED_DEFAULT}`,
    '      when: manual',
    '      allow_failure: true # the pipeline goes on without it',
    '  resource_group: terraform-$STACK # one at a time',
    ...matrix(accounts, 'apply'),
    '  script:',
    `    - terraform apply -input=false ${PLAN_FILE} # the plan that was looked at, and no other`,
  ].join('\n');
}

/**
 * A merge request runs code that nobody has reviewed, and the GitLab provider needs a token of a Maintainer: there the plan takes GitLab's
 * part from the state and asks no API of it. The plan that is applied asks.
 * @see https://registry.terraform.io/providers/gitlabhq/gitlab/latest/docs#early_auth_check-1
 */
function planScript(): string {
  return `if [ "$CI_PIPELINE_SOURCE" = merge_request_event ] && [ -z "$GITLAB_TOKEN" ]; then
  echo "no GITLAB_TOKEN in merge requests: planned against the state, without a refresh"
  export GITLAB_TOKEN=none GITLAB_EARLY_AUTH_CHECK=false
  set -- -refresh=false
fi
terraform plan -input=false -lock=false "$@" -out ${PLAN_FILE}`;
}

/** What starts the pipelines that plan and apply the protected branch: no trigger token, no schedule. */
export const TERRAFORM_SOURCES = ['push', 'web'] as const;

/** What is applied: nothing that a push to an unprotected branch could have changed. */
const PROTECTED_DEFAULT = `$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH && $CI_COMMIT_REF_PROTECTED == "true" && $CI_PIPELINE_SOURCE =~ /^(${TERRAFORM_SOURCES.join('|')})$/`;
const PLAN_FILE = 'plan.tfplan';

const STATE = '$CI_API_V4_URL/projects/$CI_PROJECT_ID/terraform/state/$STACK';

const STATE_VARIABLES: readonly string[] = [
  `    TF_HTTP_ADDRESS: ${STATE}`,
  `    TF_HTTP_LOCK_ADDRESS: ${STATE}/lock`,
  `    TF_HTTP_UNLOCK_ADDRESS: ${STATE}/lock`,
  '    TF_HTTP_LOCK_METHOD: POST',
  '    TF_HTTP_UNLOCK_METHOD: DELETE',
  '    TF_HTTP_USERNAME: gitlab-ci-token',
  '    TF_HTTP_PASSWORD: $CI_JOB_TOKEN',
];

/** An override file replaces the backend that was synthesized. */
function keepState(kept: readonly Account[], accounts: readonly Account[]): string {
  const write = String.raw`printf 'terraform {\n  backend "http" {}\n}\n' > backend_override.tf`;
  return kept.length === accounts.length
    ? write
    : `case "$STACK" in ${kept.map(({ key }) => key).join('|')}) ${write} ;; esac`;
}

/** The CI/CD variable that holds the ARN of a role that Terraform assumes in an account. */
export function terraformRoleVariable({ key }: Account, verb: 'plan' | 'apply'): string {
  return `TERRAFORM_${verb.toUpperCase()}_ROLE_${key.toUpperCase().replace(/[^A-Z0-9]/g, '_')}`;
}

function matrix(accounts: readonly Account[], verb: 'plan' | 'apply'): readonly string[] {
  return [
    '  parallel:',
    '    matrix:',
    ...accounts.flatMap((account) => [
      `      - STACK: ${scalar(account.key)}`,
      `        TERRAFORM_ROLE_ARN: $${terraformRoleVariable(account, verb)}`,
    ]),
  ];
}
