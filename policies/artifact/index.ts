export type { JsonArtifact, JsonArtifactKind } from './json-artifact';
export type { AccountDefaults } from './terraform/account';
export type { ConfigurationFile } from './terraform/block';
export type { ReadTerraformPlanOptions } from './terraform/read-plan';
export type { ReadTerraformJsonOptions } from './terraform/read-configuration';
export type { ConfigurationSource, GivenVariable } from './terraform/workspace';
export type {
  InlinePolicy,
  Unresolved,
  WrittenArtifact,
  WrittenPermissions,
  WrittenProvider,
  WrittenRole,
} from './terraform/written';
export { readAwsCli } from './aws-cli';
export { jsonArtifactKind, readJsonArtifact } from './json-artifact';
export { readTerraformConfiguration, readTerraformJson } from './terraform/read-configuration';
export { readTerraformPlan, readTerraformState } from './terraform/read-plan';
