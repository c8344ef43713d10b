import { quote } from '../errors';
import { GITLAB_COM_ISSUER, issuerProblem } from '../context/index';
import type { Fault } from './fault';

export const WEB_ADDRESS_PATTERN = '^https://[^?#]*[^?#/]$';

/**
 * What can be the issuer of a provider. One of the many ways to write GitLab.com is corrected in one step.
 * @see {@link issuerProblem} for what AWS asks of an issuer
 */
export function issuerFault(issuer: string): Fault | undefined {
  const near = issuer
    .replace(/^http:/i, 'https:')
    .replace(/^(https:\/\/[^/]*?)\.*(?::443)?(?=\/|$)/i, '$1')
    .replace(/\/+$/, '');
  return isOtherSpelling(near)
    ? {
        code: 'ERR_ISSUER',
        message: `issuer ${quote(issuer)} is not what GitLab.com puts in its tokens`,
        expected: quote(GITLAB_COM_ISSUER),
        fix: `use ${quote(GITLAB_COM_ISSUER)}`,
      }
    : issuerProblem(issuer);
}

/** AWS compares issuers letter by letter, and only one spelling is GitLab.com. */
function isOtherSpelling(issuer: string): boolean {
  return issuer !== GITLAB_COM_ISSUER && /^https:\/\/(www\.)?gitlab\.com(\/|$)/i.test(issuer);
}

/** A web address needs less than an issuer: AWS never goes there. */
export function webAddressFault(url: string): Fault | undefined {
  const fault = (message: string, fix: string): Fault => ({
    code: 'ERR_ISSUER',
    message: `address ${quote(url)} ${message}`,
    expected: 'an https URL without a trailing slash',
    fix,
  });
  const use = (near: string, otherwise: string): string =>
    webAddressFault(near) === undefined && quote(near) === `\`${near}\`` ? `use ${quote(near)}` : otherwise;
  if (/^http:/i.test(url))
    return fault('is not https', use(url.replace(/^http:/i, 'https:'), 'begin it with `https://`'));
  if (!url.startsWith('https://') || !URL.canParse(url))
    return fault('is not an https URL', 'begin it with `https://`');
  if (/[?#\s]/.test(url))
    return fault('has a query, a fragment or a space', 'write only the address of the instance');
  return url.endsWith('/')
    ? fault('ends in a slash', use(url.replace(/\/+$/, ''), 'remove the slash'))
    : undefined;
}

/** The host that a published issuer is served on: a host name as DNS and certificates write it. */
export function issuerDomainFault(domain: string): Fault | undefined {
  if (/^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/.test(domain)) return undefined;
  return {
    code: 'ERR_ISSUER',
    message:
      'the domain of the distribution must be a host name in lower case, without https:// and without a path',
    got: quote(domain),
    expected: 'a host name such as `oidc.example.com`',
  };
}
