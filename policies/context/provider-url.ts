import type { Problem } from '../errors';
import { quote } from '../errors';

/**
 * The rules for an issuer URL that can be registered as an IAM OIDC provider: `https`, no query, no fragment, no credentials,
 * no port but 443, no trailing slash (`https://host/p` and `https://host/p/` are two different providers).
 * @returns the problem, or `undefined` when the URL is fine
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateOpenIDConnectProvider.html
 */
export function issuerProblem(issuer: string): Problem | undefined {
  const problem = (message: string, fix: string): Problem => ({
    code: 'ERR_ISSUER',
    message: `issuer ${quote(issuer)} ${message}`,
    expected: 'an https URL without query, fragment, port or trailing slash, such as `https://gitlab.com`',
    fix,
  });
  const use = (near: string, otherwise: string): string =>
    near !== issuer && issuerProblem(near) === undefined && quote(near) === `\`${near}\``
      ? `use ${quote(near)}`
      : otherwise;
  if (/^http:/i.test(issuer))
    return problem(
      'is not https',
      use(issuer.replace(/^http:/i, 'https:').replace(/\/+$/, ''), 'begin it with `https://`'),
    );
  if (!issuer.startsWith('https://'))
    return problem('does not begin with `https://`', 'write the scheme in lower case: `https://…`');
  let url: URL;
  try {
    url = new URL(issuer);
  } catch {
    return problem('is not a URL', 'write the address that the browser shows for the instance');
  }
  if (issuer.includes('?')) return problem('has a query', 'AWS refuses it: remove everything from the `?`');
  if (issuer.includes('#'))
    return problem('has a fragment', 'AWS refuses it: remove everything from the `#`');
  if (url.username !== '' || url.password !== '')
    return problem('has credentials', 'remove everything before the `@`');
  const authority = /^https:\/\/([^/]*)/.exec(issuer)?.[1] ?? '';
  if (/:\d*$/.test(authority) && !authority.endsWith(':443')) {
    return problem(
      'has a port',
      'AWS reaches an issuer on port 443 only: publish the keys there and set `issuer` to that address',
    );
  }
  if (authority.endsWith(':443'))
    return problem('names port 443', `AWS strips it: ${use(issuer.replace(':443', ''), 'remove `:443`')}`);
  if (issuer.endsWith('/'))
    return problem('ends in a slash', use(issuer.replace(/\/+$/, ''), 'remove the slash'));
  if (/^[A-Za-z0-9.-]+\.$/.test(authority))
    return problem(
      'has a host that ends in `.`',
      use(issuer.replace(authority, authority.replace(/\.+$/, '')), 'remove the `.`'),
    );
  if (!/^[A-Za-z0-9.-]+$/.test(authority))
    return problem('has a host that AWS will not take', 'use letters, digits, `.` and `-`');
  if (/[\s"\\<>^`{|}]|[^\u0021-\u007e]/.test(issuer)) {
    return problem('has characters that no URL may have', 'percent-encode them');
  }
  if (issuer.length > 255) return problem('is longer than 255 characters', 'AWS refuses it');
  return undefined;
}

/**
 * Why IAM has no provider of this URL, whatever the account; `undefined` when it may have one. Laxer than `issuerProblem`, which is
 * for what refgate generates: a trailing slash and port 443 can be registered.
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateOpenIDConnectProvider.html
 */
export function unregistrableIssuer(issuer: string): string | undefined {
  const refused = (why: string): string => `AWS registers no provider for ${quote(issuer)}: ${why}`;
  if (!/^https:\/\/[^/?#\s]/.test(issuer)) return refused('an issuer must begin with https://');
  if (/[?#]/.test(issuer)) return refused('an issuer has neither query nor fragment');
  if (/^[^/]*:\d+(?:\/|$)/.test(issuerHost(issuer))) return refused('an issuer has no port but 443');
  return undefined;
}

/**
 * The issuer without its scheme: the suffix of the provider's ARN and the prefix of every condition key of that provider.
 * A `:443` is stripped as IAM does; nothing else changes, neither case nor a trailing slash.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html
 */
export function issuerHost(issuer: string): string {
  const before = hosts.get(issuer);
  if (before !== undefined) return before;
  const host = issuer.replace(/^https:\/\//, '').replace(/^([^/]*):443(?=\/|$)/, '$1');
  if (hosts.size >= MAX_ISSUERS) hosts.clear();
  hosts.set(issuer, host);
  return host;
}

/** The issuers that were asked about: few, each of them by every role. */
const hosts = new Map<string, string>();
const MAX_ISSUERS = 256;
