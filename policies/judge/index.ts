export type { Deviation } from './as-meant';
export type { JudgeInput } from './judge';
export type { JudgedTrust, Judgement, Proof } from './judgement';
export { promisingRows } from './as-meant';
export { judge } from './judge';
export type { JudgedArtifact, JudgedProvider, JudgedRole } from './artifact';
export type { BrokenPromise, Cell, Gap, Matrix, MatrixRow } from './matrix';
export { brokenLines, judgeStack } from './judge-stack';
export { brokenPromises, judgeTable } from './judge-table';
