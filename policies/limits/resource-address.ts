import { quote } from '../errors';
import type { Fault } from './fault';

export const RESOURCE_ADDRESS_PATTERN = '^[a-z][a-z0-9_]*\\.[A-Za-z_][A-Za-z0-9_-]*$';

/** An address of a resource in the stack's own module. */
export function resourceAddressFault(address: string): Fault | undefined {
  if (new RegExp(RESOURCE_ADDRESS_PATTERN).test(address)) return undefined;
  return {
    code: 'ERR_ACCOUNT',
    message: `${quote(address)} is not an address of a resource`,
    expected: 'type and name, such as `aws_iam_role.deploy`',
    fix: 'copy it from `terraform state list`',
  };
}

/** Moves that Terraform would refuse: from an address to itself, or two for one address. */
export function movesFault(
  moves: readonly { readonly from: string; readonly to: string }[],
): Fault | undefined {
  const fault = (message: string, fix: string): Fault => ({ code: 'ERR_ACCOUNT', message, fix });
  const nowhere = moves.find(({ from, to }) => from === to);
  if (nowhere !== undefined) return fault(`${quote(nowhere.from)} is moved to itself`, 'remove it');
  for (const end of ['from', 'to'] as const) {
    const ends = moves.map((move) => move[end]);
    const twin = ends.find((address, index) => ends.indexOf(address) !== index);
    if (twin !== undefined) {
      return fault(`two moves have ${quote(`${end}: ${twin}`)}`, 'remove one of them');
    }
  }
  return undefined;
}

/** Addresses that are taken over: each once. */
export function adoptedAddressesFault(addresses: readonly string[]): Fault | undefined {
  const twin = addresses.find((one, index) => addresses.indexOf(one) !== index);
  return twin === undefined
    ? undefined
    : { code: 'ERR_ACCOUNT', message: `${quote(twin)} is listed twice`, fix: 'remove one of them' };
}
