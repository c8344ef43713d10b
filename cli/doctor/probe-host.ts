import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import type { HostFacts, Observed, TlsFacts, TlsVersion } from '../../policies/index';
import { certificateFacts } from './certificate-facts';
import type { Resolved } from './connect-to';
import { handshake, type Endpoint, type Handshake } from './handshake';
import { missingCertificates } from './missing-certificate';

export interface ProbeOptions {
  /** Roots that AWS is taken to know, in PEM. */
  readonly publicRoots: readonly string[];
  /** Roots of a private authority, as the user gave them. */
  readonly givenRoots: readonly string[];
  readonly timeoutMs: number;
  /** Seconds since 1970. */
  readonly now: () => number;
}

/** A host as it was seen, with the certificates themselves for whoever writes them. */
export interface ProbedHost {
  readonly facts: HostFacts;
  readonly chain: readonly X509Certificate[];
  readonly missing: readonly X509Certificate[];
}

const VERSIONS: readonly TlsVersion[] = ['TLSv1.2', 'TLSv1.3'];
const OLD_VERSIONS: readonly TlsVersion[] = ['TLSv1.1', 'TLSv1'];

/** Looks at the addresses, the TLS versions and the certificates of a host. Never throws. */
export async function probeHost(
  host: string,
  resolved: Extract<Resolved, { ok: true }>,
  options: ProbeOptions,
): Promise<ProbedHost> {
  const { addresses, addressesAre, port } = resolved;
  const refusing: { readonly address: string; readonly reason: string }[] = [];
  let working: { readonly endpoint: Endpoint; readonly first: Handshake } | undefined;
  for (const { address } of addresses) {
    const endpoint = { host, address, port };
    const first = await handshake(endpoint, { timeoutMs: options.timeoutMs, roots: options.publicRoots });
    if (!first.ok && first.layer === 'tcp') refusing.push({ address, reason: first.reason });
    else working ??= { endpoint, first };
  }
  const base = { host, port, addresses, addressesAre, refusing };
  if (working === undefined) {
    const reason = `\`${host}\` cannot be reached from here: ${refusing[0]?.reason ?? 'it has no address'}`;
    return { facts: { ...base, tls: { seen: false, wanted: true, reason } }, chain: [], missing: [] };
  }
  const { tls, chain, missing } = await probeTls(working.endpoint, working.first, options);
  return { facts: { ...base, tls }, chain, missing };
}

async function probeTls(
  endpoint: Endpoint,
  first: Handshake,
  options: ProbeOptions,
): Promise<{ readonly tls: Observed<TlsFacts> } & Pick<ProbedHost, 'chain' | 'missing'>> {
  const { timeoutMs } = options;
  const tried = async (versions: readonly TlsVersion[]) =>
    Promise.all(
      versions.map(async (version) => ({
        version,
        result: await handshake(endpoint, { timeoutMs, version, roots: options.publicRoots }),
      })),
    );
  const modern = await tried(VERSIONS);
  const accepted = modern.some(({ result }) => result.ok)
    ? modern
    : [...modern, ...(await tried(OLD_VERSIONS))];
  const shaken = [first, ...accepted.map(({ result }) => result)].find(
    (result) => result.ok && result.chain.length > 0,
  );
  if (shaken?.ok !== true) {
    const reason = first.ok ? 'its certificates cannot be read' : first.reason;
    return {
      tls: { seen: false, wanted: true, reason: `\`${endpoint.host}\`: no TLS: ${reason}` },
      chain: [],
      missing: [],
    };
  }
  const chain = shaken.chain.map((der) => new X509Certificate(der));
  const leaf = chain[0] as X509Certificate;
  const { trust, trustProblem } = await trustOf(endpoint, shaken, options);
  const missing =
    trust === 'untrusted'
      ? await missingCertificates(await endOf(chain), options.publicRoots, timeoutMs)
      : [];
  const value: TlsFacts = {
    versions: accepted.flatMap(({ version, result }) => (result.ok ? [version] : [])),
    chain: certificateFacts(chain),
    matchesHost:
      (isIP(endpoint.host) === 0 ? leaf.checkHost(endpoint.host) : leaf.checkIP(endpoint.host)) !== undefined,
    trust,
    trustProblem,
    missing: missing.length === 0 ? undefined : certificateFacts(missing),
    now: options.now(),
  };
  return { tls: { seen: true, value }, chain, missing };
}

async function trustOf(
  endpoint: Endpoint,
  { trustProblem }: Extract<Handshake, { ok: true }>,
  { givenRoots, timeoutMs }: ProbeOptions,
): Promise<Pick<TlsFacts, 'trust' | 'trustProblem'>> {
  if (trustProblem === undefined) return { trust: 'public' };
  if (givenRoots.length === 0) return { trust: 'untrusted', trustProblem };
  const again = await handshake(endpoint, { timeoutMs, roots: givenRoots });
  if (again.ok && again.trustProblem === undefined) return { trust: 'given_ca' };
  return { trust: 'untrusted', trustProblem: again.ok ? (again.trustProblem ?? trustProblem) : trustProblem };
}

/** The certificate that the path from the first one ends with. */
async function endOf(chain: readonly X509Certificate[]): Promise<X509Certificate> {
  return (await inOrder(chain)).at(-1) as X509Certificate;
}

/** The certificates of the path from the first one, each signed by the next. */
export async function inOrder(chain: readonly X509Certificate[]): Promise<readonly X509Certificate[]> {
  const { readChain } = await import('../../policies/index');
  return readChain(certificateFacts(chain)).path.map((place) => chain[place] as X509Certificate);
}
