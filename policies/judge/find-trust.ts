import type { WrittenArtifact } from '../artifact/index';
import { quote, RefgateError } from '../errors';
import { closest } from '../trust/index';
import { trustsNamed } from './judgement';
import type { ReadTrust } from './read-trust';

/**
 * The role that the user named by key, name or address.
 * @throws RefgateError when there is none, with the nearest one, when more than one is called so, and when its policy is unresolved
 */
export function findTrust<T extends ReadTrust>(
  trusts: readonly T[],
  name: string,
  { artifacts }: { readonly artifacts: readonly WrittenArtifact[] },
): T {
  const found = trustsNamed(trusts, name);
  if (found.length === 1) return found[0] as T;
  const unread = artifacts.flatMap(({ unresolved }) => unresolved);
  const lost = unread.find(
    ({ address, concerns }) =>
      concerns === 'trust' && (address === name || address === name.replace(/\[.*\]$/, '')),
  );
  if (found.length === 0 && lost !== undefined) {
    throw new RefgateError({
      code: 'ERR_UNRESOLVED',
      message: `the trust policy of ${quote(lost.address)} could not be read: ${lost.reason}`,
      position: lost.position,
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
    fix: near === undefined || found.length > 1 ? undefined : `did you mean ${quote(near)}?`,
  });
}

/** Why a role's trust policy cannot be read. */
export function unreadable({ problems = [] }: ReadTrust): RefgateError {
  return new RefgateError(problems);
}
