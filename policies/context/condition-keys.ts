import { GITLAB_COM_HOST } from './gitlab-com';
import { hasShape } from './host-shape';

/**
 * The claims that AWS turns into condition keys for every issuer.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif
 */
export const EVERY_ISSUER_KEYS = ['sub', 'aud'] as const;

/**
 * The claims that AWS turns into condition keys for gitlab.com, and for no other GitLab.
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

const GITHUB_KEYS = [
  'actor',
  'actor_id',
  'enterprise_id',
  'environment',
  'job_workflow_ref',
  'ref',
  'repository',
  'repository_id',
  'repository_owner_id',
  'workflow',
] as const;

const BUILDKITE_KEYS = [
  'build_branch',
  'cluster_id',
  'cluster_name',
  'organization_id',
  'organization_slug',
  'pipeline_id',
  'pipeline_slug',
] as const;

/**
 * The claims that AWS turns into condition keys beside `sub` and `aud`, by the shape of the issuer's host. An issuer that is not here has none.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecuritytokenservice.html
 */
const CLAIM_KEYS: readonly { readonly hosts: readonly string[]; readonly claims: readonly string[] }[] = [
  { hosts: [GITLAB_COM_HOST], claims: GITLAB_COM_KEYS },
  {
    hosts: [
      'token.actions.githubusercontent.com',
      'token.actions.githubusercontent.com/{path}',
      'token.actions.{domain}.ghe.com',
      'github.com/enterprises/{enterprise}',
    ],
    claims: GITHUB_KEYS,
  },
  {
    hosts: ['agent.buildkite.com', 'agent.{domain}.buildkite.dev', 'agent.{domain}.buildkite.site'],
    claims: BUILDKITE_KEYS,
  },
  { hosts: ['oidc.circleci.com/org/{organization}'], claims: ['oidc.circleci.com/project-id'] },
  { hosts: ['accounts.google.com'], claims: ['google/organization_number'] },
];

/** The claims beside `sub` and `aud` that AWS turns into condition keys for an issuer. @param host issuer without its scheme */
export function claimKeysOf(host: string): readonly string[] {
  const before = known.get(host);
  if (before !== undefined) return before;
  const claims = CLAIM_KEYS.find(({ hosts }) => hosts.some((shape) => hasShape(host, shape)))?.claims ?? [];
  if (known.size >= MAX_HOSTS) known.clear();
  known.set(host, claims);
  return claims;
}

/** The hosts that were asked about: few, but for a search among many. */
const known = new Map<string, readonly string[]>();
const MAX_HOSTS = 256;
