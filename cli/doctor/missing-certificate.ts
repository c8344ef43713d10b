import { X509Certificate } from 'node:crypto';
import { get as getHttp } from 'node:http';
import { get as getHttps } from 'node:https';
import { isIssuedBy } from './certificate-facts';

/** More than an authority puts above a server. */
const MAX_STEPS = 4;
const MAX_BYTES = 65_536;

/**
 * The certificates that a server should send and does not: each certificate names where its issuer's is. Empty where they do not lead
 * to one of the roots.
 * @see https://www.rfc-editor.org/rfc/rfc5280#section-4.2.2.1
 */
export async function missingCertificates(
  last: X509Certificate,
  roots: readonly string[],
  timeoutMs: number,
): Promise<readonly X509Certificate[]> {
  const trusted = roots.map((pem) => new X509Certificate(pem));
  const missing: X509Certificate[] = [];
  for (let current = last; missing.length < MAX_STEPS;) {
    if (missing.length > 0 && trusted.some((root) => isIssuedBy(current, root))) return missing;
    const url = /CA Issuers - URI:(https?:\/\/\S+)/.exec(current.infoAccess ?? '')?.[1];
    const issuer = url === undefined ? undefined : await fetchCertificate(url, timeoutMs);
    if (issuer === undefined || !isIssuedBy(current, issuer) || isIssuedBy(issuer, issuer)) return [];
    missing.push(issuer);
    current = issuer;
  }
  return [];
}

function fetchCertificate(url: string, timeoutMs: number): Promise<X509Certificate | undefined> {
  return new Promise((resolve) => {
    const get = url.startsWith('https:') ? getHttps : getHttp;
    const request = get(url, { timeout: timeoutMs, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      let size = 0;
      response.on('data', (chunk: Buffer) => {
        size += chunk.length;
        chunks.push(chunk);
        if (size > MAX_BYTES) request.destroy(new Error('too large'));
      });
      response.on('end', () => resolve(parsed(Buffer.concat(chunks))));
      response.on('error', () => resolve(undefined));
    });
    request.on('timeout', () => request.destroy(new Error('timeout')));
    request.on('error', () => resolve(undefined));
  });
}

function parsed(bytes: Buffer): X509Certificate | undefined {
  try {
    return new X509Certificate(bytes);
  } catch {
    return undefined;
  }
}
