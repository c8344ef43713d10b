import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { Command, Option } from 'commander';
import type {
  CompiledPolicy,
  Explanation,
  ReadTrust,
  StsCall,
  Pipeline,
  PipelineDecision,
  ProviderRegistration,
} from '../../policies/index';
import { RefgateError } from '../../policies/errors';
import { BROKEN, CANNOT_TELL, HOLDS, type Outcome } from '../output/exit';
import { explainError } from './explain-error';
import { inputOptions } from '../inputs/input-options';
import { epochSeconds } from '../inputs/epoch-seconds';
import { parsePipelineOption } from '../inputs/pipeline-option';
import { readRequestKeys } from '../inputs/request-keys';
import { readCommandInput, type CommandInput, type CommandInputOptions } from '../inputs/command-input';
import type { Terminal } from '../output/terminal';
import { betweenBounds, throughChain, waysIn, type ExplainedDecision, type WayIn } from './ways-in';
import { readAskedToken, type AskedOptions, type AskedToken } from '../inputs/asked-token';
import { visibleJson } from '../../policies/report/visible';

interface Options extends CommandInputOptions, AskedOptions {
  readonly error?: string;
  readonly issuer?: string;
  readonly now?: string;
  readonly context?: string;
  /** What is known of the request: `context`, read. */
  readonly call?: StsCall;
  readonly format: 'pretty' | 'json';
  readonly quiet?: boolean;
}

/** `refgate explain`: what happened to one pipeline or token at one role, and what would change it. */
export function explainCommand(terminal: Terminal, outcome: Outcome): Command {
  return inputOptions(new Command('explain'))
    .description('say in plain words why a pipeline or a token can or cannot assume a role')
    .argument('[role]', 'key, name or Terraform address of the role; alone, also a file that holds one role')
    .argument(
      '[inputs...]',
      'where the role is written; default: the declaration and what was synthesized from it',
    )
    .option('--error <text>', 'instead of a role: say what an error message means; `-` is standard input')
    .option('--pipeline <yaml>', 'a pipeline as in a row of the table, such as `{project: api, tag: v1.2.3}`')
    .option('--claims <json|file>', 'the payload of a token: JSON, or a file of it; `-` is standard input')
    .option('--token <file>', 'a signed ID token; `-` is standard input; never printed, never sent anywhere')
    .option('--token-env <name>', 'environment variable that holds the signed ID token')
    .option('--issuer <url>', 'the registered issuer, where neither declaration nor artifact tells')
    .option(
      '--context <json|file>',
      'condition keys of the request beside the token, such as `{"aws:SourceIp": "203.0.113.7"}`; `null`: it has none',
    )
    .option('--now <seconds>', 'judge the times of the token as of this epoch second')
    .addOption(new Option('--format <format>', 'how to say it').choices(['pretty', 'json']).default('pretty'))
    .option('-q, --quiet', 'print nothing when it can; the exit code says it')
    .addHelpText('after', EXAMPLE)
    .action(async (role: string | undefined, inputs: readonly string[], options: Options) => {
      if (options.error !== undefined) {
        outcome.code = await explainError(options.error, terminal);
        return;
      }
      if (role === undefined)
        throw new RefgateError({
          code: 'ERR_USAGE',
          message: 'missing role',
          expected: 'a role with `--pipeline`, `--claims` or `--token`, or an error message with `--error`',
        });
      outcome.code = await explainRole(role, inputs, options, terminal);
    });
}

async function explainRole(
  role: string,
  given: readonly string[],
  said: Options,
  terminal: Terminal,
): Promise<number> {
  const call =
    said.context === undefined ? undefined : { keys: await readRequestKeys(said.context, terminal) };
  const options = { ...said, call };
  const { inputs, name } = inputsAndRole(role, given, options, terminal);
  const asked = await readAskedToken(options, terminal);
  const commandInput = await readCommandInput(
    inputs,
    { ...options, forProjects: asked.kind === 'pipeline' },
    terminal,
  );
  const { boundedBy, closest, findTrust, isOfOtherCallers, readAllTrusts, unreadable } =
    await import('../../policies/index');
  const { trusts, ofOtherCallers } = readAllTrusts(commandInput);
  // a policy alone has no name: whatever role name the user gives it, it is the one, unless it is a slip in the file's name
  const isNameless =
    commandInput.input.kind === 'policy' &&
    /^[\w+=,.@-]{1,64}$/.test(role) &&
    closest(role, [trusts[0]?.key ?? '']) === undefined;
  const trust =
    trusts.length === 1 && ofOtherCallers.length === 0 && (name === undefined || isNameless)
      ? (trusts[0] as ReadTrust)
      : findTrust(trusts, name ?? role, commandInput);
  const most = boundedBy(trust, 'atMost');
  if (most.policy === undefined) throw unreadable(trust);
  const ways: (readonly Answer[])[] = [];
  for (const way of waysIn(trust, !isOfOtherCallers(most), trusts))
    ways.push(await answersAt(way, commandInput, asked, options));
  const { code, shown } = bestOf(ways);
  if (options.quiet !== true || code !== HOLDS)
    terminal.out(
      options.format === 'json'
        ? `${visibleJson(shown.flat().map(toJson), 2)}\n`
        : await pretty(trust, shown),
    );
  return code;
}

/** One way in is enough; where there is none, every way is shown. */
function bestOf(ways: readonly (readonly Answer[])[]): {
  readonly code: number;
  readonly shown: readonly (readonly Answer[])[];
} {
  const codes = ways.map((answers) => codeOf(answers.map(({ entry }) => entry)));
  for (const code of [HOLDS, CANNOT_TELL]) {
    const shown = ways.filter((_, place) => codes[place] === code);
    if (shown.length > 0) return { code, shown: code === HOLDS ? shown.slice(0, 1) : shown };
  }
  return { code: BROKEN, shown: ways };
}

/** What is said of each token where it arrives. */
async function answersAt(
  { trust, reached }: WayIn,
  commandInput: CommandInput,
  asked: AskedToken,
  options: Options,
): Promise<readonly Answer[]> {
  const { boundedBy, isOpen, providerOf } = await import('../../policies/index');
  const iss = asked.kind === 'token' ? asked.claims.iss : undefined;
  const provider = providerOf(boundedBy(trust, 'atMost'), commandInput, { ...options, iss });
  const explained = (bound: 'atMost' | 'atLeast', fixes: boolean): Promise<readonly Answer[]> =>
    explainedBy(boundedBy(trust, bound), provider, commandInput, asked, {
      ...options,
      fixes,
      storing: !isOpen(trust),
    });
  let answers = await explained('atMost', reached === undefined && !isOpen(trust));
  if (isOpen(trust)) {
    const least = await explained('atLeast', false);
    answers = answers.map((answer, token) => {
      // one answer may stand for every token
      const low = least.length === 1 ? least[0] : least[token];
      const parts = low === undefined ? undefined : partsOf(low);
      return withDecision(answer, betweenBounds(partsOf(answer), parts, trust));
    });
  }
  if (reached === undefined) return answers;
  return answers.map((answer) => ({
    ...withDecision(answer, throughChain(partsOf(answer), reached)),
    through: [reached.entry, ...reached.through],
  }));
}

function partsOf({ entry, explanation }: Answer): ExplainedDecision {
  return { decision: entry.decision, explanation };
}

function withDecision(answer: Answer, { decision, explanation }: ExplainedDecision): Answer {
  return { ...answer, entry: { ...answer.entry, decision }, explanation };
}

async function explainedBy(
  trust: ReadTrust,
  provider: ProviderRegistration,
  commandInput: CommandInput,
  asked: AskedToken,
  { fixes, storing, ...options }: Options & { readonly fixes: boolean; readonly storing: boolean },
): Promise<readonly Answer[]> {
  const { alsoAdmits, compilePolicy, explain } = await import('../../policies/index');
  const { policy, written, declared } = trust;
  if (policy === undefined) return [];
  const { federation } = commandInput;
  const isPipeline = asked.kind === 'pipeline' && options.issuer === undefined;
  const providers = isPipeline ? await gitlabsOf(trust, provider, federation) : [provider];
  const decisions: (AskedDecision & { readonly from: ProviderRegistration })[] = [];
  for (const from of providers) {
    const made = await decide(compilePolicy(policy), commandInput, from, asked, options);
    decisions.push(...made.map((decision) => ({ ...decision, from })));
  }
  return decisions.map((entry): Answer => {
    const { clientIds: _registered, ...anyAudience } = entry.from;
    const explanation = explain(
      entry.decision,
      {
        policy,
        document: storing ? written.document : undefined,
        provider: entry.from,
        claims: entry.claims === undefined ? undefined : { ...entry.claims },
        pipeline: entry.pipeline,
        declared:
          declared === undefined || federation === undefined
            ? undefined
            : { key: declared.key, grant: declared.grant, projects: federation.projects },
        alsoAdmits: alsoAdmits({ policy, provider: anyAudience }, federation),
      },
      { fixes, storing },
    );
    const notes =
      asked.kind === 'token'
        ? timeNotes(asked, options)
        : providers.length > 1
          ? [`as a pipeline of \`${entry.from.issuer}\`; \`--issuer\` asks about one alone`]
          : [];
    return { entry, explanation, notes };
  });
}

/** A decision with the pipeline that it is about. */
type AskedDecision = PipelineDecision & { readonly pipeline?: Pipeline };

function codeOf(decisions: readonly PipelineDecision[]): number {
  const outcomes = new Set(decisions.map(({ decision }) => decision.outcome));
  if (outcomes.has('undetermined') || outcomes.size > 1) return CANNOT_TELL;
  return outcomes.has('allow') ? HOLDS : BROKEN;
}

/** The GitLabs that a pipeline may be of: the declared one, else each that the policy trusts. */
async function gitlabsOf(
  trust: ReadTrust,
  provider: ProviderRegistration,
  federation: CommandInput['federation'],
): Promise<readonly ProviderRegistration[]> {
  const { otherIssuerOf, seenFrom, trustedIssuers } = await import('../../policies/index');
  if (trust.provider !== undefined) return [provider];
  const role = { ...trust, provider };
  const seen = trustedIssuers(role).map((issuer) => seenFrom(role, issuer));
  const gitlabs = seen.flatMap((one) =>
    otherIssuerOf(one) === undefined && one.provider !== undefined ? [one.provider] : [],
  );
  const declared = gitlabs.filter(({ issuer }) => issuer === federation?.instance.issuer);
  const found = declared.length > 0 ? declared : gitlabs;
  return found.length > 0 ? found : [provider];
}

/** The only argument may be a file that holds one role: by its name, or where nothing is declared. */
function inputsAndRole(
  role: string,
  inputs: readonly string[],
  options: Options,
  terminal: Terminal,
): { readonly inputs: readonly string[]; readonly name: string | undefined } {
  const here = (path: string): boolean => existsSync(resolve(terminal.cwd, path));
  const isFile = role === '-' || /\.(?:json|tf)$|[/\\]/.test(role) || !here(options.file);
  const isInput = inputs.length === 0 && isFile && (role === '-' || here(role));
  return isInput ? { inputs: [role], name: undefined } : { inputs, name: role };
}

interface Answer {
  readonly entry: AskedDecision;
  readonly explanation: Explanation;
  /** What the clock says of the token. */
  readonly notes: readonly string[];
  /** Only for a role chain: the roles before the one that was asked about. */
  readonly through?: readonly string[];
}

async function decide(
  compiled: CompiledPolicy,
  commandInput: CommandInput,
  provider: ProviderRegistration,
  asked: AskedToken,
  options: Options,
): Promise<readonly AskedDecision[]> {
  const { demandedAudience, instanceUrl, judgePipeline, judgeToken, tableContext } =
    await import('../../policies/index');
  if (asked.kind === 'token') {
    const { claims } = asked;
    const now = options.now === undefined ? undefined : await epochSeconds(options.now);
    const decision = judgeToken(compiled, claims, provider, now, options.call);
    return [{ claims: claims as never, assuming: [], decision }];
  }
  // the token that the policy asks for, where the declaration has that audience or there is none
  const audience = demandedAudience(compiled.policy);
  const around = tableContext(commandInput.artifacts, commandInput.federation);
  const declared = new Set(around.roleAudiences?.values());
  const url = instanceUrl(provider.issuer);
  const pipelines = await parsePipelineOption(asked.text, {
    ...around,
    instance: around.instance ?? { url, issuer: url },
    audience: audience !== undefined && declared.has(audience) ? audience : (around.audience ?? audience),
    roleAudiences: undefined,
  });
  return pipelines.flatMap((pipeline) =>
    judgePipeline(compiled, pipeline, provider, options.call).map((decision) => ({ ...decision, pipeline })),
  );
}

/** A signed token has its times; without `--now` they refuse nothing, but who holds an old one should know. */
function timeNotes(
  { claims, signed }: Extract<AskedToken, { kind: 'token' }>,
  { now }: Options,
): readonly string[] {
  const expires = Number(claims.exp);
  if (!signed || now !== undefined || !Number.isFinite(expires)) return [];
  const late = Math.floor(Date.now() / 1000) - expires;
  if (late <= 0) return [];
  const ago = late < 7_200 ? `${Math.ceil(late / 60)} minutes` : `${Math.floor(late / 3_600)} hours`;
  return [
    `the token expired ${ago} ago: STS would answer \`ExpiredTokenException\` now; this is what it would have answered before`,
  ];
}

function toJson({ entry, explanation, notes, through }: Answer): object {
  const { outcome, layer, reason } = entry.decision;
  return {
    decision: outcome,
    layer,
    reason,
    through,
    ...explanation,
    assuming: entry.assuming,
    notes: notes.length === 0 ? undefined : notes,
  };
}

async function pretty({ key, written }: ReadTrust, ways: readonly (readonly Answer[])[]): Promise<string> {
  const { ASSUMPTIONS } = await import('../../policies/index');
  const all = ways.flat().map(({ entry, explanation: { headline, aws, steps, advice }, notes }) =>
    [
      `${key}: ${headline}`,
      ...(aws === undefined ? [] : [`  ${aws}`]),
      ...notes.map((note) => `  note: ${note}`),
      // before any policy was read the headline has said it all
      ...(entry.decision.trace.length === 0 ? [] : steps.map((step) => `  ${step}`)),
      ...entry.assuming.map((id) => `  assuming: ${ASSUMPTIONS[id].text}`),
      ...(advice.length === 0 ? [] : ['to change it:', ...advice.map((line) => `  - ${line}`)]),
    ].join('\n'),
  );
  // tokens that differ in what no condition looks at have the same answer
  const blocks = [...new Set(all)];
  const address = key === written.address ? '' : `\n\nthe role: ${written.address}`;
  const tokens = Math.max(...ways.map((answers) => answers.length));
  const note =
    tokens > 1
      ? `${tokens} tokens are possible: GitLab's public text, or what is declared, leaves this open\n\n`
      : '';
  return `${note}${blocks.join('\n\n')}${address}\n`;
}

const EXAMPLE = `
AWS answers every refusal by a trust policy with the same AccessDenied. This
names the statement that came closest, the condition that failed, what was
compared with what, and what to change. Exit codes: 0 it can, 1 it cannot, 2
could not tell. --error finds a message of AWS, GitLab, an SDK or Terraform in
the documentation, and says what is needed next.

Examples:
  $ refgate explain deploy --pipeline '{project: api, tag: main}'
  $ refgate explain deploy --token-env AWS_TOKEN
  $ refgate explain deploy --pipeline '{project: api, branch: main}' \\
      --context '{"aws:SourceIp": "203.0.113.7", "aws:SourceVpce": null}'
  $ refgate explain --error 'Request ARN is invalid'
  $ aws iam get-role --role-name deploy | refgate explain deploy - --token token.jwt
`;
