export type { KnownIssuers, TrustedIssuer } from './identify';
export type { IdentityLevel, Issuer, Openness, SubjectCase, SubjectField } from './issuer';
export type { FixedFields } from './openness';
export { isGitlab, issuerOf } from './identify';
export { fixedBy, opennessOf } from './openness';
export { ISSUERS } from './registry';
