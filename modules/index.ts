export type { AccountOptions, AccountQuotas, AssumeRoleOptions } from './account-options';
export type { CatalogJudgeProps } from './catalog-judge';
export type { FederationOptions } from './create-federation';
export type { GitlabAwsFederationProps } from './gitlab-aws-federation';
export type {
  GitlabCiVariable,
  GitlabCiVariablesProps,
  GitlabCiVariablesTarget,
} from './gitlab-ci-variables';
export type {
  ExistingProviderByArnProps,
  ExistingProviderByIssuerProps,
  GitlabOidcProviderProps,
  IGitlabOidcProvider,
} from './gitlab-oidc-provider';
export type { GitlabProjectGuardProps } from './gitlab-project-guard';
export type {
  GitlabProtectionProps,
  ProtectedBranch,
  ProtectedEnvironment,
  ProtectedTag,
} from './gitlab-protection';
export type { GitlabRoleProps, RoleQuotas } from './gitlab-role';
export type { Importable } from './import-block';
export type { JudgeEveryRoleProps } from './judge-every-role';
export type { Move } from './moved-block';
export type { ProviderConstraint } from './provider-constraints';
export type { RolePermissions } from './role-permissions';
export type { CloudState, HttpState, S3State, StateBackend } from './state-backend';
export type { SynthOptions } from './synth-federation';
export type { Judge, SynthesizedStack, TrustValidationProps } from './trust-validation';
export { catalogJudge } from './catalog-judge';
export { createFederation } from './create-federation';
export { GitlabAwsFederation } from './gitlab-aws-federation';
export { GitlabCiVariables } from './gitlab-ci-variables';
export { ExistingGitlabOidcProvider, GitlabOidcProvider } from './gitlab-oidc-provider';
export { GitlabProjectGuard } from './gitlab-project-guard';
export { GitlabProtection } from './gitlab-protection';
export { GitlabRole } from './gitlab-role';
export { addImportBlocks, ImportBlock } from './import-block';
export { Group } from './group';
export { handOver } from './hand-over/replace-by-hcl';
export { JudgeEveryRole } from './judge-every-role';
export { MovedBlock } from './moved-block';
export { PortableStack } from './portable-stack';
export { PROVIDER_CONSTRAINTS, REQUIRED_TERRAFORM } from './provider-constraints';
export { addStateBackend } from './state-backend';
export { moduleFiles } from './terraform-module/module-files';
export { synthFederation } from './synth-federation';
export { prepareOutput } from './synth-output';
export { refuseBrokenPromises, synthesizedStack, TrustValidation } from './trust-validation';
