import { issuerHost } from '../context/index';
import type { KnownFacts } from './subject';

/** Whether the text stands for something that only Terraform will know. */
export function isReference(text: string): boolean {
  return text.includes('${');
}

/**
 * Issuers that are somebody else's: those that IAM recognises as shared, and the clusters and directories of the clouds.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc_secure-by-default.html
 */
const OTHERS: readonly RegExp[] = [
  /^([a-z0-9-]+\.)*githubusercontent\.com(\/|$)/,
  /^([a-z0-9-]+\.)*ghe\.com(\/|$)/,
  /^oidc\.eks\.[a-z0-9-]+\.amazonaws\.com/,
  /^([a-z0-9.-]+\.)?s3[.-][a-z0-9.-]*amazonaws\.com\/[a-z0-9]{32}$/,
  /^(cognito-identity\.amazonaws\.com|accounts\.google\.com|www\.amazon\.com|graph\.facebook\.com)$/,
  /^(app\.terraform\.io|agent\.buildkite\.com|oidc\.codefresh\.io|scalr\.io|tokens\.cloud\.shisho\.dev)$/,
  /^(proidc\.upbound\.io|api\.pulumi\.com\/oidc|studio\.datachain\.ai\/api|sandboxes\.cloud)$/,
  /^(sts\.windows\.net|login\.microsoftonline\.com|oidc\.circleci\.com|oidc\.vercel\.com)(\/|$)/,
  /^api\.bitbucket\.org\//,
  /(^|\.)(okta|auth0|oktapreview|openshiftapps)\.com(\/|$)/,
];

/** Whether tokens of this issuer may come from a GitLab. */
export function mayBeGitlab(host: string, { providers }: KnownFacts): boolean {
  if (providers !== undefined && providers.some(({ issuer }) => issuerHost(issuer) === host)) return true;
  if (providers !== undefined && host !== 'gitlab.com' && !host.includes('gitlab')) return false;
  return !OTHERS.some((other) => other.test(host.toLowerCase()));
}
