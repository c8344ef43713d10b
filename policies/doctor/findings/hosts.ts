import { quote } from '../../errors';
import type { HostFacts, IssuerFacts, TlsFacts } from '../facts';
import { documented, inferred, type FindingDefinition, type IssuerMatch } from '../finding';
import { ISSUER_SOURCES } from '../sources';

/** Names, addresses and TLS of the hosts. */
export const HOST_FINDINGS: readonly FindingDefinition[] = [
  {
    id: 'host-not-reached',
    severity: 'unknown',
    title: 'a host cannot be reached from here',
    needs: ['hosts'],
    causes: [documented('no_verification_key'), documented('could_not_connect')],
    fix: 'ask from a machine outside of your network; if AWS cannot reach the instance either, publish its two documents elsewhere',
    sources: [ISSUER_SOURCES.gitlabTroubleshooting, ISSUER_SOURCES.gitlabNonPublic],
    run: (facts) => hostsOf(facts).flatMap(({ tls }) => (tls.seen ? [] : [{ message: tls.reason }])),
  },
  {
    id: 'address-private',
    severity: 'unknown',
    title: 'a host has private addresses only',
    needs: ['hosts'],
    causes: [documented('no_verification_key')],
    fix: 'if the name resolves to the same addresses outside of your network, AWS cannot reach it: publish its two documents elsewhere',
    sources: [ISSUER_SOURCES.gitlabTroubleshooting, ISSUER_SOURCES.gitlabNonPublic],
    run: (facts) =>
      hostsOf(facts).flatMap(({ host, addresses, addressesAre }) =>
        addressesAre === 'resolved' &&
        addresses.length > 0 &&
        addresses.every(({ address }) => isPrivate(address))
          ? [
              {
                message: `${quote(host)} resolves to ${addresses.map(({ address }) => address).join(', ')} here`,
              },
            ]
          : [],
      ),
  },
  {
    id: 'address-ipv6-only',
    severity: 'unknown',
    title: 'a host has no IPv4 address',
    needs: ['hosts'],
    causes: [inferred('no_verification_key')],
    fix: 'add an IPv4 address; no public text says that AWS fetches keys over IPv6',
    sources: [ISSUER_SOURCES.gitlabTroubleshooting],
    run: (facts) =>
      hostsOf(facts).flatMap(({ host, addresses, addressesAre }) =>
        addressesAre === 'resolved' && addresses.length > 0 && addresses.every(({ family }) => family === 6)
          ? [{ message: `${quote(host)} has IPv6 addresses only` }]
          : [],
      ),
  },
  {
    id: 'address-refusing',
    severity: 'warning',
    title: 'one of the addresses of a host does not answer',
    needs: ['hosts'],
    causes: [inferred('no_verification_key')],
    fix: 'remove the address from DNS, or let the instance answer on it: AWS chooses which one it asks',
    sources: [ISSUER_SOURCES.gitlabTroubleshooting],
    run: (facts) =>
      hostsOf(facts).flatMap(({ host, refusing, tls }) =>
        tls.seen
          ? refusing.map(({ address, reason }) => ({ message: `${quote(host)} at ${address}: ${reason}` }))
          : [],
      ),
  },
  {
    id: 'tls-version',
    severity: 'error',
    title: 'a server speaks no current version of TLS',
    needs: ['hosts'],
    causes: [inferred('could_not_connect'), inferred('no_verification_key')],
    fix: 'enable TLS 1.2 and 1.3 (`ssl_protocols TLSv1.2 TLSv1.3` in nginx)',
    sources: ['https://www.rfc-editor.org/rfc/rfc8996'],
    run: overTls(({ versions }, host) =>
      versions.some((version) => version === 'TLSv1.2' || version === 'TLSv1.3')
        ? []
        : [{ message: `${quote(host)} speaks ${versions.join(', ')} only` }],
    ),
  },
  {
    id: 'tls-only-1.3',
    severity: 'warning',
    title: 'a server speaks TLS 1.3 only',
    needs: ['hosts'],
    causes: [documented('thumbprint')],
    fix: 'enable TLS 1.2 as well, or register the thumbprint: AWS goes by it where TLS 1.3 is required',
    sources: [ISSUER_SOURCES.awsCreateGuide],
    run: overTls(({ versions }, host) =>
      versions.length === 1 && versions[0] === 'TLSv1.3'
        ? [{ message: `${quote(host)} takes TLS 1.3 only` }]
        : [],
    ),
  },
];

function hostsOf({ hosts }: IssuerFacts): readonly HostFacts[] {
  return hosts.seen ? hosts.value : [];
}

/** Runs over the hosts whose TLS was seen. */
export function overTls(
  run: (tls: TlsFacts, host: string, facts: IssuerFacts) => readonly IssuerMatch[],
): FindingDefinition['run'] {
  return (facts) => hostsOf(facts).flatMap(({ host, tls }) => (tls.seen ? run(tls.value, host, facts) : []));
}

/** @see https://www.iana.org/assignments/iana-ipv4-special-registry and https://www.iana.org/assignments/iana-ipv6-special-registry */
function isPrivate(address: string): boolean {
  return (
    /^(?:10|127|0)\.|^192\.168\.|^169\.254\.|^172\.(?:1[6-9]|2\d|3[01])\.|^100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./.test(
      address,
    ) || /^(?:::1?$|f[cd]|fe[89ab])/i.test(address)
  );
}
