import { X509Certificate } from 'node:crypto';
import { rootCertificates } from 'node:tls';
import { readText } from '../inputs/text-input';
import type { Terminal } from '../output/terminal';

/** The roots of Mozilla, as Node has them. Those that AWS takes are not published; public authorities are in both. */
export function publicRoots(): readonly string[] {
  return rootCertificates;
}

/**
 * The certificates of a PEM file.
 * @throws RefgateError when it holds none, or one that cannot be read
 */
export async function givenRoots(file: string, terminal: Terminal): Promise<readonly string[]> {
  const text = await readText(file, terminal);
  const found = text.match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g) ?? [];
  try {
    if (found.length > 0) return found.map((pem) => new X509Certificate(pem).toString());
  } catch {
    // the error below says it
  }
  const { RefgateError } = await import('../../policies/index');
  throw new RefgateError({
    code: 'ERR_INPUT_READ',
    message: `\`${file}\` holds ${found.length === 0 ? 'no certificate' : 'a certificate that cannot be read'}`,
    expected: 'certificates in PEM, `-----BEGIN CERTIFICATE-----`',
  });
}
