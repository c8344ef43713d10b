import type { IAMClientConfig } from '@aws-sdk/client-iam';
import type { AccountSource } from './account-source';
import type { AwsPackages } from './aws-packages';
import { readAccount } from './read-account';

/** What an account has, as a file of `--save` holds it and `--account-dump` reads it. */
export interface AccountAnswer {
  /** Twelve digits. */
  readonly account: string;
  /** JSON text. */
  readonly text: string;
}

/** What became of an account. */
export type AccountReading =
  | { readonly source: AccountSource; readonly answer: AccountAnswer; readonly saved: boolean }
  | { readonly source: AccountSource; readonly failed: string };

export interface ReadAccountsOptions {
  /** Accounts that are read at the same time. */
  readonly parallel: number;
  /** Region of the endpoints. @default that of the profile or the environment, else `us-east-1` */
  readonly region?: string;
  /** Milliseconds that a request may take. @default 60000 */
  readonly timeoutMs?: number;
  /** How often a request is tried. @default 8 */
  readonly attempts?: number;
  /** An answer that was saved a short while ago; `undefined`: none. Asked as soon as the number of the account is known. */
  readonly saved: (account: string) => string | undefined;
  /** Is called with each new answer, before the account counts as read. */
  readonly save: (answer: AccountAnswer) => void;
  readonly progress: (done: number, total: number) => void;
  /** ISO 8601, for the answer. */
  readonly now: () => string;
}

const DEFAULT_TIMEOUT_MS = 60_000;
const DEFAULT_ATTEMPTS = 8;

/**
 * Reads accounts, a bounded number at a time, in the order of the sources. One that cannot be read does not stop the others. Only requests of
 * `plannedRequests` are sent; none of them changes anything.
 */
export async function readAccounts(
  sources: readonly AccountSource[],
  packages: AwsPackages,
  options: ReadAccountsOptions,
): Promise<readonly AccountReading[]> {
  const readings: AccountReading[] = [];
  let next = 0;
  let done = 0;
  const worker = async (): Promise<void> => {
    for (let place = next; place < sources.length; place = next) {
      next += 1;
      const source = sources[place] as AccountSource;
      readings[place] = await oneAccount(source, packages, options);
      options.progress((done += 1), sources.length);
    }
  };
  await Promise.all(Array.from({ length: Math.min(options.parallel, sources.length) }, worker));
  return readings;
}

async function oneAccount(
  source: AccountSource,
  packages: AwsPackages,
  options: ReadAccountsOptions,
): Promise<AccountReading> {
  try {
    const known = source.kind === 'role' ? options.saved(source.account) : undefined;
    if (source.kind === 'role' && known !== undefined)
      return { source, answer: { account: source.account, text: known }, saved: true };
    const common = await configOf(source, packages, options);
    const { account, credentials } = await identityOf(source, packages, common);
    const saved = options.saved(account);
    if (saved !== undefined) return { source, answer: { account, text: saved }, saved: true };
    const iam = new packages.iam.IAMClient(credentials === undefined ? common : { ...common, credentials });
    try {
      const answer = { account, text: await readAccount(account, iam, packages, options.now()) };
      options.save(answer);
      return { source, answer, saved: false };
    } finally {
      iam.destroy();
    }
  } catch (error) {
    return { source, failed: reasonOf(error) };
  }
}

/** Throttling and broken connections are tried again by the client, with backoff. */
async function configOf(
  { profile }: AccountSource,
  { iam }: AwsPackages,
  { region, timeoutMs = DEFAULT_TIMEOUT_MS, attempts = DEFAULT_ATTEMPTS }: ReadAccountsOptions,
): Promise<IAMClientConfig> {
  const config: IAMClientConfig = {
    ...(profile === undefined ? {} : { profile }),
    maxAttempts: attempts,
    retryMode: 'adaptive',
    requestHandler: {
      connectionTimeout: Math.min(timeoutMs, 10_000),
      requestTimeout: timeoutMs,
      throwOnRequestTimeout: true,
    },
  };
  if (region !== undefined) return { ...config, region };
  const probe = new iam.IAMClient(config);
  try {
    return { ...config, region: await probe.config.region() };
  } catch {
    return { ...config, region: 'us-east-1' };
  } finally {
    probe.destroy();
  }
}

async function identityOf(
  source: AccountSource,
  { sts }: AwsPackages,
  config: IAMClientConfig,
): Promise<{ readonly account: string; readonly credentials?: IAMClientConfig['credentials'] }> {
  const client = new sts.STSClient(config as ConstructorParameters<typeof sts.STSClient>[0] & object);
  try {
    if (source.kind === 'profile') {
      const { Account } = await client.send(new sts.GetCallerIdentityCommand({}));
      if (Account === undefined || !/^\d{12}$/.test(Account))
        throw new Error('the answer of sts:GetCallerIdentity names no account');
      return { account: Account };
    }
    const { account, roleArn, externalId } = source;
    const { Credentials: given } = await client.send(
      new sts.AssumeRoleCommand({
        RoleArn: roleArn,
        RoleSessionName: 'refgate-audit',
        DurationSeconds: 900,
        ExternalId: externalId,
      }),
    );
    if (given?.AccessKeyId === undefined || given.SecretAccessKey === undefined)
      throw new Error('the answer of sts:AssumeRole has no credentials');
    const { AccessKeyId, SecretAccessKey, SessionToken } = given;
    return {
      account,
      credentials: {
        accessKeyId: AccessKeyId,
        secretAccessKey: SecretAccessKey,
        sessionToken: SessionToken,
      },
    };
  } finally {
    client.destroy();
  }
}

/** The name and the first line of an error; the rest may be a response. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown error';
  const [line = ''] = error.message.split('\n');
  return line.startsWith(error.name) ? line : `${error.name}: ${line}`;
}
