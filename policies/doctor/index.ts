export type { AwsError } from './aws-errors';
export type { Diagnosis, IssuerFinding, NotSeen } from './diagnose';
export type {
  AnswerFacts,
  CertificateFacts,
  DocumentFacts,
  HostFacts,
  IssuerFacts,
  JwksFacts,
  KeyInspection,
  Observed,
  ProviderFacts,
  RequestFacts,
  TlsFacts,
  TlsVersion,
  TokenFacts,
} from './facts';
export type { FindingSeverity } from './finding';
export type { IssuerCopy, PublishedCopy } from './publish';
export { readChain } from './chain';
export { diagnose, PART_NAMES } from './diagnose';
export { ISSUER_FINDINGS } from './registry';
export { publishedCopy } from './publish';
