export type { Check, Example, Finding } from './check';
export type { CatalogOptions, CatalogResult, Undecided } from './run';
export type { CheckInput, KnownFacts, KnownProvider, ReachedRole, RolePermissions } from './check-input';
export type { JudgedIssuer } from './issuer-coverage';
export { issuersOf } from './issuer-coverage';
export type { SubComponent, SubParts } from './sub-pattern';
export { literal, literalPrefix, readSubPattern } from './sub-pattern';
export type { Suppression } from './suppression';
export type { PermissionLevel } from './permission-level';
export {
  isFullDeny,
  matches as matchesPattern,
  namesAction,
  statementsOf,
  texts,
} from './permission-statements';
export { PERMISSION_LEVELS, permissionLevel } from './permission-level';
export { renderCheckIndex, renderCheckPage } from './page';
export { CHECKS } from './registry';
export { roleFacts } from './role-facts';
export { equalInputs } from './equal-inputs';
export { runCatalog, unusedSuppressions } from './run';
export { hasReason } from './suppression';
