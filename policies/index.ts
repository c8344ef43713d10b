// Every public name of the package, by the layer that it comes from; types first.
export type { Partition } from './arn';
export { iamArn, parseArn } from './arn';
export type { ErrorCode, Position, Problem } from './errors';
export { formatPosition, formatProblem, quote, RefgateError, unreachable } from './errors';
export type { ParsedPolicy, Policy, PolicyDocument, StatementDocument } from './trust/index';
export { checkWrite, closest, parsePolicy, policySize, renderPolicy, parseProviderArn } from './trust/index';
export type {
  AccountDefaults,
  CompanionText,
  ConfigurationFile,
  ConfigurationSource,
  Engine,
  FileRequest,
  GivenVariable,
  InlinePolicy,
  InstalledModule,
  JsonArtifact,
  JsonArtifactKind,
  NestedTemplate,
  Unresolved,
  WrittenArtifact,
  WrittenPermissions,
  WrittenProvider,
  WrittenRole,
} from './artifact/index';
export {
  configurationNames,
  declaredParameters,
  isConfigurationName,
  isOpenTofuFile,
  isOverrideFile,
  jsonArtifactKind,
  localTemplates,
  looksLikeTerraform,
  looksLikeYamlTemplate,
  otherFormProblem,
  readAwsCli,
  readCloudFormation,
  readJsonArtifact,
  readTerraformConfiguration,
  readTerraformJson,
  readTerraformPlan,
  readTerraformState,
  stackExports,
} from './artifact/index';
export { parseJsonText, parseRepeatedMembers } from './trust/index';
export type { ProviderRegistration, RawClaims } from './context/index';
export {
  GITLAB_COM_ISSUER,
  isGitlabCom,
  issuerHost,
  issuerProblem,
  providerArn,
  stsRequest,
} from './context/index';
export type {
  AccessLevel,
  AssumptionId,
  DeploymentTier,
  IdTokenClaims,
  Instance,
  MergeRequest,
  Pipeline,
  PipelineSource,
  Project,
  Protection,
  ProtectionRule,
  SubClaimComponent,
} from './gitlab/index';
export {
  ASSUMPTION_IDS,
  ASSUMPTIONS,
  DEFAULT_SUB_CLAIM,
  DEPLOYMENT_TIERS,
  PIPELINE_SOURCES,
  simulate,
  SUB_CLAIM_COMPONENTS,
} from './gitlab/index';
export type { Issuer, KnownIssuers, TrustedIssuer } from './issuers/index';
export type { Fault } from './limits/index';
export { DEFAULT_SESSION_SECONDS, LIMITS, QUOTAS, roleNameIdentity, variableIdentity } from './limits/index';
export type {
  Grant,
  GrantRule,
  NeverKind,
  OnlyProjects,
  ProofObligation,
  RefPattern,
  ToPolicy,
} from './grant/index';
export { describeGrant, NEVER_KINDS, toPolicy } from './grant/index';
export type {
  BatchAnswer,
  CompiledPolicy,
  ConditionTrace,
  Decision,
  Layer,
  Outcome,
  StatementTrace,
  TrustRequest,
} from './evaluate/index';
export { compilePolicy, evaluate, evaluateLine, judgeToken } from './evaluate/index';
export type {
  Change,
  DeclaredTrust,
  ExplainInput,
  ExplainOptions,
  Explanation,
  Fix,
  Json,
  OtherTokens,
  Place,
} from './advice/index';
export { applyChanges, applyToClaims, applyToPipeline, applyToProvider, explain } from './advice/index';
export { CHECKS, renderCheckPage } from './catalog/index';
export type {
  Account,
  DeclaredProject,
  Federation,
  ParseFederation,
  ParseTable,
  Permissions,
  Role,
  RoleVariable,
  Starter,
  TableRow,
  TableContext,
} from './federation/index';
export { federationJsonSchema, parseFederation, parseTable, renderStarter } from './federation/index';
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
  admitsAllOfGrant,
  admitsNothing,
  admitsOnlyGrant,
  anySubWorld,
  describeAdmitted,
  diffRoles,
  diffTrust,
  disjoint,
  equivalent,
  gitlabWorld,
  implies,
  never,
  onlyProjects,
  onlyProtectedRefs,
  proveFederation,
  redundancies,
  withAssumptions,
} from './prove/index';
export type { Bitset, OutcomeRow } from './judge/index';
export type { Finding, Suppression } from './catalog/index';
export type {
  BrokenPromise,
  JudgedTrust,
  AllTrusts,
  OpenTrust,
  ReadTrust,
  JudgeInput,
  Judgement,
  FailOn,
  JudgeProgress,
  Matrix,
  TableFile,
  PipelineDecision,
  Proof,
} from './judge/index';
export {
  alsoAdmits,
  brokenLines,
  brokenPromises,
  declaredArtifact,
  demandedAudience,
  judge,
  judgeDiff,
  proveBatchLine,
  judgePipeline,
  describeForOtherIssuer,
  judgeProofs,
  findTrust,
  providerOf,
  boundedBy,
  isOpen,
  proveOpen,
  readAllTrusts,
  readTrusts,
  unreadable,
  judgeStack,
  judgeTable,
  summarizeJudgement,
  newAccess,
  instanceUrl,
  isOfOtherCallers,
  tableContext,
  trustsNamed,
  otherIssuerOf,
} from './judge/index';
export type {
  DiagnosisFormat,
  HtmlOptions,
  Mark,
  PageAssets,
  PageCell,
  PageData,
  PageExplanation,
  PagePipeline,
  PageReport,
  PageRow,
  ReadReport,
  LinkTo,
  RenderOptions,
  Report,
  ReportCell,
  ReportChange,
  ReportFinding,
  ReportFormat,
  ReportFrame,
  ReportGap,
  ReportGitlab,
  ReportProof,
  ReportRole,
  ReportRow,
  ReportSummary,
  ReportWitness,
  TextStyle,
} from './report/index';
export {
  COMMENT_MARKER,
  decodeCell,
  markOf,
  MARKS,
  proofReason,
  readReport,
  renderDiagnosis,
  renderHtml,
  renderMatrix,
  renderReport,
  REPORT_FORMATS,
  reportJsonSchema,
  rowPipeline,
  toChanges,
  toReport,
  visible,
  withChanges,
} from './report/index';
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
export type {
  Algorithm,
  FreshSecrets,
  PublishedKey,
  RenderedReply,
  ServedAccounts,
  StsCallRequest,
  StsReply,
  StsSession,
} from './sts/index';
export { answerCall, FAKE, isAlgorithm, renderReply, servedAccounts, verificationKey } from './sts/index';
export type {
  AnswerFacts,
  AwsError,
  CertificateFacts,
  Diagnosis,
  DocumentFacts,
  FindingSeverity,
  HostFacts,
  IssuerCopy,
  IssuerFacts,
  IssuerFinding,
  JwksFacts,
  KeyInspection,
  NotSeen,
  Observed,
  ProviderFacts,
  PublishedCopy,
  RequestFacts,
  TlsFacts,
  TlsVersion,
  TokenFacts,
} from './doctor/index';
export { diagnose, ISSUER_FINDINGS, publishedCopy, readChain } from './doctor/index';
export type {
  CiLint,
  CiLintOptions,
  LintFinding,
  LintRule,
  OpenPart,
  RepositoryFiles,
} from './ci-lint/index';
export { LINT_RULES, lintCi, renderLintPage } from './ci-lint/index';
export type { KnownError } from './known-errors/index';
export { findKnownErrors, KNOWN_ERRORS, sectionAnchor } from './known-errors/index';
