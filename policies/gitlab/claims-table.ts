import type { IdTokenClaims } from './claims';
import {
  DEPLOYMENT_TIERS,
  ENVIRONMENT_ACTIONS,
  PIPELINE_SOURCES,
  RUNNERS,
  VISIBILITIES,
} from './pipeline-values';

/** The values that a claim can have. */
export type ClaimValues =
  /** Decimal digits, as a string. */
  | { readonly kind: 'id' }
  /** Full path of a project, or of the namespace that holds it. */
  | { readonly kind: 'project_path' }
  | { readonly kind: 'namespace_path' }
  /** Short name of a branch or a tag. */
  | { readonly kind: 'ref' }
  /** One of these words. */
  | { readonly kind: 'words'; readonly words: readonly string[] }
  /** Any string. */
  | { readonly kind: 'text' }
  /** Not a string in the token: a number or an object. */
  | { readonly kind: 'other' };

/** Jobs whose token has the claim. `member`: the user is a member of the source project; otherwise the claim is null. */
export type ClaimPresence =
  'every_job' | 'member' | 'environment' | 'runner' | 'repository_config' | 'policy_job';

/** `[18, 7]`; `unknown`: it is on GitLab's main branch, and no public page names the release. */
export type ClaimRelease = readonly [major: number, minor: number] | 'unknown';

/**
 * The project that a claim describes: the one the code comes from, or the one that runs the pipeline. They differ only for the merge
 * request of a fork that runs in the parent project.
 */
export type ClaimProject = 'source' | 'job';

/** What is known of one claim. */
export interface ClaimRow {
  readonly values: ClaimValues;
  readonly present: ClaimPresence;
  /** First release that sends it. @default every release with ID tokens */
  readonly since?: ClaimRelease;
  readonly project?: ClaimProject;
  /** Set when a project may put it into `sub`: since which release, and whether it may be the first component. */
  readonly component?: { readonly since: ClaimRelease; readonly leads: boolean };
}

const FLAG = { kind: 'words', words: ['true', 'false'] } as const;
const ID = { kind: 'id' } as const;
const PROJECT_PATH = { kind: 'project_path' } as const;
const NAMESPACE_PATH = { kind: 'namespace_path' } as const;
const TEXT = { kind: 'text' } as const;
const OTHER = { kind: 'other' } as const;
const LEADS = { since: 'unknown', leads: true } as const;
const LATER = { since: [18, 7], leads: false } as const;

/**
 * Every claim of a GitLab ID token: its values, the jobs that have it, and its place in `sub`. Everything that refgate knows about what
 * GitLab sends in single claims is derived from these rows; which of them AWS makes condition keys is AWS's choice for each issuer and
 * is in `policies/context/condition-keys.ts`.
 *
 * @see https://docs.gitlab.com/ci/secrets/id_token_authentication/#token-payload
 * @see https://docs.gitlab.com/ci/secrets/id_token_authentication/#customize-the-sub-claim
 * @see https://gitlab.com/gitlab-org/gitlab/-/merge_requests/258245 the components and claims of the job and the source project
 * @see https://docs.gitlab.com/ci/cloud_services/aws/
 */
export const CLAIMS = {
  iss: { values: TEXT, present: 'every_job' },
  sub: { values: TEXT, present: 'every_job' },
  aud: { values: TEXT, present: 'every_job' },
  iat: { values: OTHER, present: 'every_job' },
  nbf: { values: OTHER, present: 'every_job' },
  exp: { values: OTHER, present: 'every_job' },
  jti: { values: TEXT, present: 'every_job' },

  project_path: {
    values: PROJECT_PATH,
    present: 'every_job',
    project: 'source',
    component: { since: [17, 10], leads: true },
  },
  namespace_id: { values: ID, present: 'every_job', project: 'source' },
  namespace_path: { values: NAMESPACE_PATH, present: 'every_job', project: 'source' },

  ref_type: {
    values: { kind: 'words', words: ['branch', 'tag'] },
    present: 'every_job',
    component: { since: [17, 10], leads: false },
  },
  ref: { values: { kind: 'ref' }, present: 'every_job', component: { since: [17, 10], leads: false } },
  ref_path: { values: TEXT, present: 'every_job' },
  ref_protected: { values: FLAG, present: 'every_job', component: LATER },

  environment: { values: TEXT, present: 'environment' },
  environment_protected: { values: FLAG, present: 'environment', component: LATER },
  deployment_tier: {
    values: { kind: 'words', words: DEPLOYMENT_TIERS },
    present: 'environment',
    component: LATER,
  },
  environment_action: {
    values: { kind: 'words', words: ENVIRONMENT_ACTIONS },
    present: 'environment',
  },

  project_id: {
    values: ID,
    present: 'every_job',
    project: 'source',
    component: { since: [19, 0], leads: true },
  },

  job_project_id: { values: ID, present: 'every_job', since: [18, 4], project: 'job', component: LEADS },
  job_project_path: {
    values: PROJECT_PATH,
    present: 'every_job',
    since: [18, 4],
    project: 'job',
    component: LEADS,
  },
  job_namespace_id: { values: ID, present: 'every_job', since: [18, 4], project: 'job' },
  job_namespace_path: { values: NAMESPACE_PATH, present: 'every_job', since: [18, 4], project: 'job' },

  source_project_id: {
    values: ID,
    present: 'every_job',
    since: 'unknown',
    project: 'source',
    component: LEADS,
  },
  source_project_path: {
    values: PROJECT_PATH,
    present: 'every_job',
    since: 'unknown',
    project: 'source',
    component: LEADS,
  },
  source_namespace_id: { values: ID, present: 'every_job', since: 'unknown', project: 'source' },
  source_namespace_path: {
    values: NAMESPACE_PATH,
    present: 'every_job',
    since: 'unknown',
    project: 'source',
  },

  pipeline_id: { values: ID, present: 'every_job' },
  pipeline_source: {
    values: { kind: 'words', words: PIPELINE_SOURCES },
    present: 'every_job',
  },
  job_id: { values: ID, present: 'every_job' },
  job_source: { values: TEXT, present: 'every_job', since: [18, 9] },
  job_config: { values: OTHER, present: 'policy_job', since: [18, 9] },
  user_id: { values: ID, present: 'every_job' },
  user_login: { values: TEXT, present: 'every_job' },
  user_email: { values: TEXT, present: 'every_job' },
  user_access_level: { values: TEXT, present: 'member' },
  runner_id: { values: OTHER, present: 'runner' },
  runner_environment: {
    values: { kind: 'words', words: RUNNERS },
    present: 'runner',
  },
  sha: { values: TEXT, present: 'every_job' },
  ci_config_ref_uri: { values: TEXT, present: 'repository_config' },
  ci_config_sha: { values: TEXT, present: 'repository_config' },
  project_visibility: {
    values: { kind: 'words', words: VISIBILITIES },
    present: 'every_job',
    project: 'job',
  },
} as const satisfies Readonly<Record<keyof IdTokenClaims, ClaimRow>>;

/** Claims that tell who runs a job; a job without a user has none of them. */
export const USER_CLAIMS = ['user_id', 'user_login', 'user_email'] as const satisfies readonly ClaimName[];

/** The name of a claim that GitLab sends. */
export type ClaimName = keyof typeof CLAIMS;

const ROWS: readonly (readonly [ClaimName, ClaimRow])[] = Object.entries(CLAIMS) as [ClaimName, ClaimRow][];

/** The row of a claim; `undefined` when GitLab sends no such claim. */
export function claimRow(name: string): ClaimRow | undefined {
  return Object.hasOwn(CLAIMS, name) ? CLAIMS[name as ClaimName] : undefined;
}

/** The names of the claims whose row has a property, in the order of the table. There is at least one. */
function claimsWhere<Name extends ClaimName>(holds: (row: ClaimRow) => boolean): readonly [Name, ...Name[]] {
  const names = ROWS.filter(([, row]) => holds(row)).map(([name]) => name as Name);
  return names as [Name, ...Name[]];
}

type NamesWith<Part> = {
  [Name in ClaimName]: (typeof CLAIMS)[Name] extends Part ? Name : never;
}[ClaimName];

/** A part of `sub`, by the name that GitLab's API has for it. */
export type SubClaimComponent = NamesWith<{ readonly component: object }>;

/** The parts that a project may put into its tokens' `sub` (`ci_id_token_sub_claim_components`). */
export const SUB_CLAIM_COMPONENTS = claimsWhere<SubClaimComponent>(
  ({ component }) => component !== undefined,
);

/** The components that GitLab accepts in first place. */
export const LEADING_COMPONENTS = claimsWhere<SubClaimComponent>(
  ({ component }) => component?.leads === true,
);
