export type { Check, Example, Finding, Severity } from './check';
export type { CatalogOptions, CatalogResult, Undecided } from './run';
export type { CheckSubject, KnownFacts, KnownProvider, RolePermissions } from './subject';
export type { Suppression } from './suppression';
export { renderCheckIndex, renderCheckPage } from './page';
export { CHECKS } from './registry';
export { roleFacts } from './role-facts';
export { runCatalog, unusedSuppressions } from './run';
export { hasReason } from './suppression';
