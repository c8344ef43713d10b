export type { BreakGlass, Grant, GrantRule, RefPattern, RequestConditions } from './grant';
export type { RequestCondition } from './request-conditions';
export type { NeverKind, OnlyProjects, ProofObligation } from './obligation';
export type { ToPolicy, ToPolicyOptions } from './to-policy';
export { NEVER_KINDS, PAIR_KINDS } from './obligation';
export { breakGlassInWords } from './break-glass';
export { describeGrant } from './describe-grant';
export { meetingRequest, requestConditions, requestInWords } from './request-conditions';
export { toPolicy } from './to-policy';
