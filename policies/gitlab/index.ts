export type { IdTokenClaims, RawClaims } from './claims';
export type {
  ClaimName,
  ClaimPresence,
  ClaimProject,
  ClaimRelease,
  ClaimRow,
  ClaimValues,
  GitlabComKey,
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
export type { ProviderRegistration, RequestContext, StsAnswer, StsRequest } from './sts-context';
export type { Assumption, AssumptionId } from './world';
export {
  CLAIMS,
  claimRow,
  EVERY_ISSUER_KEYS,
  GITLAB_COM_KEYS,
  LEADING_COMPONENTS,
  SUB_CLAIM_COMPONENTS,
} from './claims-table';
export { atLeast, GITLAB_COM_ISSUER, isGitlabCom, NEWEST, parseVersion } from './instance';
export { issuerHost, issuerProblem } from './issuer';
export { DEPLOYMENT_TIERS, PIPELINE_SOURCES } from './pipeline';
export { namespacePath } from './project';
export { protectingRule, ruleCovers } from './protection';
export { simulate } from './simulate';
export { providerArn, stsRequest } from './sts-context';
export { DEFAULT_SUB_CLAIM, projectValues, renderSubject } from './subject';
export { ASSUMPTION_IDS, ASSUMPTIONS } from './world';
