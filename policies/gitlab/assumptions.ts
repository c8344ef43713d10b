/** One thing that refgate takes to be so. */
export interface Assumption {
  /** What is assumed: completes "assuming that …". */
  readonly text: string;
  readonly source: string;
  /**
   * `limits`: tokens that break it are omitted, so without it there are more tokens. `opens`: a question that public text leaves
   * open is answered both ways, so without it there are fewer.
   */
  readonly kind: 'limits' | 'opens';
}

/**
 * What refgate assumes about GitLab, each in this one place: where its public text leaves a question open, and where a proof
 * needs a fact that no policy can check. A result that rests on an assumption names it.
 */
export const ASSUMPTIONS = {
  'unknown-rules': {
    kind: 'opens',
    text: 'the protection rules of an undeclared project are not known, so any of its refs may be protected or not',
    source: 'https://docs.gitlab.com/user/project/repository/branches/protected/',
  },
  'merge-request-protection': {
    kind: 'opens',
    text: 'since GitLab 18.1 `ref_protected` of a merge request pipeline between protected branches may be "true" or "false"',
    source: 'https://docs.gitlab.com/ci/pipelines/merge_request_pipelines/',
  },
  'git-refs': {
    kind: 'limits',
    text: 'branches and tags have names that git accepts',
    source: 'https://git-scm.com/docs/git-check-ref-format',
  },
  'gitlab-refs': {
    kind: 'limits',
    text: 'no branch or tag is called `HEAD` or begins with `-`, `refs/heads/`, `refs/tags/` or `refs/remotes/`',
    source: 'https://gitlab.com/gitlab-org/gitlab/-/blob/master/lib/gitlab/git_ref_validator.rb',
  },
  'gitlab-paths': {
    kind: 'limits',
    text: "project paths obey GitLab's rules",
    source: 'https://gitlab.com/gitlab-org/gitlab/-/blob/master/lib/gitlab/path_regex.rb',
  },
  'gitlab-ids': {
    kind: 'limits',
    text: 'ids of projects, namespaces and users are decimal numbers',
    source: 'https://docs.gitlab.com/ci/secrets/id_token_authentication/#token-payload',
  },
  'documented-values': {
    kind: 'limits',
    text: '`pipeline_source` and `runner_environment` have the values that GitLab lists',
    source: 'https://gitlab.com/gitlab-org/gitlab/-/blob/master/app/models/concerns/enums/ci/pipeline.rb',
  },
  'merge-request-sources': {
    kind: 'limits',
    text: 'a pipeline on the ref of a merge request has the source `merge_request_event`, and its child `parent_pipeline`; a tag has no merge request',
    source: 'https://docs.gitlab.com/ci/pipelines/merge_request_pipelines/',
  },
  'own-ids': {
    kind: 'limits',
    text: 'no other project has the id of a declared project',
    source: 'https://docs.gitlab.com/ci/secrets/id_token_authentication/#token-payload',
  },
  'own-namespaces': {
    kind: 'limits',
    text: 'the namespace of a declared project has one id and one path',
    source: 'https://docs.gitlab.com/user/namespace/',
  },
  'declared-rules': {
    kind: 'limits',
    text: 'declared projects protect what they are declared to protect, and did so when the job was made',
    source: 'https://docs.gitlab.com/user/project/repository/branches/protected/',
  },
  'declared-sub-claim': {
    kind: 'limits',
    text: 'declared projects have the `sub` components that they are declared to have',
    source: 'https://docs.gitlab.com/ci/secrets/id_token_authentication/#customize-the-sub-claim',
  },
  'usual-sub-claims': {
    kind: 'limits',
    text: 'undeclared projects have the `sub` components of a declared project, or the default ones, though each project may choose its own',
    source: 'https://docs.gitlab.com/ci/secrets/id_token_authentication/#customize-the-sub-claim',
  },
  'known-components': {
    kind: 'limits',
    text: 'every component of a `sub` is one that refgate knows',
    source: 'https://docs.gitlab.com/ci/secrets/id_token_authentication/#customize-the-sub-claim',
  },
  'component-order': {
    kind: 'limits',
    text: 'a `sub` whose components are not declared names the project, then the ref, then protection and environment',
    source: 'https://docs.gitlab.com/ci/secrets/id_token_authentication/#customize-the-sub-claim',
  },
  'no-workloads': {
    kind: 'limits',
    text: 'no Duo workload asks for an ID token: it runs on `refs/workloads/<id>`, a ref that no protection rule covers',
    source: 'https://gitlab.com/gitlab-org/gitlab/-/blob/master/app/models/ci/workloads/workload.rb',
  },
  'known-protection': {
    kind: 'limits',
    text: '`ref_protected` is "true" or "false", never empty',
    source: 'https://gitlab.com/gitlab-org/gitlab/-/blob/master/lib/gitlab/ci/jwt.rb',
  },
  'job-users': {
    kind: 'limits',
    text: 'every job has a user, so its token has `user_id`, `user_login` and `user_email`',
    source: 'https://gitlab.com/gitlab-org/gitlab/-/blob/master/lib/gitlab/ci/jwt.rb',
  },
  'not-empty': {
    kind: 'limits',
    text: 'the repositories of declared projects are not empty (in an empty one every branch counts as protected)',
    source: 'https://gitlab.com/gitlab-org/gitlab/-/blob/master/app/models/protected_branch.rb',
  },
  'no-renames': {
    kind: 'limits',
    text: 'declared projects keep their path and their namespace',
    source: 'https://docs.gitlab.com/ci/secrets/id_token_authentication/#token-payload',
  },
  'no-reused-paths': {
    kind: 'limits',
    text: 'no other project takes over the path of a declared project',
    source: 'https://gitlab.com/gitlab-org/gitlab/-/blob/master/lib/gitlab/ci/oidc_burned_path_error.rb',
  },
  'fork-subject-fix': {
    kind: 'limits',
    text: "a fork's merge request that runs in the parent project names the fork (fix of HackerOne report 3137660)",
    source: 'https://gitlab.com/gitlab-org/gitlab/-/issues/548165',
  },
  'gitlab-claims': {
    kind: 'limits',
    text: 'GitLab sends neither session tags nor a source identity, `amr`, `azp` or `email`',
    source: 'https://docs.gitlab.com/ci/secrets/id_token_authentication/#token-payload',
  },
  'listed-keys': {
    kind: 'limits',
    text: 'AWS fills no condition key of the issuer but those that it lists for it, whatever claims a token has',
    source:
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif',
  },
  'named-branch': {
    kind: 'limits',
    text: 'a merge request pipeline of a protected branch counts as a protected ref, where AWS cannot see `ref_protected`',
    source: 'https://docs.gitlab.com/ci/pipelines/merge_request_pipelines/',
  },
} as const satisfies Record<string, Assumption>;

/** The name of an assumption, as `--assume` takes it. */
export type AssumptionId = keyof typeof ASSUMPTIONS;

/** The names of all assumptions, in the order in which they are listed. */
export const ASSUMPTION_IDS = Object.keys(ASSUMPTIONS) as readonly AssumptionId[];
