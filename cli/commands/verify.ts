import { readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Command, Option } from 'commander';
import type { CertificateFile } from '../../policies/index';
import { BROKEN, CANNOT_TELL, HOLDS, type Outcome } from '../output/exit';
import { sha256 } from '../output/certificates';
import { readText } from '../inputs/text-input';
import { systemReason } from '../system-reason';
import type { Terminal } from '../output/terminal';
import { visibleJson } from '../../policies/report/visible';

interface Options {
  readonly format: 'pretty' | 'json';
  readonly asStated?: boolean;
  readonly quiet?: boolean;
}

/** What became of one file. */
type Verified =
  | {
      readonly file: string;
      readonly verdict: 'valid';
      readonly property: string;
      /** Names of the assumptions that the world is made with. */
      readonly assumptions: readonly string[];
      /** Kinds of tokens of the world. */
      readonly cases: number;
      /** Conditions whose reading is taken on trust. */
      readonly trusted: readonly string[];
    }
  | { readonly file: string; readonly verdict: 'invalid'; readonly property: string; readonly reason: string }
  | { readonly file: string; readonly verdict: 'unreadable'; readonly reason: string };

/** `refgate verify`: certificates of proofs, followed by a checker that shares no code with the prover. */
export function verifyCommand(terminal: Terminal, outcome: Outcome): Command {
  return new Command('verify')
    .description('check certificates of proofs again, with a checker that shares no code with the prover')
    .argument('<files...>', 'certificates, or folders of them; `-` is standard input')
    .option(
      '--as-stated',
      'take the cases of the world from the file, without comparing them with those that this version makes',
    )
    .addOption(new Option('--format <format>', 'output format').choices(['pretty', 'json']).default('pretty'))
    .option('-q, --quiet', 'hide valid certificates')
    .addHelpText('after', EXAMPLE)
    .action(async (files: readonly string[], options: Options) => {
      outcome.code = await verify(files, options, terminal);
    });
}

async function verify(names: readonly string[], options: Options, terminal: Terminal): Promise<number> {
  const files = (await Promise.all(names.map((name) => certificatesIn(name, terminal)))).flat();
  if (files.length === 0) {
    const { RefgateError } = await import('../../policies/index');
    throw new RefgateError({
      code: 'ERR_USAGE',
      message: `there is no certificate in ${names.map((name) => `\`${name}\``).join(', ')}`,
      expected: 'files that end in `.json`',
      fix: 'write them with `refgate prove --certificate`',
    });
  }
  const all: Verified[] = [];
  for (const file of files) all.push(await verifyFile(file, options, terminal));
  const shown = options.quiet === true ? all.filter(({ verdict }) => verdict !== 'valid') : all;
  if (options.format === 'json') terminal.out(`${visibleJson({ version: 1, files: shown }, 2)}\n`);
  else for (const one of shown) terminal.out(`${lineOf(one, terminal)}\n`);
  if (all.some(({ verdict }) => verdict === 'invalid')) return BROKEN;
  return all.every(({ verdict }) => verdict === 'valid') ? HOLDS : CANNOT_TELL;
}

async function certificatesIn(name: string, { cwd }: Terminal): Promise<readonly string[]> {
  const path = resolve(cwd, name);
  try {
    if (name === '-' || !statSync(path).isDirectory()) return [name];
    const entries = readdirSync(path).filter((entry) => entry.endsWith('.json') && !entry.startsWith('.'));
    return entries.toSorted().map((entry) => join(name, entry));
  } catch (error) {
    const { RefgateError } = await import('../../policies/index');
    throw new RefgateError({
      code: 'ERR_INPUT_READ',
      message: `cannot read \`${name}\`: ${systemReason(error)}`,
      fix: 'name a certificate or a folder of certificates',
    });
  }
}

async function verifyFile(file: string, { asStated }: Options, terminal: Terminal): Promise<Verified> {
  const { checkCertificate, parseCertificate, whyNotRestated } = await import('../../policies/index');
  let certificate: CertificateFile;
  try {
    certificate = parseCertificate(await readText(file, terminal), file);
  } catch (error) {
    return { file, verdict: 'unreadable', reason: reasonOf(error) };
  }
  const { property, questions } = certificate;
  const invalid = (reason: string): Verified => ({ file, verdict: 'invalid', property, reason });
  try {
    const checked = checkCertificate(certificate, sha256);
    if (!checked.valid) return invalid(checked.reason);
    const other = asStated === true ? undefined : whyNotRestated(certificate, sha256);
    if (other !== undefined) return invalid(other);
    const names = questions.flatMap(({ world }) => world.assumptions.map(({ id }) => id));
    const { cases, trusted } = checked;
    return { file, verdict: 'valid', property, assumptions: [...new Set(names)], cases, trusted };
  } catch (error) {
    return { file, verdict: 'unreadable', reason: reasonOf(error) };
  }
}

/** A file may be nested more deeply than any that refgate writes. */
function reasonOf(error: unknown): string {
  if (error instanceof RangeError) return 'it is nested too deeply';
  if (error instanceof Error && error.name === 'RefgateError') return error.message;
  throw error;
}

function lineOf(one: Verified, { colors }: Terminal): string {
  const [mark, color] = { valid: ['✓', 32], invalid: ['✗', 31], unreadable: ['?', 33] }[one.verdict] as [
    string,
    number,
  ];
  const head = `${colors ? `\u001b[${color}m${mark}\u001b[39m` : mark} ${one.verdict}: ${one.file}`;
  if (one.verdict === 'unreadable') return `${head}: ${one.reason}`;
  if (one.verdict === 'invalid') return `${head}: ${one.property}: ${one.reason}`;
  const trusted = one.trusted.length === 0 ? '' : `; on trust: ${one.trusted.join(', ')}`;
  return `${head}: ${one.property} (${one.cases} kinds of tokens, ${one.assumptions.length} assumptions${trusted})`;
}

const EXAMPLE = `
A certificate holds a question in words and as data, the policies that were
asked about, the world with its assumptions by name, and the proof. Verify
reads the policies again, follows the proof, and compares the world with the
one that the declared projects and the assumptions make.
Exit codes: 0 all are valid, 1 one is invalid, 2 one could not be read.

Examples:
  $ refgate prove --role deploy --never fork --certificate proofs/
  $ refgate check --certificates proofs/
  $ refgate verify proofs/
  $ refgate verify --format json proofs/deploy-admits-no-fork-*.json
`;
