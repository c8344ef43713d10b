import { createHash, type X509Certificate } from 'node:crypto';
import type { CertificateFacts } from '../../policies/index';

/** Facts of certificates in their order; `signedBy` are places in this list. */
export function certificateFacts(chain: readonly X509Certificate[]): readonly CertificateFacts[] {
  return chain.map((certificate): CertificateFacts => {
    const { asymmetricKeyType, asymmetricKeyDetails } = certificate.publicKey;
    const bits = asymmetricKeyDetails?.modulusLength ?? curveBits(asymmetricKeyDetails?.namedCurve);
    return {
      name: nameIn(certificate.subject),
      issuerName: nameIn(certificate.issuer),
      sha256: digest(certificate, 'sha256'),
      thumbprint: digest(certificate, 'sha1'),
      notBefore: Math.floor(Date.parse(certificate.validFrom) / 1000),
      notAfter: Math.floor(Date.parse(certificate.validTo) / 1000),
      isCa: certificate.ca,
      isSelfSigned: isIssuedBy(certificate, certificate),
      hosts: (certificate.subjectAltName ?? '')
        .split(', ')
        .flatMap((name) => /^(?:DNS|IP Address):(.+)$/.exec(name)?.[1] ?? []),
      keyType: asymmetricKeyType ?? 'unknown',
      keyBits: bits,
      signedBy: chain.flatMap((other, place) => (isIssuedBy(certificate, other) ? [place] : [])),
    };
  });
}

/** Whether the signature of a certificate verifies with the key of another one that has the name of its issuer. */
export function isIssuedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  try {
    return certificate.issuer === issuer.subject && certificate.verify(issuer.publicKey);
  } catch {
    return false;
  }
}

function digest({ raw }: X509Certificate, algorithm: 'sha1' | 'sha256'): string {
  return createHash(algorithm).update(raw).digest('hex');
}

/** The common name, or else the whole name on one line. */
function nameIn(subject: string): string {
  return /^CN=(.+)$/m.exec(subject)?.[1] ?? subject.replaceAll('\n', ', ');
}

const CURVE_BITS: Readonly<Record<string, number>> = { prime256v1: 256, secp384r1: 384, secp521r1: 521 };

function curveBits(curve: string | undefined): number | undefined {
  return curve === undefined ? undefined : CURVE_BITS[curve];
}
