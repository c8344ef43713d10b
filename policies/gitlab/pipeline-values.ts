/**
 * What started a pipeline: every value of the `pipeline_source` claim.
 * @see https://gitlab.com/gitlab-org/gitlab/-/blob/master/app/models/concerns/enums/ci/pipeline.rb
 */
export const PIPELINE_SOURCES = [
  'push',
  'web',
  'trigger',
  'schedule',
  'api',
  'external',
  'pipeline',
  'chat',
  'webide',
  'merge_request_event',
  'external_pull_request_event',
  'parent_pipeline',
  'ondemand_dast_scan',
  'ondemand_dast_validation',
  'security_orchestration_policy',
  'container_registry_push',
  'duo_workflow',
  'pipeline_execution_policy_schedule',
  'unknown',
] as const;

/** What started a pipeline: a value of the claim `pipeline_source`. */
export type PipelineSource = (typeof PIPELINE_SOURCES)[number];

/** Every value of the claim `runner_environment`. */
export const RUNNERS = ['gitlab-hosted', 'self-hosted'] as const;
/** What runs a job: a value of the claim `runner_environment`. */
export type Runner = (typeof RUNNERS)[number];

/** Every value of the claim `deployment_tier`. */
export const DEPLOYMENT_TIERS = ['production', 'staging', 'testing', 'development', 'other'] as const;
/** The tier of a job's environment: the values of the claim `deployment_tier`. */
export type DeploymentTier = (typeof DEPLOYMENT_TIERS)[number];

/** What a job does with its environment: every value of the claim `environment_action`. */
export const ENVIRONMENT_ACTIONS = ['start', 'prepare', 'stop', 'verify', 'access'] as const;
/** What a job does with its environment. */
export type EnvironmentAction = (typeof ENVIRONMENT_ACTIONS)[number];

/** Every {@link Visibility}. */
export const VISIBILITIES = ['private', 'internal', 'public'] as const;
/** Who may see a project: its members, everybody with an account, or everybody. */
export type Visibility = (typeof VISIBILITIES)[number];
