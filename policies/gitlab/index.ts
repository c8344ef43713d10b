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
export type {
  DeploymentTier,
  JobEnvironment,
  MergeRequest,
  Pipeline,
  PipelineSource,
  PipelineTarget,
  User,
} from './pipeline';
export type { AccessLevel, Project, Protection, ProtectionRule } from './project';
export type { SimulatedToken, SimulateOptions, Simulation } from './simulate';
export type { Assumption, AssumptionId } from './world';
export { CLAIMS, claimRow, LEADING_COMPONENTS, SUB_CLAIM_COMPONENTS } from './claims-table';
export { atLeast, NEWEST, parseVersion } from './instance';
export { DEPLOYMENT_TIERS, PIPELINE_SOURCES } from './pipeline';
export { namespacePath } from './project';
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
export { ASSUMPTION_IDS, ASSUMPTIONS } from './world';
