export type { IdTokenClaims, RawClaims } from './claims';
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
export type { ProviderRegistration, RequestContext, StsAnswer, StsRequest } from './sts-context';
export type { SubClaimComponent } from './subject';
export type { Assumption, AssumptionId } from './world';
export { atLeast, GITLAB_COM_ISSUER, isGitlabCom, NEWEST, parseVersion } from './instance';
export { issuerHost, issuerProblem } from './issuer';
export { DEPLOYMENT_TIERS, PIPELINE_SOURCES } from './pipeline';
export { namespacePath } from './project';
export { protectingRule, ruleCovers } from './protection';
export { simulate } from './simulate';
export { GITLAB_COM_KEYS, providerArn, stsRequest } from './sts-context';
export { DEFAULT_SUB_CLAIM, LEADING_COMPONENTS, renderSubject, SUB_CLAIM_COMPONENTS } from './subject';
export { ASSUMPTION_IDS, ASSUMPTIONS } from './world';
