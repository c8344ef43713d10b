import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { AuditInput, SeenAccounts } from '../../policies/index';
import { progressLine } from '../output/progress';
import { replaceFile } from '../output/replace-file';
import type { Terminal } from '../output/terminal';
import { systemReason } from '../system-reason';

/** How AWS accounts are named and read. */
export interface LiveOptions {
  readonly profile: readonly string[];
  readonly accounts: readonly string[];
  readonly assumeRolePattern?: string;
  readonly externalId?: string;
  readonly region?: string;
  readonly parallel: string;
  /** Folder for the answers. */
  readonly save?: string;
  /** Minutes. */
  readonly maxAge: string;
}

/** The accounts that the user names, in order. @throws RefgateError when they are named wrong */
export async function namedAccounts(options: LiveOptions) {
  const { accountSources } = await import('../../net/index');
  return accountSources({
    profiles: options.profile,
    accounts: options.accounts,
    assumeRolePattern: options.assumeRolePattern,
    externalId: options.externalId,
  });
}

/**
 * Reads accounts through the clients of AWS. With `--save` each answer is a file as soon as it is whole, and an answer that is young enough is
 * not asked for again, so that an interrupted run goes on where it was.
 * @throws RefgateError `ERR_MISSING_PACKAGE`, `ERR_OUTPUT_WRITE`; an account that cannot be read is not an error
 */
export async function readLiveAccounts(
  options: LiveOptions,
  terminal: Terminal,
): Promise<Required<Pick<AuditInput, 'accounts' | 'notRead'>>> {
  const [{ awsPackages, readAccounts }, { readAccountAnswer }] = await Promise.all([
    import('../../net/index'),
    import('../../policies/index'),
  ]);
  const parallel = await numberOf('--parallel', options.parallel, 64);
  const maxAge = await numberOf('--max-age', options.maxAge, 100_000);
  const sources = await namedAccounts(options);
  const folder = options.save === undefined ? undefined : resolve(terminal.cwd, options.save);
  if (folder !== undefined) await writable(folder, options.save ?? '');
  const progress = progressLine(terminal);
  const fileOf = (account: string): string => join(folder ?? '', `${account}.json`);
  try {
    const readings = await readAccounts(sources, await awsPackages(), {
      parallel,
      region: options.region,
      saved: (account) => (folder === undefined ? undefined : youngAnswer(fileOf(account), account, maxAge)),
      save: ({ account, text }) => {
        if (folder !== undefined) replaceFile(fileOf(account), text);
      },
      progress: (done, total) => progress.step({ stage: 'reading account', done, total }),
      now: () => new Date().toISOString(),
    });
    const kept = readings.filter((reading) => 'saved' in reading && reading.saved).length;
    if (kept > 0)
      terminal.err(
        `${kept === 1 ? 'one account' : `${kept} accounts`} taken from ${options.save}, not read again\n`,
      );
    return {
      accounts: readings.flatMap((reading): SeenAccounts[] =>
        'answer' in reading ? [readAccountAnswer(reading.answer.text, reading.answer.account)] : [],
      ),
      notRead: readings.flatMap((reading) =>
        'failed' in reading ? [{ name: reading.source.name, reason: reading.failed }] : [],
      ),
    };
  } finally {
    progress.end();
  }
}

/** A saved answer that is whole, of this account and young enough. */
function youngAnswer(file: string, account: string, maxAge: number): string | undefined {
  try {
    const text = readFileSync(file, 'utf8');
    const { AccountId, ReadAt } = JSON.parse(text) as {
      readonly AccountId?: unknown;
      readonly ReadAt?: unknown;
    };
    const age = (Date.now() - Date.parse(String(ReadAt))) / 60_000;
    return AccountId === account && age >= 0 && age <= maxAge ? text : undefined;
  } catch {
    return undefined;
  }
}

async function writable(folder: string, name: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    const { RefgateError } = await import('../../policies/index');
    throw new RefgateError({
      code: 'ERR_OUTPUT_WRITE',
      message: `cannot write \`${name}\`: ${systemReason(error)}`,
      fix: 'name a folder that can be written',
    });
  }
}

async function numberOf(option: string, text: string, max: number): Promise<number> {
  if (/^[1-9]\d{0,6}$/.test(text) && Number(text) <= max) return Number(text);
  const { RefgateError } = await import('../../policies/index');
  throw new RefgateError({
    code: 'ERR_USAGE',
    message: `invalid value \`${text}\` of \`${option}\``,
    expected: `a number from 1 to ${max}`,
  });
}
