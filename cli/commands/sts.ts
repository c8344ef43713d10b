import { rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { Command } from 'commander';
import type { ServedAccounts } from '../../policies/index';
import { readCommandInput, type CommandInputOptions } from '../inputs/command-input';
import { inputOptions } from '../inputs/input-options';
import { CANNOT_TELL, HOLDS, type Outcome } from '../output/exit';
import type { Terminal } from '../output/terminal';
import { writeTo } from '../output/write-output';
import { systemReason } from '../system-reason';

/** Where `refgate sts` listens, and `refgate token` asks, unless told otherwise. */
export const DEFAULT_PORT = 8099;

interface Options extends CommandInputOptions {
  readonly host: string;
  readonly port: string;
  readonly readyFile?: string;
  readonly explain?: boolean;
  readonly quiet?: boolean;
}

/** `refgate sts`: a local server that answers as STS would, by the policies of the input, and mints the tokens of a simulated GitLab. */
export function stsCommand(terminal: Terminal, outcome: Outcome): Command {
  return inputOptions(new Command('sts'))
    .description('serve a local STS and a simulated GitLab issuer, judged by the policies of an input')
    .argument(
      '[inputs...]',
      'where the roles are written; default: the declaration and what was synthesized from it',
    )
    .option(
      '--host <address>',
      'address to listen on; another one than loopback is open to the network',
      '127.0.0.1',
    )
    .option('--port <number>', 'port to listen on; 0 takes a free one', String(DEFAULT_PORT))
    .option('--ready-file <file>', 'write the URL there as JSON once the server listens')
    .option('--explain', 'put the explanation of each answer into the header x-refgate-explanation')
    .option('-q, --quiet', 'print no line for each request')
    .addHelpText('after', EXAMPLE)
    .action(async (inputs: readonly string[], options: Options) => {
      outcome.code = await serve(inputs, options, terminal);
    });
}

async function serve(inputs: readonly string[], options: Options, terminal: Terminal): Promise<number> {
  const port = await portOf(options.port);
  const commandInput = await readCommandInput(inputs, { ...options, forProjects: true }, terminal);
  const { readTrusts, servedAccounts, tableContext } = await import('../../policies/index');
  const trusts = readTrusts(commandInput);
  const accounts = servedAccounts(trusts, commandInput.artifacts);
  const unread = commandInput.artifacts.flatMap(({ unresolved }) => unresolved);
  for (const line of notServed(accounts, unread.length)) terminal.err(`${line}\n`);
  const [{ newIssuerKeys }, { minter }, { startStsServer }] = await Promise.all([
    import('../sts/issuer-keys'),
    import('../sts/mint'),
    import('../sts/server'),
  ]);
  const keys = await newIssuerKeys();
  const issuer = tableContext(commandInput.artifacts, commandInput.federation).instance?.issuer;
  let own = '';
  const mint = await minter(commandInput, keys, () => own);
  const server = await startStsServer({
    host: options.host,
    port,
    accounts,
    issuer,
    keys,
    mint,
    explain: options.explain === true,
    log: (line) => {
      if (options.quiet !== true) terminal.out(`${line}\n`);
    },
  }).catch(async (error: unknown) => {
    const { RefgateError } = await import('../../policies/index');
    throw new RefgateError({
      code: 'ERR_USAGE',
      message: `cannot listen on \`${options.host}:${options.port}\`: ${systemReason(error)}`,
      fix: 'give another `--port`, or `--port 0` for a free one',
    });
  });
  own = server.issuer;
  const ended = interrupted(terminal);
  if (!isLoopback(options.host))
    terminal.err(
      `anyone who reaches ${options.host} can ask this server for tokens and sessions; they are fake\n`,
    );
  terminal.out(
    `listening on ${server.url} as STS and as the issuer ${server.issuer}: ${count(accounts)}; every credential is fake\n`,
  );
  if (options.readyFile !== undefined)
    await writeTo(
      options.readyFile,
      `${JSON.stringify({ url: server.url, issuer: server.issuer, pid: process.pid })}\n`,
      terminal,
    );
  try {
    await ended;
  } finally {
    await server.close();
    if (options.readyFile !== undefined) rmSync(resolve(terminal.cwd, options.readyFile), { force: true });
  }
  return accounts.roles.length > 0 ? HOLDS : CANNOT_TELL;
}

function count({ roles }: ServedAccounts): string {
  return roles.length === 1 ? 'one role' : `${roles.length} roles`;
}

/** What of the input no call can reach. */
function notServed({ notServed: roles }: ServedAccounts, unread: number): readonly string[] {
  return [
    ...roles.map(
      ({ key, written }) =>
        `not served: \`${key}\`: ${written.name === undefined ? 'the role has no name' : 'its account is unknown: give `--account`'}`,
    ),
    ...(unread === 0 ? [] : [`${unread} more could not be read: \`refgate check\` lists them`]),
  ];
}

/** Resolves when the user, or whoever started the server, ends it. */
function interrupted({ onInterrupt }: Terminal): Promise<void> {
  return new Promise((done) => {
    const remove = onInterrupt?.(() => {
      remove?.();
      done();
    });
  });
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host);
}

async function portOf(text: string): Promise<number> {
  if (/^\d{1,5}$/.test(text) && Number(text) < 65_536) return Number(text);
  const { RefgateError } = await import('../../policies/index');
  throw new RefgateError({
    code: 'ERR_USAGE',
    message: `invalid value \`${text}\` of \`--port\``,
    expected: 'a number from 0 to 65535',
  });
}

const EXAMPLE = `
The server answers AssumeRoleWithWebIdentity, AssumeRole and GetCallerIdentity
with the codes and texts of AWS. Each request is one line: what AWS answers,
and why. Its credentials are fake: no AWS service takes them. SIGINT and
SIGTERM end it with exit code 0.

Example:
  $ refgate sts --ready-file sts.json &
  $ export AWS_ENDPOINT_URL_STS=http://127.0.0.1:8099 AWS_REGION=eu-west-1
  $ refgate token --pipeline '{project: api, branch: main}' > token
  $ aws sts assume-role-with-web-identity --role-session-name job-1 \\
      --role-arn arn:aws:iam::111122223333:role/deploy \\
      --web-identity-token file://token
`;
