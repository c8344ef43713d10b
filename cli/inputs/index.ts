export type { Input, InputOptions } from './input';
export { readInput } from './read-input';
