import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { RefgateError } from '../../policies/errors';
import type { HostFacts } from '../../policies/index';

/** Where the user says a host is. */
export interface GivenAddress {
  readonly host: string;
  readonly address: string;
  /** In place of the port of the URL. */
  readonly port?: number;
}

/** Reads `--resolve host:address[:port]`; an IPv6 address is in brackets. @throws RefgateError `ERR_USAGE` */
export function givenAddress(text: string): GivenAddress {
  const found = /^([^:[\]]+):(?:\[([^\]]+)\]|([^:[\]]+))(?::(\d{1,5}))?$/.exec(text);
  const host = found?.[1]?.toLowerCase();
  const address = found?.[2] ?? found?.[3];
  const port = found?.[4] === undefined ? undefined : Number(found[4]);
  if (
    host !== undefined &&
    address !== undefined &&
    isIP(address) !== 0 &&
    (port === undefined || (port > 0 && port < 65_536))
  )
    return { host, address, port };
  throw new RefgateError({
    code: 'ERR_USAGE',
    message: `invalid value \`${text}\` of \`--resolve\``,
    expected:
      '`host:address` or `host:address:port`, such as `gitlab.example.com:10.0.0.5` or `gitlab.example.com:[::1]:8443`',
  });
}

export type Resolved =
  | (Pick<HostFacts, 'addresses' | 'addressesAre'> & { readonly ok: true; readonly port: number })
  | { readonly ok: false; readonly reason: string };

/** The addresses of a host: as the user gave them, or as this machine resolves the name. */
export async function resolveHost(
  host: string,
  port: number,
  given: readonly GivenAddress[],
): Promise<Resolved> {
  const mine = given.filter((each) => each.host === host.toLowerCase());
  if (mine.length > 0) {
    const addresses = mine.map(({ address }) => ({ address, family: familyOf(address) }));
    return { ok: true, addresses, addressesAre: 'given', port: mine[0]?.port ?? port };
  }
  if (isIP(host) !== 0)
    return {
      ok: true,
      addresses: [{ address: host, family: familyOf(host) }],
      addressesAre: 'resolved',
      port,
    };
  try {
    const found = await lookup(host, { all: true, verbatim: true });
    const addresses = [...new Map(found.map((each) => [each.address, each])).values()].map(({ address }) => ({
      address,
      family: familyOf(address),
    }));
    return { ok: true, addresses, addressesAre: 'resolved', port };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why = code === 'ENOTFOUND' ? 'the name does not resolve' : `the name cannot be resolved (${code})`;
    return { ok: false, reason: `\`${host}\`: ${why} on this machine` };
  }
}

const familyOf = (address: string): 4 | 6 => (isIP(address) === 6 ? 6 : 4);
