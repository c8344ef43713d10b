export type { TextStyle } from './matrix-text';
export { renderMatrix } from './matrix-text';
