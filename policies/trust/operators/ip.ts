import type { CompiledValues } from './operator';

/** A range of addresses of one family; `bits` is 32 or 128. */
interface Network {
  readonly bits: 32 | 128;
  readonly address: bigint;
  readonly prefix: number;
}

/**
 * `IpAddress` and `NotIpAddress`. Host bits of an IPv4 network are ignored; an IPv6 network that has them never matches; an
 * IPv4-mapped IPv6 address compares as IPv4.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_IPAddress
 */
export function compileIp(values: readonly string[], negated: boolean): CompiledValues {
  const networks: Network[] = [];
  for (const value of values) {
    const network = parseNetwork(value);
    if (network === undefined) return { ok: false, reason: `\`${value}\` is no IP address or CIDR range` };
    networks.push(network);
  }
  return {
    ok: true,
    test: (value) => {
      const address = value.includes('/') ? undefined : parseNetwork(value);
      return (address !== undefined && networks.some((network) => contains(network, address))) !== negated;
    },
  };
}

function contains(network: Network, { bits, address }: Network): boolean {
  if (network.bits !== bits) return false;
  const shift = BigInt(bits - network.prefix);
  const hostBits = network.address & ((1n << shift) - 1n);
  if (bits === 128 && hostBits !== 0n) return false;
  return address >> shift === network.address >> shift;
}

/** An address, or a CIDR range; without a length it is one address. */
export function parseNetwork(text: string): Network | undefined {
  const [host = '', length, ...rest] = text.split('/');
  if (rest.length > 0 || (length !== undefined && !/^\d{1,3}$/.test(length))) return undefined;
  const v4 = parseV4(host);
  if (v4 !== undefined)
    return bounded({ bits: 32, address: v4, prefix: length === undefined ? 32 : Number(length) });
  const v6 = parseV6(host);
  if (v6 === undefined) return undefined;
  const prefix = length === undefined ? 128 : Number(length);
  if (v6 >> 32n === 0xffffn && prefix >= 96) {
    return bounded({ bits: 32, address: v6 & 0xffffffffn, prefix: prefix - 96 });
  }
  return bounded({ bits: 128, address: v6, prefix });
}

function bounded(network: Network): Network | undefined {
  return network.prefix <= network.bits ? network : undefined;
}

function parseV4(text: string): bigint | undefined {
  if (!/^\d{1,3}(\.\d{1,3}){3}$/.test(text)) return undefined;
  const bytes = text.split('.').map(Number);
  return bytes.some((byte) => byte > 255)
    ? undefined
    : bytes.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
}

function parseV6(text: string): bigint | undefined {
  const tail = /(?<=:)\d{1,3}(?:\.\d{1,3}){3}$/.exec(text)?.[0];
  let groups = text;
  if (tail !== undefined) {
    const v4 = parseV4(tail);
    if (v4 === undefined) return undefined;
    groups = `${text.slice(0, -tail.length)}${(v4 >> 16n).toString(16)}:${(v4 & 0xffffn).toString(16)}`;
  }
  const halves = groups.split('::');
  if (halves.length > 2) return undefined;
  const [left = [], right = []] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const all = [...left, ...right];
  if (all.some((group) => !/^[0-9a-fA-F]{1,4}$/.test(group))) return undefined;
  const missing = 8 - all.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const full = halves.length === 2 ? [...left, ...Array<string>(missing).fill('0'), ...right] : all;
  return full.reduce((sum, group) => (sum << 16n) + BigInt(`0x${group}`), 0n);
}
