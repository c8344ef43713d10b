export { quoteLiteral } from './quoted-string';
export { LITERAL_STYLE, REFERENCE_STYLE, layoutValue, templateStyle } from './expression';
export { indent, layoutArguments, layoutBlock } from './body-layout';
export { blockBodies, isJsonObject } from './json-value';
export { renderHcl, stackTree } from './render-hcl';
export { stackShapes } from './stack-shapes';
export { writeHcl } from './write-hcl';

export type { BlockShape, BlockShapes, NestedNames } from './block-shapes';
export type { JsonObject, JsonValue } from './json-value';
export type { HclOptions } from './render-hcl';
export type { HclComments, WriteOptions } from './write-hcl';
export type { Argument, Block } from './body-layout';
