export type { AllowedStrings, StringForm } from './allowed-strings';
export type { JsonArtifact } from './json-artifact';
export type { JsonArtifactKind } from './json-forms';
export type { NestedTemplate } from './cloudformation/read-template';
export type { AccountDefaults } from './terraform/account';
export type { ConfigurationFile } from './terraform/block';
export type { Engine } from './terraform/configuration-names';
export type { InstalledModule } from './terraform/installed-module';
export type { ReadTerraformPlanOptions } from './terraform/read-plan';
export type { ReadTerraformJsonOptions } from './terraform/read-configuration';
export type { CompanionText, ConfigurationSource, FileRequest, GivenVariable } from './terraform/workspace';
export type {
  InlinePolicy,
  PartialRole,
  RoleCase,
  UnknownPart,
  Notice,
  Unresolved,
  WrittenArtifact,
  WrittenPermissions,
  WrittenPolicy,
  WrittenProvider,
  WrittenRole,
  Concern,
} from './terraform/written';
export type {
  WrittenAllowed,
  WrittenGitlab,
  WrittenOwner,
  WrittenRule,
  WrittenVariable,
} from './gitlab-resources';
export { isText, listedStrings } from './allowed-strings';
export { DIGESTS_FILE, LOCK_FILE, parseDigests } from './output-digests';
export { STACK_FILES } from './stack-files';
export { OWN_ACCOUNT } from './own-account';
export { readAwsCli } from './aws-cli';
export { looksLikeYamlTemplate } from './cloudformation/template';
export { localTemplates } from './cloudformation/nested';
export { declaredParameters, readCloudFormation, stackExports } from './cloudformation/read-template';
export { readJsonArtifact } from './json-artifact';
export { jsonArtifactKind } from './json-forms';
export { looksLikeTerraform, otherFormProblem } from './other-forms';
export { configurationNames, isConfigurationName, isOpenTofuFile } from './terraform/configuration-names';
export { readTerragrunt, type TerragruntUnit } from './terraform/terragrunt';
export { iamCall } from './iam-call';
export { isProgramFile, programFile, type ProgramFile } from './program-files';
export { appliedByTest, isTestFile } from './terraform/test-file';
export { wrappingFiles } from './terraform/wrapping-files';
export { readTerraformConfiguration, readTerraformJson } from './terraform/read-configuration';
export { readTerraformPlan, readTerraformState } from './terraform/read-plan';
export { CONCERNS } from './terraform/written';
