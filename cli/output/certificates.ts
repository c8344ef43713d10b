import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import type { Proof } from '../../policies/index';
import { systemReason } from '../system-reason';
import type { Terminal } from './terminal';

/** SHA-256 of a string in UTF-8, hexadecimal. */
export function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

/** Longest part of a file's name that is made of words. */
const MAX_WORDS = 80;

/**
 * Writes a certificate for each proof into a folder: all of them, or none. Names are made of what is proved, so that a proof that is run
 * again takes its own file and no other.
 * @returns how many were written
 * @throws RefgateError `ERR_OUTPUT_WRITE` when a proof has no certificate, a name is taken by something else, or the folder cannot be written
 */
export async function writeCertificates(
  folder: string,
  proofs: readonly Proof[],
  { cwd }: Pick<Terminal, 'cwd'>,
): Promise<number> {
  const { RefgateError, certificateText, writeCertificate } = await import('../../policies/index');
  const texts = new Map<string, { readonly text: string; readonly property: string }>();
  for (const { property, verdict, asked } of proofs) {
    if (verdict !== 'proved') continue;
    const written =
      asked === undefined || asked.length === 0
        ? ({ kind: 'unwritten', reason: `no question is recorded for \`${property}\`` } as const)
        : writeCertificate(property, asked, sha256);
    if (written.kind === 'unwritten') {
      throw new RefgateError({
        code: 'ERR_OUTPUT_WRITE',
        message: `there is no certificate for a proof: ${written.reason}`,
        fix: 'name other roles or properties; no certificate was written',
      });
    }
    const text = certificateText(written.file, sha256);
    let name = nameOf(property, 1);
    for (let i = 2; texts.has(name) && texts.get(name)?.text !== text; i += 1) name = nameOf(property, i);
    texts.set(name, { text, property });
  }
  const path = resolve(cwd, folder);
  try {
    mkdirSync(path, { recursive: true });
    for (const [name, { property }] of texts) {
      const found = join(path, name);
      if (existsSync(found) && propertyOf(found) !== property) {
        throw new RefgateError({
          code: 'ERR_OUTPUT_WRITE',
          message: `\`${join(folder, name)}\` already exists, and is not a certificate of \`${property}\``,
          fix: 'move it away, or name another folder',
        });
      }
    }
    writeAll(path, texts);
  } catch (error) {
    if (error instanceof RefgateError) throw error;
    throw new RefgateError({
      code: 'ERR_OUTPUT_WRITE',
      message: `cannot write certificates into \`${folder}\`: ${systemReason(error)}`,
      fix: 'name a folder that can be written',
    });
  }
  return texts.size;
}

/** Every file beside its place first, and then all of them moved there. */
function writeAll(folder: string, texts: ReadonlyMap<string, { readonly text: string }>): void {
  const beside = (name: string): string => join(folder, `.${name}.${process.pid}.tmp`);
  try {
    for (const [name, { text }] of texts) writeFileSync(beside(name), text);
    for (const name of texts.keys()) renameSync(beside(name), join(folder, name));
  } catch (error) {
    for (const name of texts.keys()) rmSync(beside(name), { force: true });
    throw error;
  }
}

/** What a certificate that is there already is of. */
function propertyOf(path: string): string | undefined {
  try {
    return String((JSON.parse(readFileSync(path, 'utf8')) as { readonly property?: unknown }).property);
  } catch {
    return undefined;
  }
}

/** `deploy-admits-no-fork-1a2b3c4d.json`: the same property has the same name; of several with other roles the next has a number. */
function nameOf(property: string, number: number): string {
  const words = property
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, MAX_WORDS)
    .replace(/^-+|-+$/g, '');
  const digest = sha256(property).slice(0, 8);
  return basename(`${words}-${digest}${number === 1 ? '' : `-${number}`}.json`);
}
