import { JsonPositions, parsePolicyText } from '../trust/index';
import { RefgateError } from '../errors';
import type { AccountDefaults } from './terraform/account';
import type { WrittenArtifact } from './terraform/written';

/**
 * Reads a file that is one trust policy and nothing else. It names no role and no account; the caller may know the account.
 * @param file its name, also the address of the policy
 * @throws {RefgateError} `ERR_JSON`: not JSON, or a member that appears twice
 */
export function readBarePolicy(
  text: string,
  file = 'policy',
  { account, partition }: Pick<AccountDefaults, 'account' | 'partition'> = {},
): WrittenArtifact {
  const parsed = parsePolicyText(text, file);
  if (!parsed.ok) throw new RefgateError(parsed.problem);
  const positions = new JsonPositions(text, file);
  const role = {
    address: file,
    account,
    partition,
    document: parsed.value,
    text,
    position: positions.at([]),
    positionAt: (pointer: string) => positions.atPointer(pointer),
    permissions: {
      managed: [],
      inline: [],
      unread: ['a trust policy does not show the permissions of its role'],
    },
  };
  return { roles: [role], providers: [], unresolved: [] };
}
