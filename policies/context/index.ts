export type { RawClaims } from './claims';
export type { ProviderRegistration, RequestContext, StsAnswer, StsRequest } from './sts-request';
export { GITLAB_COM_ISSUER, isGitlabCom } from './gitlab-com';
export { issuerHost, issuerProblem } from './provider-url';
export type { GitlabComKey } from './condition-keys';
export { claimKeysOf, EVERY_ISSUER_KEYS, GITLAB_COM_KEYS } from './condition-keys';
export { hasShape } from './host-shape';
export { providerArn, stsRequest } from './sts-request';
