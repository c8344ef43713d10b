/**
 * Proofs as files: the format, and a small checker that follows a proof without the engine that found it. It imports neither
 * `automata` nor `prove`, reads the policies itself, and says what it takes on trust.
 */
export { FORMAT, FORMAT_VERSION } from './format';
export { checkCertificate } from './check';
export { parseCertificate } from './parse';
export { normal, questionFormula, unreadConditions } from './read-policy';
export { certificateText } from './text';

export type {
  CaseText,
  CertificateFile,
  FormulaText,
  GlobAtom,
  GlobParts,
  KeyText,
  ProofText,
  QuestionText,
  ReadingText,
  RoleText,
  ShapeText,
} from './format';
export type { Checked } from './check';
export type { ConditionText } from './read-policy';
