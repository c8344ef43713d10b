import { quote } from '../../errors';
import { readChain } from '../chain';
import type { CertificateFacts, IssuerFacts, TlsFacts } from '../facts';
import { documented, inferred, type FindingDefinition, type IssuerMatch } from '../finding';
import { ISSUER_SOURCES } from '../sources';
import { overTls } from './hosts';
import { registered } from './provider';

const RIGHT_ORDER =
  'send the certificate of the host first, then each intermediate, each signed by the next; `--write-chain FILE` writes that file for the server (`ssl_certificate` in nginx)';
const REFUSED = [inferred('could_not_connect'), inferred('no_verification_key')] as const;

/** The certificates as they were sent. */
export const CERTIFICATE_FINDINGS: readonly FindingDefinition[] = [
  {
    id: 'chain-order',
    severity: 'error',
    title: 'the certificates are sent in the wrong order',
    needs: ['hosts'],
    causes: [documented('could_not_connect')],
    fix: RIGHT_ORDER,
    sources: [ISSUER_SOURCES.gitlabTroubleshooting, ISSUER_SOURCES.certificates],
    run: overTls(({ chain }, host) => {
      const { path, isOrdered } = readChain(chain);
      if (isOrdered) return [];
      const names = (places: readonly number[]): string =>
        places.map((place) => quote(chain[place]?.name ?? '')).join(', ');
      return [{ message: `${quote(host)} sends ${names([...chain.keys()])}; the order is ${names(path)}` }];
    }),
  },
  {
    id: 'chain-duplicate',
    severity: 'error',
    title: 'a certificate is sent twice',
    needs: ['hosts'],
    causes: [documented('could_not_connect')],
    fix: RIGHT_ORDER,
    sources: [ISSUER_SOURCES.gitlabTroubleshooting],
    run: overTls(({ chain }, host) =>
      readChain(chain).duplicates.map((place) => ({
        message: `${quote(host)} sends ${quote(chain[place]?.name ?? '')} again as certificate ${place + 1}`,
      })),
    ),
  },
  {
    id: 'chain-extra',
    severity: 'error',
    title: 'a certificate is sent that does not belong to the chain',
    needs: ['hosts'],
    causes: [documented('could_not_connect')],
    fix: RIGHT_ORDER,
    sources: [ISSUER_SOURCES.gitlabTroubleshooting],
    run: overTls(({ chain }, host) => {
      const { extra, path } = readChain(chain);
      return extra.map((place) => {
        const isOtherWay = path.some((member) => chain[member]?.signedBy.includes(place));
        return {
          message: `${quote(host)} sends ${quote(chain[place]?.name ?? '')} as certificate ${place + 1}, which ${isOtherWay ? 'is another way to the root' : 'signed none of the others'}`,
          ...(isOtherWay ? { severity: 'warning' as const } : {}),
        };
      });
    }),
  },
  {
    id: 'chain-incomplete',
    severity: 'error',
    title: 'an intermediate certificate is missing',
    needs: ['hosts'],
    causes: REFUSED,
    fix: RIGHT_ORDER,
    sources: [ISSUER_SOURCES.gitlabTroubleshooting, ISSUER_SOURCES.certificates],
    run: overTls(({ missing = [] }, host) =>
      missing.length === 0
        ? []
        : [
            {
              message: `${quote(host)} does not send ${missing.map(({ name }) => quote(name)).join(', ')}, which leads to a public root`,
            },
          ],
    ),
  },
  {
    id: 'chain-root',
    severity: 'note',
    title: 'the root is sent, too',
    needs: ['hosts'],
    causes: [],
    fix: 'nothing has to be done; clients have the root already',
    sources: [ISSUER_SOURCES.gitlabTroubleshooting, ISSUER_SOURCES.certificates],
    run: overTls(({ chain, trust }, host) => {
      const last = endOf(chain);
      return trust === 'public' && chain.length > 1 && last.isSelfSigned
        ? [{ message: `${quote(host)} sends the root ${quote(last.name)}` }]
        : [];
    }),
  },
  {
    id: 'certificate-issuer-unknown',
    severity: 'unknown',
    title: 'the authority of the certificate is not known',
    needs: ['hosts'],
    causes: [...REFUSED, documented('thumbprint')],
    fix: 'if the authority is your own, give its root with `--ca`; otherwise add the intermediate certificates that came with the certificate',
    sources: [ISSUER_SOURCES.awsCreateGuide, ISSUER_SOURCES.gitlabTroubleshooting],
    run: overTls((tls, host) => {
      if (!isWithoutIssuer(tls)) return [];
      const { name, issuerName } = endOf(tls.chain);
      return [
        {
          message: `${quote(host)}: ${quote(name)} is signed by ${quote(issuerName)}, which is neither sent nor a public root (${tls.trustProblem}): an intermediate is missing, or the authority is private`,
        },
      ];
    }),
  },
  {
    id: 'private-authority',
    severity: 'warning',
    title: 'the certificate is of a private authority',
    needs: ['hosts'],
    causes: [documented('thumbprint')],
    fix: 'register the thumbprint with the provider, or use a certificate of a public authority',
    sources: [ISSUER_SOURCES.awsThumbprint, ISSUER_SOURCES.awsCreate],
    run: overTls((tls, host, facts) => (isPrivateAuthority(tls) ? thumbprintMatches(tls, host, facts) : [])),
  },
  {
    id: 'thumbprint-not-used',
    severity: 'note',
    title: 'thumbprints are registered that AWS does not use',
    needs: ['hosts', 'providers'],
    causes: [],
    fix: 'nothing has to be done; AWS knows the authority of the certificate',
    sources: [ISSUER_SOURCES.awsCreate],
    run: (facts) =>
      overTls(({ trust }) => (trust === 'public' ? [{ message: '' }] : []))(facts).length === 0
        ? []
        : registered(facts).flatMap(({ address, thumbprints = [] }) =>
            thumbprints.length === 0
              ? []
              : [{ message: `${quote(address)} has thumbprints; the certificate is of a public authority` }],
          ),
  },
  ofEach(
    'certificate-expired',
    'a certificate is not valid now',
    'renew it, and let the server load it again',
    ({ name, notBefore, notAfter }, now) =>
      now > notAfter
        ? `${quote(name)} expired on ${day(notAfter)}`
        : now < notBefore
          ? `${quote(name)} is valid from ${day(notBefore)} on`
          : undefined,
  ),
  {
    ...ofEach('certificate-expires', 'a certificate expires soon', 'renew it', ({ name, notAfter }, now) =>
      now <= notAfter && notAfter - now < SOON_SECONDS
        ? `${quote(name)} expires on ${day(notAfter)}`
        : undefined,
    ),
    severity: 'warning',
  },
  {
    ...ofEach(
      'certificate-key-size',
      'the key of a certificate is short',
      'use an RSA key of 2048 bits or more, or an EC key',
      ({ name, keyType, keyBits }) =>
        keyType === 'rsa' && keyBits !== undefined && keyBits < 2048
          ? `${quote(name)} has an RSA key of ${keyBits} bits`
          : undefined,
    ),
    severity: 'unknown',
  },
  {
    id: 'certificate-name',
    severity: 'error',
    title: 'the certificate is not valid for the host',
    needs: ['hosts'],
    causes: REFUSED,
    fix: 'use a certificate with the host among its DNS names; a common name alone does not count',
    sources: ['https://www.rfc-editor.org/rfc/rfc9525#section-6', ISSUER_SOURCES.gitlabTroubleshooting],
    run: overTls(({ matchesHost, chain }, host) =>
      matchesHost
        ? []
        : [
            {
              message: `the certificate is not valid for ${quote(host)}: ${chain[0]?.hosts.map(quote).join(', ') || 'it has no DNS names'}`,
            },
          ],
    ),
  },
  {
    id: 'certificate-refused',
    severity: 'error',
    title: 'the chain does not verify',
    needs: ['hosts'],
    causes: REFUSED,
    fix: RIGHT_ORDER,
    sources: ['https://docs.openssl.org/master/man1/openssl-verification-options/'],
    run: overTls(({ trust, trustProblem }, host) =>
      trust !== 'untrusted' || trustProblem === undefined || EXPLAINED.has(trustProblem)
        ? []
        : [{ message: `${quote(host)}: OpenSSL says ${trustProblem}` }],
    ),
  },
];

const SOON_SECONDS = 14 * 86_400;

/** Codes of OpenSSL that other findings are about. */
const WITHOUT_ISSUER = [
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
];
const SELF_SIGNED = ['SELF_SIGNED_CERT_IN_CHAIN', 'DEPTH_ZERO_SELF_SIGNED_CERT'];
const EXPLAINED = new Set([...WITHOUT_ISSUER, ...SELF_SIGNED, 'CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID']);

function isWithoutIssuer({ trust, trustProblem = '', missing = [], chain }: TlsFacts): boolean {
  return (
    trust === 'untrusted' &&
    WITHOUT_ISSUER.includes(trustProblem) &&
    missing.length === 0 &&
    !endOf(chain).isSelfSigned
  );
}

/** A root that is sent and not public, or one that the user gave. */
function isPrivateAuthority({ trust, trustProblem = '', chain }: TlsFacts): boolean {
  return (
    trust === 'given_ca' ||
    (trust === 'untrusted' &&
      (SELF_SIGNED.includes(trustProblem) ||
        (WITHOUT_ISSUER.includes(trustProblem) && endOf(chain).isSelfSigned)))
  );
}

/** AWS goes by the last certificate that the server sends. */
function thumbprintMatches(tls: TlsFacts, host: string, facts: IssuerFacts): readonly IssuerMatch[] {
  const { thumbprint, name, issuerName } = endOf(tls.chain);
  const message = `${quote(host)}: ${quote(issuerName)} is not a public authority, so AWS goes by the thumbprint`;
  const fix = `register ${quote(thumbprint)} (SHA-1 of ${quote(name)}, the last certificate of the chain) as a thumbprint of the provider`;
  const known = registered(facts).filter(({ thumbprints }) => thumbprints !== undefined);
  if (known.length === 0) return [{ message, fix }];
  return known
    .filter(({ thumbprints = [] }) => !thumbprints.some((each) => each.toLowerCase() === thumbprint))
    .map(({ address, thumbprints = [] }) => ({
      message: `${message}, and ${quote(address)} has ${thumbprints.length === 0 ? 'none' : thumbprints.map(quote).join(', ')}`,
      fix,
      severity: 'error' as const,
    }));
}

function endOf(chain: readonly CertificateFacts[]): CertificateFacts {
  return chain[readChain(chain).path.at(-1) as number] as CertificateFacts;
}

/** A finding about each certificate by itself. */
function ofEach(
  id: string,
  title: string,
  fix: string,
  run: (certificate: CertificateFacts, now: number) => string | undefined,
): FindingDefinition {
  return {
    id,
    severity: 'error',
    title,
    needs: ['hosts'],
    causes: REFUSED,
    fix,
    sources: [ISSUER_SOURCES.gitlabTroubleshooting],
    run: overTls(({ chain, now }, host) => {
      const { duplicates } = readChain(chain);
      return chain.flatMap((certificate, place) => {
        const message = duplicates.includes(place) ? undefined : run(certificate, now);
        return message === undefined ? [] : [{ message: `${quote(host)}: ${message}` }];
      });
    }),
  };
}

const day = (seconds: number): string => new Date(seconds * 1000).toISOString().slice(0, 10);
