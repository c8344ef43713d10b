export type { OperatorLanguage } from './language';
export type { Comparison } from './numeric';
export type { CompiledValues, ValueTest } from './compiled-values';
export type { Operator, OperatorRow } from './operator';
export type { BaseOperator, OperatorForm } from './table';
export { answerForMissingKey, WHY_MISSING_KEY_IS_OPEN } from './missing-key';
export { OPERATOR_NAMES, operator, operatorOf, parseOperator } from './table';
export { arnParts } from './arn';
export { hasHostBits, readNetwork } from './ip';
