import type { CertificateFile, PolicyText } from './format';

/** A function from a text to its SHA-256, hexadecimal: given by the caller, since nothing here may use a library for it. */
export type Sha256 = (text: string) => string;

/** The text that the digest of a file is of. */
export function digestedText({ sha256: _digest, ...rest }: CertificateFile): string {
  return JSON.stringify(rest);
}

/** The text that the digest of a policy is of. */
export function policyText(policy: PolicyText): string {
  return JSON.stringify(policy);
}

/** A certificate as its file has it: with its digest, one line for each entry of a list. */
export function certificateText(file: Omit<CertificateFile, 'sha256'>, sha256: Sha256): string {
  const digest = sha256(JSON.stringify(file));
  const lines = Object.entries({ ...file, sha256: digest }).map(([name, value]) => {
    const listed = Array.isArray(value) && value.length > 0;
    const text = listed
      ? `[\n${value.map((entry) => `    ${JSON.stringify(entry)}`).join(',\n')}\n  ]`
      : JSON.stringify(value);
    return `  ${JSON.stringify(name)}: ${text}`;
  });
  return `{\n${lines.join(',\n')}\n}\n`;
}
