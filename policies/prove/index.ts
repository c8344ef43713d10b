export type { ProofAnswer } from './batch';
export type { AccessChange, AccessDiff, DiffOptions, RoleDiff } from './diff';
export type {
  FederationProof,
  FederationProofOptions,
  Obligation,
  RoleUnderProof,
} from './federation-proofs';
export type { NeverKind } from './properties/never';
export type { Redundancy } from './properties/statements';
export type { Question, World } from './question';
export type { RoleTrust } from './role-trust';
export type { Budget, CheckableProof } from './search';
export type { ContextExample, Counterexample, TokenExample, Verdict } from './verdict';
export type { AnySubWorld } from './world/any-sub-world';
export type { Assume, Assumptions } from './world/assumptions';
export type { GitlabWorld, GitlabWorldOptions } from './world/gitlab-world';
export type { Run, TokenCase, Who } from './world/token-case';
export { accessSize, COUNTED_LENGTH } from './access-size';
export { ask } from './ask';
export { proveLine } from './batch';
export { declaredProject } from './declared-project';
export { describeAdmitted } from './describe';
export { diffRoles, diffTrust } from './diff';
export { examplesOf } from './examples';
export { proveFederation } from './federation-proofs';
export { withNeeded } from './needed-assumptions';
export { admitsNothing, disjoint, equivalent, implies } from './properties/compare';
export { admitsAllOfGrant, admitsOnlyGrant } from './properties/grant';
export { never, onlyProjects } from './properties/never';
export { onlyProtectedRefs } from './properties/protected-refs';
export { redundancies } from './properties/statements';
export { anySubWorld } from './world/any-sub-world';
export { gitlabWorld, withAssumptions } from './world/gitlab-world';
