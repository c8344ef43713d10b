export type { Grant, GrantRule, RefPattern } from './grant';
export type { ToPolicy, ToPolicyOptions } from './to-policy';
export { describeGrant } from './describe-grant';
export { grantProblems, toPolicy } from './to-policy';
