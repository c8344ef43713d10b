import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import type { CommandInput } from './command-input';
import type { Terminal } from '../output/terminal';

/**
 * The declaration as it was at a git revision; `undefined` when git knows no such revision.
 * @throws RefgateError when the revision has no such file, or one that is wrong
 */
export async function subjectAt(
  revision: string,
  file: string,
  terminal: Terminal,
): Promise<CommandInput | undefined> {
  const { declaredArtifact, parseFederation, RefgateError } = await import('../../policies/index');
  if (
    revision.startsWith('-') ||
    (await git(['rev-parse', '--verify', '--quiet', `${revision}^{commit}`], terminal)) === undefined
  )
    return undefined;
  const prefix = ((await git(['rev-parse', '--show-prefix'], terminal)) ?? '').trim();
  const path = file.startsWith('/')
    ? ((await git(['ls-files', '--full-name', resolve(file)], terminal)) ?? '').trim()
    : `${prefix}${file}`;
  const text = await git(['show', `${revision}:${path}`], terminal);
  const name = `${revision}:${file}`;
  if (text === undefined) {
    throw new RefgateError({
      code: 'ERR_INPUT_READ',
      message: `\`${revision}\` has no \`${file}\``,
      fix: 'name the declaration with `--file`',
    });
  }
  const parsed = parseFederation(text, name);
  if (!parsed.ok) throw new RefgateError(parsed.problems);
  return {
    input: { kind: 'declaration', name },
    federation: parsed.federation,
    artifacts: [declaredArtifact(parsed.federation)],
  };
}

/** Branches and tags of the checkout; none outside of one. */
export async function revisions(terminal: Terminal): Promise<readonly string[]> {
  const names = await git(
    ['for-each-ref', '--format=%(refname:short)', 'refs/heads', 'refs/remotes', 'refs/tags'],
    terminal,
  );
  return (names ?? '').split('\n').filter((name) => name !== '');
}

/** What a git command prints; `undefined` when it fails, or there is no git. */
export function git(args: readonly string[], { cwd }: Terminal): Promise<string | undefined> {
  return new Promise((done) => {
    execFile('git', [...args], { cwd, maxBuffer: 1 << 26 }, (error, stdout) =>
      done(error === null ? stdout : undefined),
    );
  });
}
