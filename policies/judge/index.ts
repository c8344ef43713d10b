export type { Deviation } from './as-meant';
export type { JudgedArtifact, JudgedProvider, JudgedRole } from './artifact';
export type { BrokenPromise, Cell, Gap, Matrix, MatrixRow } from './matrix';
export { brokenLines, judgeStack } from './judge-stack';
export { brokenPromises, judgeTable } from './judge-table';
