/**
 * The claims that AWS turns into condition keys for every issuer.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif
 */
export const EVERY_ISSUER_KEYS = ['sub', 'aud'] as const;

/**
 * The claims that AWS turns into condition keys for gitlab.com, and for no other GitLab.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecuritytokenservice.html
 * @see https://docs.gitlab.com/ci/cloud_services/aws/
 */
export const GITLAB_COM_KEYS = [
  'namespace_id',
  'ref_protected',
  'project_id',
  'pipeline_source',
  'user_id',
  'user_login',
  'user_email',
  'user_access_level',
  'runner_environment',
] as const;

/** A claim that AWS makes a condition key for gitlab.com, and for no other GitLab. */
export type GitlabComKey = (typeof GITLAB_COM_KEYS)[number];
