export type { Grant, GrantRule, RefPattern } from './grant';
export type { NeverKind, OnlyProjects, ProofObligation } from './obligation';
export type { ToPolicy, ToPolicyOptions } from './to-policy';
export { NEVER_KINDS } from './obligation';
export { describeGrant } from './describe-grant';
export { toPolicy } from './to-policy';
