import { quote } from '../errors';
import type { Fault } from './fault';

export const THUMBPRINT_PATTERN = '^[0-9A-Fa-f]{40}$';
const MAX_THUMBPRINTS = 5;

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateOpenIDConnectProvider.html */
export function thumbprintFault(thumbprint: string): Fault | undefined {
  if (new RegExp(THUMBPRINT_PATTERN).test(thumbprint)) return undefined;
  const bare = thumbprint.replaceAll(/[\s:]/g, '');
  return {
    code: 'ERR_ACCOUNT',
    message: `${quote(thumbprint)} is not a thumbprint`,
    expected: 'a SHA-1 fingerprint of 40 hexadecimal digits',
    fix: new RegExp(THUMBPRINT_PATTERN).test(bare)
      ? `write ${quote(`"${bare.toLowerCase()}"`)}`
      : 'take the SHA-1 of the certificate, not its SHA-256',
  };
}

export function thumbprintsFault(thumbprints: readonly string[]): Fault | undefined {
  const fault = (message: string, got: string, fix: string): Fault => ({
    code: 'ERR_ACCOUNT',
    message,
    got,
    expected: `1 to ${MAX_THUMBPRINTS}`,
    fix,
  });
  if (thumbprints.length === 0) return fault('the list of thumbprints is empty', 'none', 'remove it');
  if (thumbprints.length <= MAX_THUMBPRINTS) return undefined;
  return fault('a provider has too many thumbprints', `${thumbprints.length}`, 'keep the current ones');
}
