export type { ExplainOptions } from './explain';
export type { Explanation } from './explanation';
export type { Change, Fix, Json, Place } from './fix';
export type { DeclaredTrust, ExplainInput, OtherTokens } from './input';
export { applyChanges } from './apply';
export { applyToClaims, applyToPipeline, applyToProvider } from './apply-to-token';
export { explain } from './explain';
export { moveCondition, replaceValue } from './policy-change';
export { pieceText, readSubjectPattern, type PatternPart, type SubjectPattern } from './subject-pattern';
