export type {
  CompiledValues,
  Operator,
  OperatorLanguage,
  OperatorRow,
  Comparison,
  ValueTest,
  BaseOperator,
  OperatorForm,
} from './operators/index';
export type { ParsedPolicy } from './parse';
export type { ParsedPermissions, PermissionPolicy, PermissionStatement } from './parse-permissions';
export type { PatternSyntax, PatternToken, VariableLookup } from './pattern';
export type {
  ActionMatch,
  Condition,
  Policy,
  PolicyDocument,
  Principal,
  Statement,
  StatementDocument,
} from './policy';
export { closest, didYouMean } from './closest';
export { numberText } from './number-text';
export { compileGlob } from './glob';
export { allowsAction } from './allows-action';
export { concernsWebIdentity } from './concerns-web-identity';
export type { OtherCaller } from './other-callers';
export { callerInWords, moreCallers, otherCallers, otherCallersInWords } from './other-callers';
export {
  answerForMissingKey,
  arnParts,
  OPERATOR_NAMES,
  operator,
  operatorOf,
  parseDecimal,
  parseOperator,
  readNetwork,
  WHY_MISSING_KEY_IS_OPEN,
} from './operators/index';
export { escapePointer, parsePolicy } from './parse';
export { parsePermissions } from './parse-permissions';
export { escapeLiteral, escapePattern, isLiteral, literalText, parsePattern, substitute } from './pattern';
export type { ProviderArn } from './provider-arn';
export { parseProviderArn } from './provider-arn';
export { ASSUME_ROLE_ACTION, WEB_IDENTITY_ACTION } from './policy';
export { policySize, TRUST_POLICY_QUOTA } from './quotas';
export { renderPolicy } from './render';
export type { WriteAnswer } from './write/answer';
export { checkWrite } from './write/check-write';
export { countsForProvider } from './write/identity-provider-control';
export type { LineError } from './batch-line';
export { accountId, answerLine, badLine, batchObject, batchPolicy, clientIdsOf } from './batch-line';
export { JsonPositions, TextLines, parseJsonText, parsePolicyText, positionAt } from './json-text';
export { parseRepeatedMembers } from './repeated-members';
