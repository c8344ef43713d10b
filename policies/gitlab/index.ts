export type { IdTokenClaims } from './claims';
export type {
  ClaimName,
  ClaimPresence,
  ClaimProject,
  ClaimRelease,
  ClaimRow,
  ClaimValues,
  SubClaimComponent,
} from './claims-table';
export type { GitlabVersion, Instance } from './instance';
export type { JobEnvironment, MergeRequest, Pipeline, PipelineTarget, User } from './pipeline';
export type { AccessLevel, OpenId, Project, Protection, ProtectionRule } from './project';
export type { SimulatedToken, SimulateOptions, Simulation } from './simulate';
export type { Assumption, AssumptionId } from './assumptions';
export { CLAIMS, claimRow, LEADING_COMPONENTS, SUB_CLAIM_COMPONENTS, USER_CLAIMS } from './claims-table';
export { atLeast, instanceUrl, parseVersion, REUSED_PATHS } from './instance';
export {
  DEPLOYMENT_TIERS,
  ENVIRONMENT_ACTIONS,
  PIPELINE_SOURCES,
  RUNNERS,
  VISIBILITIES,
} from './pipeline-values';
export type { DeploymentTier, PipelineSource, Runner, Visibility } from './pipeline-values';
export { ACCESS_LEVELS, namespacePath, RULE_ROLES } from './project';
export { protectingRule, ruleCovers } from './protection';
export { simulate } from './simulate';
export type { ComponentValues, SubjectPart } from './subject';
export {
  componentValues,
  DEFAULT_SUB_CLAIM,
  isSubClaimComponent,
  parseSubject,
  projectValues,
  renderSubject,
} from './subject';
export { ASSUMPTION_IDS, ASSUMPTIONS } from './assumptions';
export { WORKLOAD_REFS, refPathOf, refPatternProblem, refProblem } from './refs';
export { projectPathProblem } from './paths';
export { guessTier } from './deployment-tier';
export type { PipelineKind, TokenOrigin } from './token-origin';
export { PIPELINE_KINDS, TARGET_KINDS, TOKEN_ORIGIN_LABELS, TOKEN_ORIGINS } from './token-origin';
export { MERGE_REQUEST_PIPELINES } from './pipeline';
