import { createHash } from 'node:crypto';
import {
  certificateText,
  checkCertificate,
  parseCertificate,
  type CertificateFile,
} from '../../policies/certificate';
import { writeCertificate, type Verdict } from '../../policies/prove';

/** SHA-256 of a string in UTF-8, hexadecimal. */
export const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

/** The certificate of a proof, as it is read back from its file; why there is none. */
export function certified(verdict: Verdict): CertificateFile | string {
  if (verdict.verdict !== 'proved' || verdict.asked === undefined) return verdict.reason;
  const written = writeCertificate('it holds', verdict.asked, sha256);
  if (written.kind === 'unwritten') return written.reason;
  return parseCertificate(certificateText(written.file, sha256), 'it.json');
}

/** What the small checker makes of the proof: `valid`, or why not. */
export function followed(verdict: Verdict): string {
  const file = certified(verdict);
  if (typeof file === 'string') return file;
  const checked = checkCertificate(file, sha256);
  return checked.valid ? 'valid' : checked.reason;
}

/** The file with the digests that belong to what is in it now. */
export function withDigests(file: CertificateFile): CertificateFile {
  const questions = file.questions.map((question) => ({
    ...question,
    roles: question.roles.map((role) => ({ ...role, sha256: sha256(JSON.stringify(role.policy)) })),
  }));
  const { sha256: _digest, ...rest } = { ...file, questions };
  const text = certificateText(rest, sha256);
  return JSON.parse(text) as CertificateFile;
}
