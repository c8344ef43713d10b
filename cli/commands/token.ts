import { Command, Option } from 'commander';
import { CANNOT_TELL, HOLDS, type Outcome } from '../output/exit';
import type { Terminal } from '../output/terminal';
import { systemReason } from '../system-reason';
import { SIGNING_ALGORITHMS } from '../sts/issuer-keys';
import { DEFAULT_PORT } from './sts';

interface Options {
  readonly pipeline?: string;
  readonly claims?: string;
  readonly exact?: boolean;
  readonly alg: string;
  readonly choose?: string;
  readonly server: string;
}

/** `refgate token`: a signed ID token of the simulated GitLab, for scripts. */
export function tokenCommand(terminal: Terminal, outcome: Outcome): Command {
  return new Command('token')
    .description('print a signed ID token of the simulated GitLab of a running `refgate sts`')
    .option('--pipeline <yaml>', 'a pipeline as in a row of the table, such as `{project: api, tag: v1.2.3}`')
    .option(
      '--claims <json>',
      'a payload; `iss`, `iat`, `nbf`, `exp` and `jti` are added where it lacks them',
    )
    .option('--exact', 'add nothing to the payload')
    .addOption(
      new Option('--alg <algorithm>', 'signing algorithm').choices(SIGNING_ALGORITHMS).default('RS256'),
    )
    .option('--choose <number>', 'of several possible tokens the one with this number')
    .option('--server <url>', 'the server', `http://127.0.0.1:${DEFAULT_PORT}`)
    .addHelpText('after', EXAMPLE)
    .action(async (options: Options) => {
      outcome.code = await printToken(options, terminal);
    });
}

interface Minted {
  readonly tokens?: readonly { readonly id_token: string; readonly assuming: readonly string[] }[];
  readonly error?: string;
}

async function printToken(options: Options, terminal: Terminal): Promise<number> {
  const { pipeline, exact, alg, choose } = options;
  const { RefgateError } = await import('../../policies/index');
  const claims = options.claims === undefined ? undefined : await payload(options.claims);
  const { tokens = [], error } = await ask(options.server, { pipeline, claims, exact, alg });
  if (error !== undefined) {
    terminal.err(`${error}\n`);
    return CANNOT_TELL;
  }
  const chosen = choose === undefined && tokens.length === 1 ? tokens[0] : tokens[Number(choose) - 1];
  if (chosen !== undefined) {
    terminal.out(`${chosen.id_token}\n`);
    return HOLDS;
  }
  const list = tokens.map(({ assuming }, place) => `${place + 1}: assuming ${assuming.join(', ')}`);
  throw new RefgateError({
    code: 'ERR_PIPELINE',
    message: `the pipeline can get ${tokens.length} tokens (${list.join('; ')})`,
    got: choose === undefined ? 'no `--choose`' : `\`--choose ${choose}\``,
    expected: `a number from 1 to ${tokens.length}`,
    fix: 'give `--choose`, or complete the pipeline',
  });
}

async function payload(text: string): Promise<unknown> {
  const { parseJsonText, RefgateError } = await import('../../policies/index');
  const parsed = parseJsonText(text, '--claims');
  if (parsed.ok) return parsed.value;
  throw new RefgateError(parsed.problem);
}

const TIMEOUT_MS = 10_000;

async function ask(server: string, body: object): Promise<Minted> {
  const { RefgateError } = await import('../../policies/index');
  try {
    const response = await fetch(new URL('/refgate/token', server), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    return (await response.json()) as Minted;
  } catch (error) {
    const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
    throw new RefgateError({
      code: 'ERR_USAGE',
      message: `no \`refgate sts\` answers at \`${server}\`: ${systemReason(cause)}`,
      fix: 'start one with `refgate sts`, or name it with `--server`',
    });
  }
}

const EXAMPLE = `
The token is signed by a key of the running server: only that server accepts
it. The number of tokens is more than one where GitLab's public text, or what
is declared, leaves a claim open.

Examples:
  $ refgate token --pipeline '{project: api, branch: main}' > token
  $ TOKEN=$(refgate token --claims '{"sub": "x", "aud": "sts.amazonaws.com"}')
`;
