import type { CompiledValues } from './compiled-values';

/** `bits` tells the family: 32 or 128. */
interface Address {
  readonly bits: 32 | 128;
  readonly address: bigint;
}

/** A range of addresses of one family. */
interface Network extends Address {
  readonly prefix: number;
}

/**
 * `IpAddress` and `NotIpAddress`. Host bits of an IPv4 network are ignored; an IPv6 network that has them never matches. An
 * IPv4-mapped IPv6 address of a request compares as IPv4; a network of the policy keeps the family it is written in. A request
 * value that is not an address never matches, not even negated.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_IPAddress
 */
export function compileIp(values: readonly string[], negated: boolean): CompiledValues {
  const networks: Network[] = [];
  for (const value of values) {
    const network = parseNetwork(value);
    if (network === undefined)
      return { ok: false, reason: `\`${value}\` is not an IP address or CIDR range` };
    networks.push(network);
  }
  return {
    ok: true,
    test: (value) => {
      const address = parseAddress(value);
      return address !== undefined && networks.some((network) => contains(network, address)) !== negated;
    },
  };
}

function contains(network: Network, { bits, address }: Address): boolean {
  if (network.bits !== bits) return false;
  if (bits === 128 && hostBits(network) !== 0n) return false;
  const shift = BigInt(bits - network.prefix);
  return address >> shift === network.address >> shift;
}

function hostBits({ bits, address, prefix }: Network): bigint {
  return address & ((1n << BigInt(bits - prefix)) - 1n);
}

/** Whether a value is an IPv6 range that never matches because its address goes beyond its prefix. */
export function hasHostBits(value: string): boolean {
  const network = parseNetwork(value);
  return network?.bits === 128 && hostBits(network) !== 0n;
}

/** What a rule about addresses asks of an address or a CIDR range. */
export interface NetworkFacts {
  readonly prefix: number;
  /** The address goes beyond the prefix. */
  readonly hasHostBits: boolean;
  /** No address of it is one of the public internet. */
  readonly isPrivate: boolean;
  /** The whole range, written from its first address. */
  readonly range: string;
  /** An address of the range. */
  readonly first: string;
}

/** Ranges that the public internet does not route. @see https://www.iana.org/assignments/iana-ipv4-special-registry/ */
const NOT_PUBLIC: readonly Network[] = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '224.0.0.0/3',
  '::/8',
  'fc00::/7',
  'fe80::/10',
  'ff00::/8',
].flatMap((text) => parseNetwork(text) ?? []);

/** Reads an address or a range; `undefined` for any other text. */
export function readNetwork(text: string): NetworkFacts | undefined {
  const network = parseNetwork(text);
  if (network === undefined) return undefined;
  const { bits, address, prefix } = network;
  const start = { bits, address: address - hostBits(network) };
  const first = addressText(start);
  return {
    prefix,
    hasHostBits: hostBits(network) !== 0n,
    isPrivate: NOT_PUBLIC.some((one) => one.prefix <= prefix && contains(one, start)),
    range: prefix === bits ? first : `${first}/${prefix}`,
    first,
  };
}

/** An address, or a CIDR range; without a length it is one address. IPv6 is written in hexadecimal only. */
function parseNetwork(text: string): Network | undefined {
  const [host = '', length, ...rest] = text.split('/');
  if (rest.length > 0 || (length !== undefined && !/^\+?\d{1,9}$/.test(length))) return undefined;
  const v4 = parseV4(host);
  const address = v4 ?? (host.includes('.') ? undefined : parseV6(host));
  if (address === undefined) return undefined;
  const bits = v4 === undefined ? 128 : 32;
  const prefix = length === undefined ? bits : Number(length);
  return prefix <= bits ? { bits, address, prefix } : undefined;
}

/** The address of a request. */
function parseAddress(text: string): Address | undefined {
  const v4 = parseV4(text);
  if (v4 !== undefined) return { bits: 32, address: v4 };
  const v6 = parseV6(text);
  if (v6 === undefined) return undefined;
  return v6 >> 32n === 0xffffn ? { bits: 32, address: v6 & 0xffffffffn } : { bits: 128, address: v6 };
}

function parseV4(text: string): bigint | undefined {
  if (!/^\d{1,9}(\.\d{1,9}){3}$/.test(text)) return undefined;
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

/** Where the IPv6 addresses that stand for IPv4 ones end. */
const BEHIND_MAPPED = 0x1_0000_0000_0000n;

/**
 * The landmarks of addresses: no address, and one for each set of networks that some address is in. Such a set is reached first
 * where a family begins, where a network begins, or right behind one.
 */
export function ipLandmarks(values: readonly string[]): readonly string[] {
  const networks = values.flatMap((value) => parseNetwork(value) ?? []);
  const edges: Address[] = [
    { bits: 32, address: 0n },
    { bits: 128, address: 0n },
    { bits: 128, address: BEHIND_MAPPED },
    ...networks.flatMap(({ bits, address, prefix }): readonly Address[] => {
      const shift = BigInt(bits - prefix);
      const first = (address >> shift) << shift;
      const behind = first + (1n << shift);
      const next: readonly Address[] = behind >> BigInt(bits) === 0n ? [{ bits, address: behind }] : [];
      return [{ bits, address: first }, ...next];
    }),
  ];
  const found = new Map<string, string>([['', 'x']]);
  for (const edge of edges) {
    const text = addressText(edge);
    const address = parseAddress(text);
    if (address === undefined) continue;
    const inside = networks.map((network) => (contains(network, address) ? 1 : 0));
    const set = inside.join('');
    if (!found.has(`in ${set}`)) found.set(`in ${set}`, text);
  }
  return [...found.values()];
}

function addressText({ bits, address }: Address): string {
  const size = bits === 32 ? 8n : 16n;
  const parts = Array.from({ length: bits / Number(size) }, (_, i) => {
    const part = (address >> (BigInt(bits) - size * BigInt(i + 1))) & ((1n << size) - 1n);
    return part.toString(bits === 32 ? 10 : 16);
  });
  return bits === 32
    ? parts.join('.')
    : parts
        .join(':')
        .replace(/(?:\b0:)*\b0$/, ':')
        .replace(/::+$/, '::');
}
