import { Command, Option } from 'commander';
import type {
  CompiledPolicy,
  Explanation,
  JudgedTrust,
  PipelineDecision,
  Problem,
  ProviderRegistration,
  RawClaims,
} from '../../policies/index';
import { BROKEN, CANNOT_TELL, HOLDS } from '../exit';
import { inputOptions } from '../input-options';
import { payloadOf } from '../jwt';
import type { Outcome } from '../program';
import { findTrust, providerOf, unreadable } from '../roles';
import { readSubject, type Subject, type SubjectOptions } from '../subject';
import type { Terminal } from '../terminal';
import { readText } from '../text-input';

interface Options extends SubjectOptions {
  readonly pipeline?: string;
  readonly claims?: string;
  readonly token?: string;
  readonly tokenEnv?: string;
  readonly issuer?: string;
  readonly now?: string;
  readonly format: 'pretty' | 'json';
  readonly quiet?: boolean;
}

/** `refgate explain`: what happened to one pipeline or token at one role, and what would change it. */
export function explainCommand(terminal: Terminal, outcome: Outcome): Command {
  return inputOptions(new Command('explain'))
    .description('say in plain words why a pipeline or a token can or cannot assume a role')
    .argument('<role>', 'key, name or Terraform address of the role')
    .argument(
      '[input]',
      'where the role is written; default: the declaration and what was synthesized from it',
    )
    .option('--pipeline <yaml>', 'a pipeline as in a row of the table, such as `{project: api, tag: v1.2.3}`')
    .option('--claims <file>', 'the payload of a token, JSON; `-` is standard input')
    .option('--token <file>', 'a signed ID token; `-` is standard input; never printed, never sent anywhere')
    .option('--token-env <name>', 'environment variable that holds the signed ID token')
    .option('--issuer <url>', 'the registered issuer, where neither declaration nor artifact tells')
    .option('--now <seconds>', 'judge the times of the token as of this epoch second')
    .addOption(new Option('--format <format>', 'how to say it').choices(['pretty', 'json']).default('pretty'))
    .option('-q, --quiet', 'print nothing when it can; the exit code says it')
    .addHelpText('after', EXAMPLE)
    .action(async (role: string, input: string | undefined, options: Options) => {
      outcome.code = await explainRole(role, input, options, terminal);
    });
}

async function explainRole(
  name: string,
  input: string | undefined,
  options: Options,
  terminal: Terminal,
): Promise<number> {
  const subject = await readSubject(input, options, terminal);
  const { compilePolicy, explain, judge } = await import('../../policies/index');
  const trust = await findTrust(judge(subject).trusts, name);
  if (trust.policy === undefined) throw await unreadable(trust);
  const provider = await providerOf(trust, subject, options);
  const decisions = await decide(compilePolicy(trust.policy), subject, provider, options, terminal);
  const answers = decisions.map((entry): Answer => ({
    entry,
    explanation: explain(entry.decision, {
      issuer: provider.issuer,
      ...(entry.claims === undefined ? {} : { claims: { ...entry.claims } }),
    }),
  }));
  const code = codeOf(decisions);
  if (options.quiet !== true || code !== HOLDS)
    terminal.out(
      options.format === 'json'
        ? `${JSON.stringify(answers.map(toJson), null, 2)}\n`
        : await pretty(trust, answers),
    );
  return code;
}

function codeOf(decisions: readonly PipelineDecision[]): number {
  const outcomes = new Set(decisions.map(({ decision }) => decision.outcome));
  if (outcomes.has('undetermined') || outcomes.size > 1) return CANNOT_TELL;
  return outcomes.has('allow') ? HOLDS : BROKEN;
}

interface Answer {
  readonly entry: PipelineDecision;
  readonly explanation: Explanation;
}

async function decide(
  compiled: CompiledPolicy,
  subject: Subject,
  provider: ProviderRegistration,
  options: Options,
  terminal: Terminal,
): Promise<readonly PipelineDecision[]> {
  const { judgePipeline, judgeToken, parseTable, RefgateError } = await import('../../policies/index');
  const given = [options.pipeline, options.claims, options.token, options.tokenEnv].filter(
    (value) => value !== undefined,
  );
  if (given.length !== 1) {
    const message =
      given.length === 0 ? 'no pipeline and no token is given' : 'more than one pipeline or token is given';
    throw new RefgateError({
      code: 'ERR_USAGE',
      message,
      expected: 'one of `--pipeline`, `--claims`, `--token`, `--token-env`',
    });
  }
  if (options.pipeline === undefined) {
    const claims = await readClaims(options, terminal);
    const now = options.now === undefined ? undefined : Number(options.now);
    if (now !== undefined && !Number.isFinite(now)) {
      throw new RefgateError({
        code: 'ERR_USAGE',
        message: `\`${options.now}\` is no value of \`--now\``,
        expected: 'seconds since 1970, such as `1767225600`',
      });
    }
    return [{ claims: claims as never, assuming: [], decision: judgeToken(compiled, claims, provider, now) }];
  }
  if (subject.federation === undefined) {
    throw new RefgateError({
      code: 'ERR_USAGE',
      message: 'a pipeline needs a declaration that knows its project',
      fix: 'name one with `--file`, or give `--claims`',
    });
  }
  const bare = !options.pipeline.trim().startsWith('{');
  const pipeline = bare ? `{\n${options.pipeline}\n}` : `\n${options.pipeline}\n`;
  const table = parseTable(`${BEFORE_PIPELINE}${pipeline}}] }`, '--pipeline', subject.federation);
  if (!table.ok) throw new RefgateError(table.problems.map(asTyped));
  return table.rows.flatMap(({ token }) =>
    token.kind === 'pipeline' ? judgePipeline(compiled, token.pipeline, provider) : [],
  );
}

/** What stands in the line above the text of `--pipeline`, to make a table of it. */
const BEFORE_PIPELINE = '{ table: [{ assumes: [], pipeline:';

/** A problem of that table, at the place in what the user typed. */
function asTyped({ position, pointer, ...problem }: Problem): Problem {
  const within = pointer?.startsWith('/table/0/pipeline') ? pointer.slice('/table/0/pipeline'.length) : '';
  return {
    ...problem,
    ...(within === '' ? {} : { pointer: within }),
    ...(position === undefined ? {} : { position: { ...position, line: Math.max(1, position.line - 1) } }),
  };
}

const PAYLOAD = 'give the payload of a token; for a signed one use `--token`';

async function readClaims(options: Options, terminal: Terminal): Promise<RawClaims> {
  const { parseJsonText, quote, RefgateError } = await import('../../policies/index');
  if (options.claims !== undefined) {
    const text = await readText(options.claims, terminal);
    const name = options.claims === '-' ? 'stdin' : options.claims;
    const parsed = parseJsonText(text, name);
    if (!parsed.ok) throw new RefgateError({ ...parsed.problem, fix: PAYLOAD });
    if (typeof parsed.value === 'object' && parsed.value !== null && !Array.isArray(parsed.value))
      return parsed.value as RawClaims;
    throw new RefgateError({
      code: 'ERR_CLAIMS',
      message: `the claims of ${quote(name)} are no JSON object`,
      fix: PAYLOAD,
    });
  }
  if (options.tokenEnv === undefined) return payloadOf(await readText(options.token as string, terminal));
  const token = terminal.env[options.tokenEnv];
  if (token === undefined) {
    throw new RefgateError({
      code: 'ERR_CLAIMS',
      message: `the environment has no \`${options.tokenEnv}\``,
      fix: 'name the variable of the `id_tokens` entry',
    });
  }
  return payloadOf(token);
}

function toJson({ entry, explanation }: Answer): object {
  const { outcome, layer, reason } = entry.decision;
  return { decision: outcome, layer, reason, ...explanation, assuming: entry.assuming };
}

async function pretty({ key, written }: JudgedTrust, answers: readonly Answer[]): Promise<string> {
  const { ASSUMPTIONS } = await import('../../policies/index');
  const blocks = answers.map(({ entry, explanation: { headline, steps, advice } }) =>
    [
      headline,
      ...steps.map((step) => `  ${step}`),
      ...entry.assuming.map((id) => `  assuming: ${ASSUMPTIONS[id].text}`),
      ...(advice.length === 0 ? [] : ['to change it:', ...advice.map((line) => `  - ${line}`)]),
    ].join('\n'),
  );
  const title = key === written.address ? key : `${key} (${written.address})`;
  const note =
    answers.length > 1
      ? `\n${answers.length} tokens are possible: GitLab's public text, or what is declared, leaves this open`
      : '';
  return `${title}${note}\n\n${blocks.join('\n\n')}\n`;
}

const EXAMPLE = `
AWS answers every refusal by a trust policy with the same AccessDenied. This
names the statement that came closest, the condition that failed, what was
compared with what, and what to change. Exit codes: 0 it can, 1 it cannot, 2
could not tell.

Examples:
  $ refgate explain deploy --pipeline '{project: api, tag: main}'
  $ refgate explain deploy --token-env AWS_TOKEN
`;
