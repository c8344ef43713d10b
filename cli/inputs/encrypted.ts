/** Tools that leave files encrypted in a checkout, by how such a file begins. */
const ENCRYPTED: readonly (readonly [start: RegExp, tool: string, unlock: string])[] = [
  [/^\0GITCRYPT\0/, 'git-crypt', 'run `git-crypt unlock`'],
  [/^\$ANSIBLE_VAULT;/, 'Ansible Vault', 'decrypt it with `ansible-vault decrypt`'],
  [/^age-encryption\.org\/v1|^-----BEGIN AGE ENCRYPTED FILE-----/, 'age', 'decrypt it with `age -d`'],
  [/^-----BEGIN PGP MESSAGE-----/, 'PGP', 'decrypt it with `gpg -d`'],
  [/^\{\s*"data":\s*"ENC\[AES256_GCM,/, 'SOPS', 'decrypt it with `sops -d`'],
  [/^version https:\/\/git-lfs\.github\.com\/spec/, 'Git LFS', 'run `git lfs pull`'],
];

/**
 * Why the bytes of a file are no text: what it is encrypted or stored with, and what to do. Nothing when they may be text.
 * @see https://github.com/AGWA/git-crypt/blob/master/doc/format.md
 * @see https://getsops.io/docs/
 */
export function encryptionOf(bytes: Uint8Array): string | undefined {
  const start = Buffer.from(bytes.subarray(0, 256)).toString('latin1');
  const [, tool, unlock] = ENCRYPTED.find(([shape]) => shape.test(start)) ?? [];
  if (tool === 'Git LFS') return 'it is a pointer of Git LFS; run `git lfs pull`';
  if (tool !== undefined) return `it is encrypted with ${tool}; ${unlock}`;
  if (isSopsDocument(bytes)) return 'it is encrypted with SOPS; decrypt it with `sops -d`';
  return start.includes('\0') ? 'it holds binary data' : undefined;
}

/** SOPS leaves the keys of YAML and JSON as they are, encrypts the values, and adds a member of its own. */
function isSopsDocument(bytes: Uint8Array): boolean {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return text.includes('ENC[AES256_GCM,') && /^\s*["']?sops["']?:/m.test(text.toString('latin1'));
}
