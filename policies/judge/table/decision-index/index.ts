export type { OutcomeRow } from './decide-matrix';
export { decideMatrix } from './decide-matrix';
// What rows are read with.
export type { Bitset } from '../../../automata/index';
export { countBits, hasBit } from '../../../automata/index';
