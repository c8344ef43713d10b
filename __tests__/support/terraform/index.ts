export { cloudProject } from './cloud';
export { describeTerraform, terraformAvailable, terraformMissing } from './describe-terraform';

export type {
  AccessLevel,
  Cloud,
  CloudOidcProvider,
  CloudProject,
  CloudProtectedBranch,
  CloudProtectedTag,
} from './cloud';
export type { OpenTerraform } from './describe-terraform';
export type { Configuration, PlanJson, ResourceChange, Terraform, TerraformOptions } from './terraform';
