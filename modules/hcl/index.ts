export { renderHcl, stackTree } from './render-hcl';
export { stackShapes } from './stack-shapes';
export { writeHcl } from './write-hcl';

export type { BlockShape, BlockShapes, NestedNames } from './block-shapes';
export type { JsonObject, JsonValue } from './json-value';
export type { HclOptions } from './render-hcl';
export type { HclComments, WriteOptions } from './write-hcl';
