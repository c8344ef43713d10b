import type { JudgedTrust, ProviderRegistration } from '../policies/index';
import type { Subject } from './subject';

/**
 * The role that the user named by key, name or address.
 * @throws RefgateError when there is none, with the nearest key, or more than one
 */
export async function findTrust(trusts: readonly JudgedTrust[], name: string): Promise<JudgedTrust> {
  const { closest, quote, RefgateError } = await import('../policies/index');
  const found = trusts.filter(
    ({ key, written }) => key === name || written.name === name || written.address === name,
  );
  if (found.length === 1) return found[0] as JudgedTrust;
  const keys = trusts.map(({ key }) => key);
  const near = closest(name, keys);
  throw new RefgateError({
    code: 'ERR_REFERENCE',
    message:
      found.length === 0 ? `unknown role ${quote(name)}` : `${found.length} roles are called ${quote(name)}`,
    expected:
      keys.length === 0 ? 'an input that holds a role' : `one of ${keys.slice(0, 10).map(quote).join(', ')}`,
    ...(near === undefined ? {} : { fix: `did you mean ${quote(near)}?` }),
  });
}

/** Why a role's trust policy cannot be read. */
export async function unreadable({ written }: JudgedTrust): Promise<Error> {
  const { parsePolicy, RefgateError } = await import('../policies/index');
  const parsed = parsePolicy(written.document);
  return new RefgateError(parsed.ok ? [] : parsed.problems);
}

/** Who vouches for tokens: as declared, as the artifact registers it, or as the policy names it. */
export async function providerOf(
  { provider, policy, written }: JudgedTrust,
  subject: Subject,
  { issuer }: { readonly issuer?: string },
): Promise<ProviderRegistration> {
  const { RefgateError } = await import('../policies/index');
  if (provider !== undefined) return provider;
  const arns =
    policy?.statements.flatMap(({ principal }) => (principal.kind === 'listed' ? principal.federated : [])) ??
    [];
  const [, partition, account, host] =
    arns
      .map((arn) => /^arn:(aws[a-z-]*):iam::(\d{12}):oidc-provider\/(.+)$/.exec(arn))
      .find((match) => match !== null) ?? [];
  const url = issuer ?? (host === undefined ? undefined : `https://${host}`);
  const own = written.account ?? account;
  if (url === undefined || own === undefined) {
    throw new RefgateError({
      code: 'ERR_USAGE',
      message: 'nothing tells the issuer or the account of the role',
      fix: 'give `--issuer` and `--account`',
    });
  }
  const clientIds = subject.artifacts
    .flatMap(({ providers }) => providers)
    .find((registered) => registered.url === url)?.clientIds;
  return {
    issuer: url,
    account: own,
    ...(partition === undefined ? {} : { partition }),
    ...(clientIds === undefined ? {} : { clientIds }),
  };
}
