export type { CompiledValues, Operator, OperatorFamily, ValueTest } from './operator';
export type { BaseOperator, OperatorForm } from './table';
export { OPERATOR_NAMES, operator, parseOperator } from './table';
export { arnParts } from './arn';
export { hasHostBits } from './ip';
