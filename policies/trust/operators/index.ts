export type { CompiledValues, Operator, OperatorFamily, ValueTest } from './operator';
export type { BaseOperator, OperatorForm } from './table';
export { answerForMissingKey, WHY_MISSING_KEY_IS_OPEN } from './missing-key';
export { OPERATOR_NAMES, operator, parseOperator } from './table';
export { arnParts } from './arn';
export { hasHostBits } from './ip';
