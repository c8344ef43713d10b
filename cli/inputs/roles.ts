import type { JudgedTrust, ProviderRegistration } from '../../policies/index';
import type { CommandInput } from './command-input';

/**
 * The role that the user named by key, name or address.
 * @throws RefgateError when there is none, with the nearest one, when more than one is called so, and when its policy is unresolved
 */
export async function findTrust(
  trusts: readonly JudgedTrust[],
  name: string,
  { artifacts }: Pick<CommandInput, 'artifacts'>,
): Promise<JudgedTrust> {
  const { closest, quote, RefgateError, trustsNamed } = await import('../../policies/index');
  const found = trustsNamed(trusts, name);
  if (found.length === 1) return found[0] as JudgedTrust;
  const unread = artifacts.flatMap(({ unresolved }) => unresolved);
  const lost = unread.find(
    ({ address, concerns }) =>
      concerns === 'trust' && (address === name || address === name.replace(/\[.*\]$/, '')),
  );
  if (found.length === 0 && lost !== undefined) {
    throw new RefgateError({
      code: 'ERR_UNRESOLVED',
      message: `the trust policy of ${quote(lost.address)} could not be read: ${lost.reason}`,
      ...(lost.position === undefined ? {} : { position: lost.position }),
      fix: 'give what is missing (`--var`, `--var-file`, `--account`), or read a plan or state instead',
    });
  }
  const names = trusts.flatMap(({ key, written }) => [
    key,
    ...(written.name === undefined ? [] : [written.name]),
  ]);
  const keys = trusts.map(({ key }) => key);
  const near = closest(name, names);
  const others = unread.length === 0 ? '' : `; ${unread.length} more could not be read`;
  throw new RefgateError({
    code: 'ERR_REFERENCE',
    message:
      found.length === 0 ? `unknown role ${quote(name)}` : `${found.length} roles are called ${quote(name)}`,
    expected:
      (keys.length === 0
        ? 'an input that holds a role'
        : `one of ${(found.length > 1 ? found.map(({ key }) => key) : keys).slice(0, 10).map(quote).join(', ')}`) +
      others,
    ...(near === undefined || found.length > 1 ? {} : { fix: `did you mean ${quote(near)}?` }),
  });
}

/** Why a role's trust policy cannot be read. */
export async function unreadable({ written }: JudgedTrust): Promise<Error> {
  const { parsePolicy, RefgateError } = await import('../../policies/index');
  const parsed = parsePolicy(written.document);
  return new RefgateError(parsed.ok ? [] : parsed.problems);
}

/**
 * Who vouches for tokens: as declared, as the user says, or as the policy names it; of several the one that the token names.
 * @param options `issuer` as the user says, `iss` as the token has it
 */
export async function providerOf(
  { provider, policy, written }: JudgedTrust,
  commandInput: CommandInput,
  { issuer: said, iss }: { readonly issuer?: string; readonly iss?: unknown },
): Promise<ProviderRegistration> {
  const { parseProviderArn, RefgateError } = await import('../../policies/index');
  if (provider !== undefined) return provider;
  const named = (policy?.statements ?? [])
    .flatMap(({ principal }) => (principal.kind === 'listed' ? principal.federated : []))
    .flatMap((arn) => {
      const read = parseProviderArn(arn);
      return read === undefined ? [] : [{ ...read, url: `https://${read.host}` }];
    });
  const { url, partition, account } = named.find((each) => each.url === (said ?? iss)) ?? named[0] ?? {};
  const issuer = said ?? url ?? (typeof iss === 'string' ? iss : undefined);
  const own = written.account ?? account;
  if (issuer === undefined || own === undefined) {
    throw new RefgateError({
      code: 'ERR_USAGE',
      message:
        named.length === 0
          ? 'the role names no OIDC provider, so no ID token can assume it'
          : 'nothing tells the account of the role',
      expected: 'a `Federated` principal in the trust policy',
      fix: 'to see it explained all the same give `--issuer` and `--account`',
    });
  }
  const clientIds = commandInput.artifacts
    .flatMap(({ providers }) => providers)
    .find((registered) => registered.url === issuer)?.clientIds;
  return {
    issuer,
    account: own,
    ...((written.partition ?? partition) === undefined ? {} : { partition: written.partition ?? partition }),
    ...(clientIds === undefined ? {} : { clientIds }),
  };
}
