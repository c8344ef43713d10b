export type { JudgeInput, JudgeProgress } from './judge';
export type { PipelineDecision } from './judge-pipeline';
export type { JudgedTrust } from './judged-trust';
export type { Judgement, Proof, ProofVerdict } from './judgement';
export type { TableFile } from './table/table-file';
export { alsoAdmits } from './also-admits';
export { providerNamed } from './provider-named';
export { gitlabBehind } from './gitlab-behind';
export { demandedAudience, tableContext } from './table/table-file';
export { declaredArtifact } from './declared-artifact';
export { declaredBeside } from './declared-beside';
export { judge } from './judge';
export { findTrust, unreadable } from './find-trust';
export { providerOf } from './provider-of-trust';
export { documentsOf, knownPermissions } from './trust-chains';
export type { ReadTrust } from './read-trust';
export { readings, readTrusts, withIssuers } from './read-trust';
export type { AllTrusts, OpenTrust } from './open-trusts';
export { boundedBy, isOpen, readAllTrusts } from './open-trusts';
export { proveOpen } from './prove-open';
export { judgePipeline } from './judge-pipeline';
export type { JudgedArtifact, JudgedProvider, JudgedRole } from './artifact';
export type {
  BrokenPromise,
  Cell,
  CellResult,
  Deviation,
  Gap,
  Matrix,
  MatrixRow,
  TableRole,
} from './table/matrix';
export type { ProofOptions } from './judge-proofs';
export { judgeProofs } from './judge-proofs';
export { describeForOtherIssuer } from './describe-other-issuer';
export type { OtherTokensQuestion } from './prove-other-issuers';
export { proveOtherIssuers } from './prove-other-issuers';
export { seenFrom, trustedIssuers } from './trusted-issuers';
export { otherIssuerOf } from './other-issuer-proofs';
export { brokenLines, judgeStack } from './judge-stack';
export { brokenPromises, judgeTable } from './table/judge-table';
export type { Coverage, RoleCounts } from './coverage';
export { countRoles, coverageOf, isOfOtherCallers } from './coverage';
export type { FailOn, OverallVerdict, VerdictCounts, VerdictOptions, VerdictWord } from './verdict';
export { verdictOf, VERDICT_WORDS } from './verdict';
export { summarizeJudgement, trustsNamed, PROOF_VERDICTS } from './judgement';
export type { JudgedDiff } from './judged-diff';
export { judgeDiff } from './judge-diff';
export { mayHoldDeclaredRole, mayHoldRoleOfTokens } from './may-be-declared';
export { asNamedLater, type ComparedTrust } from './same-roles';
export { proveBatchLine } from './prove-batch-line';
export { promisingRows } from './table/matrix';
export type { Bitset, OutcomeRow } from './table/decision-index/index';
export { LAYERS, OUTCOMES } from '../evaluate/index';
export type { Layer, Outcome } from '../evaluate/index';
export { CONCERNS } from '../artifact/index';
export type { Concern } from '../artifact/index';
