export type { JudgedArtifact, JudgedProvider, JudgedRole } from './artifact';
export type { BrokenPromise, Cell, Gap, Matrix, MatrixRow } from './matrix';
export { brokenPromises, judgeTable } from './judge-table';
