export type { Grant, GrantRule, RefPattern } from './grant';
export type { ToPolicy } from './to-policy';
export { grantProblems, toPolicy } from './to-policy';
