export type { ExplainInput } from './explain';
export type { Explanation } from './explanation';
export { explain } from './explain';
