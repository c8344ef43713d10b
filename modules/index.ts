export type { AccountOptions, AccountQuotas, AssumeRoleOptions } from './constructs/account-options';
export type { CatalogJudgeProps } from './synth/catalog-judge';
export type { FederationOptions } from './synth/create-federation';
export type { GitlabAwsFederationProps } from './constructs/gitlab-aws-federation';
export type { GitlabCiVariable, GitlabCiVariablesTarget } from './constructs/gitlab-ci-variables-props';
export type { GitlabCiVariablesProps } from './constructs/gitlab-ci-variables';
export type { GitlabOidcProviderProps } from './constructs/gitlab-oidc-provider-props';
export type {
  ExistingProviderByArnProps,
  ExistingProviderByIssuerProps,
  IGitlabOidcProvider,
} from './constructs/gitlab-oidc-provider';
export type { GitlabProjectGuardProps } from './constructs/gitlab-project-guard';
export type {
  GitlabProtectionProps,
  ProtectedBranch,
  ProtectedEnvironment,
  ProtectedTag,
} from './constructs/gitlab-protection';
export type { GitlabRoleProps } from './constructs/gitlab-role-props';
export type { RoleQuotas } from './constructs/gitlab-role-props';
export type { Importable } from './constructs/import-block';
export type { IssuerDistributionProps } from './constructs/issuer-distribution';
export type { JudgeEveryRoleProps } from './synth/judge-every-role';
export type { Move } from './constructs/moved-block';
export type { ProviderConstraint } from './constructs/provider-constraints';
export type { PublishedIssuerProps } from './constructs/published-issuer';
export type { RolePermissions } from './constructs/role-permissions';
export type { CloudState, HttpState, S3State, StateBackend } from './constructs/state-backend';
export type { SynthOptions } from './synth/synth-federation';
export type { Judge, SynthesizedStack, TrustValidationProps } from './synth/trust-validation';
export { catalogJudge } from './synth/catalog-judge';
export { createFederation } from './synth/create-federation';
export { GitlabAwsFederation } from './constructs/gitlab-aws-federation';
export { GitlabCiVariables } from './constructs/gitlab-ci-variables';
export { ExistingGitlabOidcProvider, GitlabOidcProvider } from './constructs/gitlab-oidc-provider';
export { GitlabProjectGuard } from './constructs/gitlab-project-guard';
export { GitlabProtection } from './constructs/gitlab-protection';
export { GitlabRole } from './constructs/gitlab-role';
export { addImportBlocks, ImportBlock } from './constructs/import-block';
export { Group } from './constructs/group';
export { handOver } from './hcl-export/replace-by-hcl';
export { JudgeEveryRole } from './synth/judge-every-role';
export { MovedBlock } from './constructs/moved-block';
export { PortableStack } from './constructs/portable-stack';
export { PublishedIssuer } from './constructs/published-issuer';
export { PROVIDER_CONSTRAINTS, REQUIRED_TERRAFORM } from './constructs/provider-constraints';
export { addStateBackend } from './constructs/state-backend';
export { moduleFiles } from './terraform-module/module-files';
export { synthFederation } from './synth/synth-federation';
export { writeWhole } from './synth/publish-output';
export { refuseBrokenPromises, synthesizedStack, TrustValidation } from './synth/trust-validation';
