import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { CiLint, Federation } from '../../policies/index';
import { readFederation } from '../inputs/federation-file';
import { repositoryOf } from '../inputs/repository-files';
import { readText } from '../inputs/text-input';
import { BROKEN, CANNOT_TELL, HOLDS } from '../output/exit';
import type { Terminal } from '../output/terminal';
import { visibleJson } from '../../policies/report/visible';

/** Options of `refgate ci --lint`. */
export interface LintOptions {
  readonly file: string;
  /** Whether the user named the declaration. */
  readonly fileNamed?: boolean;
  readonly project?: string;
  /** `NAME=VALUE` each. */
  readonly var?: readonly string[];
  readonly format: 'pretty' | 'json';
  readonly strict?: boolean;
  readonly allowEmpty?: boolean;
  readonly quiet?: boolean;
}

/** One file and what was found in it. */
interface LintedFile extends CiLint {
  readonly file: string;
}

/**
 * Lints CI files against the declaration and prints what is found.
 * @returns 1 where something is wrong, 2 where something cannot be determined or no job asks for a token, else 0
 * @throws RefgateError where a file or the declaration cannot be read
 */
export async function lintFiles(
  names: readonly string[],
  options: LintOptions,
  terminal: Terminal,
): Promise<number> {
  const { lintCi } = await import('../../policies/index');
  const federation = await declaration(options, terminal);
  const variables = await variablesOf(options.var ?? []);
  const results: LintedFile[] = [];
  for (const name of names) {
    const text = await readText(name, terminal);
    const file = name === '-' ? 'stdin' : name;
    const repository = name === '-' ? {} : repositoryOf(name, terminal.cwd);
    const lint = lintCi(text, {
      file,
      ...repository,
      variables,
      federation,
      project: options.project,
    });
    results.push({ file, ...lint });
  }
  const codes = results.map((result) => codeOf(result, options));
  const code = codes.includes(BROKEN) ? BROKEN : codes.includes(CANNOT_TELL) ? CANNOT_TELL : HOLDS;
  if (options.format === 'json') terminal.out(`${visibleJson(results, 2)}\n`);
  else if (options.quiet !== true || code !== HOLDS)
    for (const result of results) terminal.out(await pretty(result, options));
  return code;
}

async function declaration(options: LintOptions, terminal: Terminal): Promise<Federation | undefined> {
  const path = resolve(terminal.cwd, options.file);
  if (options.fileNamed !== true && !existsSync(path)) return undefined;
  return readFederation(path, options.file);
}

async function variablesOf(given: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const { RefgateError } = await import('../../policies/index');
  return new Map(
    given.map((text) => {
      const [, name, value] = /^([A-Za-z_]\w*)=(.*)$/s.exec(text) ?? [];
      if (name === undefined || value === undefined)
        throw new RefgateError({
          code: 'ERR_USAGE',
          message: 'invalid `--var`',
          expected: '`NAME=VALUE`, a CI/CD variable of the project',
        });
      return [name, value];
    }),
  );
}

function codeOf({ findings, open, counts }: LintedFile, { strict, allowEmpty }: LintOptions): number {
  if (findings.some(({ severity }) => severity === 'error' || strict === true)) return BROKEN;
  if (open.length > 0 || (counts.askingAws === 0 && allowEmpty !== true)) return CANNOT_TELL;
  return HOLDS;
}

async function pretty(
  { file, findings, open, counts }: LintedFile,
  { allowEmpty }: LintOptions,
): Promise<string> {
  const { formatPosition } = await import('../../policies/index');
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  const empty = counts.askingAws === 0 && allowEmpty !== true;
  const summary = [
    `${counts.jobs} ${counts.jobs === 1 ? 'job' : 'jobs'}, ${counts.askingAws} with a token for AWS`,
    `${errors} ${errors === 1 ? 'error' : 'errors'}`,
    `${findings.length - errors} ${findings.length - errors === 1 ? 'warning' : 'warnings'}`,
    `${open.length} undetermined`,
  ].join(', ');
  return [
    ...findings.map(
      ({ position, severity, rule, message, fix }) =>
        `${formatPosition(position)}: ${severity} ${rule}: ${message}; ${fix}`,
    ),
    ...open.map(
      ({ position, message, fix }) => `${formatPosition(position)}: cannot determine: ${message}; ${fix}`,
    ),
    `${file}: ${summary}`,
    ...(empty
      ? ['no job asks AWS for credentials: nothing was judged; `--allow-empty` passes such a file']
      : []),
    '',
  ].join('\n');
}
