import type { CertificateFacts, HostFacts, IssuerFacts, TlsFacts } from '../../../policies/index';
import { facts, NOW, type Change } from './sound-issuer';

const CERTIFICATE: CertificateFacts = {
  name: 'gitlab.example.com',
  issuerName: 'An Authority',
  sha256: 'a'.repeat(64),
  thumbprint: 'a'.repeat(40),
  notBefore: NOW - 86_400,
  notAfter: NOW + 30 * 86_400,
  isCa: false,
  isSelfSigned: false,
  hosts: ['gitlab.example.com'],
  keyType: 'ec',
  keyBits: 256,
  signedBy: [],
};

const TLS: TlsFacts = {
  versions: ['TLSv1.2', 'TLSv1.3'],
  chain: [CERTIFICATE],
  matchesHost: true,
  trust: 'public',
  now: NOW,
};

const HOST: HostFacts = {
  host: 'gitlab.example.com',
  port: 443,
  addresses: [{ address: '203.0.113.7', family: 4 }],
  addressesAre: 'resolved',
  refusing: [],
  tls: { seen: true, value: TLS },
};

/** An issuer without a mistake on a host with one. */
export function withHost(
  host: Partial<HostFacts>,
  tls: Partial<TlsFacts> = {},
  change: Change = {},
): IssuerFacts {
  const value = { ...HOST, tls: { seen: true as const, value: { ...TLS, ...tls } }, ...host };
  return { ...facts(change), hosts: { seen: true, value: [value] } };
}

interface BrokenHost {
  readonly note: string;
  readonly host: Partial<HostFacts>;
  readonly tls?: Partial<TlsFacts>;
  readonly providers?: Change['providers'];
  readonly finding: string;
  readonly says: RegExp;
}

const at = (...addresses: readonly string[]): Partial<HostFacts> => ({
  addresses: addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
});

export const BROKEN_HOSTS: readonly BrokenHost[] = [
  { note: '10/8', host: at('10.1.2.3'), finding: 'address-private', says: /resolves to 10\.1\.2\.3 here/ },
  { note: '172.16/12', host: at('172.31.0.1'), finding: 'address-private', says: /172\.31\.0\.1/ },
  { note: 'shared address space', host: at('100.64.0.1'), finding: 'address-private', says: /100\.64\.0\.1/ },
  { note: 'unique local IPv6', host: at('fd00::1'), finding: 'address-private', says: /fd00::1/ },
  { note: 'IPv6 alone', host: at('2001:db8::1'), finding: 'address-ipv6-only', says: /IPv6 addresses only/ },
  {
    note: 'OpenSSL refuses for another reason',
    host: {},
    tls: { trust: 'untrusted', trustProblem: 'CA_MD_TOO_WEAK' },
    finding: 'certificate-refused',
    says: /OpenSSL says CA_MD_TOO_WEAK/,
  },
  {
    note: 'a public authority',
    host: {},
    providers: [{ thumbprints: ['a'.repeat(40)] }],
    finding: 'thumbprint-not-used',
    says: /is of a public authority/,
  },
];
