import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { FormulaText, GlobAtom, GlobParts } from '../../policies/certificate';

/** A question about one text: a Boolean combination of patterns. */
export type GlobQuestion =
  | boolean
  | { readonly glob: GlobParts; readonly negated: boolean }
  | { readonly all: readonly GlobQuestion[] }
  | { readonly any: readonly GlobQuestion[] };

/** A question and the words that are to show that no text satisfies it. */
export interface GlobCertificate {
  readonly question: GlobQuestion;
  readonly words: readonly string[];
}

/** Why the checker that is extracted from Coq cannot be built here; `undefined` when it can. */
export function coqMissing(): string | undefined {
  try {
    execFileSync('coqc', ['--version'], { stdio: 'ignore' });
    return undefined;
  } catch {
    return 'there is no coqc on the PATH';
  }
}

/** Compiles the Coq development and builds the checker. Cost: some seconds. */
export function buildCoqChecker(): { readonly log: string; readonly program: string } {
  const log = execFileSync(process.execPath, [join(__dirname, '../../scripts/coq.mjs')], {
    encoding: 'utf8',
  });
  return { log, program: log.trim().split('\n').at(-1) ?? '' };
}

/** What the checker from Coq says of each certificate. */
export function coqAnswers(program: string, certificates: readonly GlobCertificate[]): readonly boolean[] {
  if (certificates.length === 0) return [];
  const input = certificates.map((one) => `${lineOf(one).join(' ')}\n`).join('');
  const output = execFileSync(program, { input, encoding: 'utf8', maxBuffer: 1 << 28 });
  return output
    .trimEnd()
    .split('\n')
    .map((line) => line === 'accept');
}

function lineOf({ question, words }: GlobCertificate): readonly number[] {
  return [...questionOf(question), words.length, ...words.flatMap((word) => [word.length, ...units(word)])];
}

function questionOf(question: GlobQuestion): readonly number[] {
  if (typeof question === 'boolean') return [question ? 1 : 0];
  if ('glob' in question) {
    const tokens = question.glob.flatMap((part) => (typeof part === 'number' ? [part] : units(part)));
    return [2, question.negated ? 1 : 0, tokens.length, ...tokens];
  }
  const [code, parts] = 'all' in question ? [3, question.all] : [4, question.any];
  const [last, ...others] = parts.toReversed();
  if (last === undefined) return [code === 3 ? 1 : 0];
  return others.reduce<readonly number[]>(
    (rest, part) => [code, ...questionOf(part), ...rest],
    questionOf(last),
  );
}

const units = (text: string): readonly number[] =>
  Array.from({ length: text.length }, (_, i) => text.charCodeAt(i));

/** The question as the small checker takes it, about the key `x`. */
export function formulaOf(question: GlobQuestion): FormulaText {
  if (typeof question === 'boolean') return question;
  if ('glob' in question) {
    const atom: GlobAtom = { key: 'x', matches: question.glob };
    return question.negated ? { not: atom } : atom;
  }
  return 'all' in question ? { all: question.all.map(formulaOf) } : { any: question.any.map(formulaOf) };
}
