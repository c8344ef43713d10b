export type { ErrorCode, Position, Problem } from './errors';
export type {
  Account,
  DeclaredProject,
  Federation,
  ParseFederation,
  Partition,
  Permissions,
  Role,
  RoleVariable,
} from './federation/index';
export type { AccessLevel, Instance, Project, Protection, ProtectionRule } from './gitlab/index';
export type {
  Grant,
  GrantRule,
  NeverKind,
  OnlyProjects,
  ProofObligation,
  RefPattern,
  ToPolicy,
} from './grant/index';
export type { PolicyDocument, StatementDocument } from './trust/index';
export { formatPosition, formatProblem, quote, RefgateError, unreachable } from './errors';
export { parseFederation } from './federation/index';
export { GITLAB_COM_ISSUER, isGitlabCom, issuerHost, issuerProblem, providerArn } from './gitlab/index';
export { describeGrant, NEVER_KINDS, toPolicy } from './grant/index';
export { policySize, TRUST_POLICY_QUOTA } from './trust/index';
export type { BatchAnswer, Decision, PipelineDecision } from './evaluate/index';
export type { BrokenPromise, Matrix } from './judge/index';
export type { TextStyle } from './report/index';
export { evaluateLine } from './evaluate/index';
export { federationJsonSchema } from './federation/index';
export { brokenPromises, judgeTable } from './judge/index';
export { renderMatrix } from './report/index';
export type {
  CompiledPolicy,
  ConditionTrace,
  ExplainInput,
  Explanation,
  Layer,
  Outcome,
  StatementTrace,
  TrustRequest,
} from './evaluate/index';
export type {
  AssumptionId,
  DeploymentTier,
  IdTokenClaims,
  MergeRequest,
  Pipeline,
  PipelineSource,
  ProviderRegistration,
  RawClaims,
  SubClaimComponent,
} from './gitlab/index';
export type { ParsedPolicy, Policy } from './trust/index';
export { compilePolicy, evaluate, explain, judgePipeline, judgeToken } from './evaluate/index';
export {
  ASSUMPTIONS,
  DEFAULT_SUB_CLAIM,
  DEPLOYMENT_TIERS,
  PIPELINE_SOURCES,
  simulate,
  stsRequest,
  SUB_CLAIM_COMPONENTS,
} from './gitlab/index';
export { checkWrite, parsePolicy, renderPolicy } from './trust/index';
export type {
  AccountDefaults,
  ConfigurationFile,
  ConfigurationSource,
  GivenVariable,
  InlinePolicy,
  Unresolved,
  WrittenArtifact,
  WrittenPermissions,
  WrittenProvider,
  WrittenRole,
} from './trust/from-terraform';
export {
  readTerraformConfiguration,
  readTerraformJson,
  readTerraformPlan,
  readTerraformState,
} from './trust/from-terraform';
export type { JsonArtifact, JsonArtifactKind } from './trust/json-artifact';
export { jsonArtifactKind, readJsonArtifact } from './trust/json-artifact';
export { readAwsCli } from './trust/aws-cli';
export { parseJsonText } from './trust/json-text';
export { brokenLines, judgeStack } from './judge/index';
export type { ParseTable } from './federation/index';
export { parseTable } from './federation/index';
export type { Finding, Suppression } from './catalog/index';
export type { JudgedTrust, JudgeInput, JudgeProgress, Judgement, Proof } from './judge/index';
export { declaredArtifact, judge } from './judge/index';
export type {
  HtmlOptions,
  Mark,
  PageAssets,
  PageCell,
  PageData,
  PageExplanation,
  PageReport,
  PageRow,
  ReadReport,
  RenderOptions,
  Report,
  ReportCell,
  ReportChange,
  ReportFinding,
  ReportFormat,
  ReportFrame,
  ReportGap,
  ReportProof,
  ReportRole,
  ReportRow,
  ReportSummary,
  ReportWitness,
} from './report/index';
export {
  COMMENT_MARKER,
  decodeCell,
  markOf,
  MARKS,
  readReport,
  renderHtml,
  renderReport,
  REPORT_FORMATS,
  reportJsonSchema,
  summarize,
  toPageReport,
  toReport,
  visible,
} from './report/index';
export { closest } from './trust/index';
export type { Starter } from './federation/index';
export { renderStarter } from './federation/index';
export { summarizeJudgement } from './judge/index';
export type {
  AccessChange,
  AccessDiff,
  AnySubWorld,
  Assume,
  Budget,
  Counterexample,
  DiffOptions,
  FederationProof,
  FederationProofOptions,
  GitlabWorld,
  GitlabWorldOptions,
  ProofAnswer,
  Redundancy,
  RoleDiff,
  RoleTrust,
  RoleUnderProof,
  Verdict,
  World,
} from './prove/index';
export {
  accessSize,
  admitsAllOfGrant,
  admitsNothing,
  admitsOnlyGrant,
  anySubWorld,
  declaredProject,
  describeAdmitted,
  diffRoles,
  diffTrust,
  disjoint,
  equivalent,
  examplesOf,
  gitlabWorld,
  implies,
  never,
  onlyProjects,
  onlyProtectedRefs,
  proveFederation,
  proveLine,
  redundancies,
  withAssumptions,
  withNeeded,
} from './prove/index';
export type {
  CredentialForm,
  PipelineFileOptions,
  RefgateCommand,
  RemovedVariable,
  RemovedVariableName,
} from './ci/index';
export {
  CREDENTIAL_FORMS,
  findRemovedVariables,
  jobRules,
  renderComponent,
  renderPipelineFile,
} from './ci/index';
export { ASSUMPTION_IDS } from './gitlab/index';
export { judgeProofs } from './judge/index';
export { judgeDiff } from './judge/index';
export { toChanges } from './report/index';
export type { Bitset, OutcomeRow } from './matrix/index';
export { countBits, decideMatrix, hasBit } from './matrix/index';
