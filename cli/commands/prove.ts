import { Command, Option } from 'commander';
import type {
  AllTrusts,
  AssumptionId,
  Federation,
  NeverKind,
  OnlyProjects,
  Proof,
  ProofObligation,
} from '../../policies/index';
import { runBatch } from './batch';
import { BROKEN, CANNOT_TELL, HOLDS, type Outcome } from '../output/exit';
import { inputOptions } from '../inputs/input-options';
import { describeRoles } from './describe-roles';
import { asksNeeded } from './judge-input';
import { leftOpen, openReason } from './left-open';
import { besideTokens, besideTokensLine } from '../output/beside-tokens';
import { assumedLines, switchedOn } from '../output/assumed';
import { writeCertificates } from '../output/certificates';
import { progressLine } from '../output/progress';
import { readCommandInput, type CommandInputOptions } from '../inputs/command-input';
import type { Terminal } from '../output/terminal';
import { visibleJson } from '../../policies/report/visible';

interface Options extends CommandInputOptions {
  readonly batch?: string;
  readonly role?: string;
  readonly only?: string;
  readonly never?: string;
  readonly implies?: readonly string[];
  readonly disjoint?: readonly string[];
  readonly equivalent?: readonly string[];
  readonly describe?: boolean;
  readonly assume?: readonly string[];
  readonly issuer?: string;
  readonly format: 'pretty' | 'json';
  readonly quiet?: boolean;
  readonly certificate?: string;
}

/** `refgate prove`: questions about every token there is; one line for each, or JSON Lines in a batch. */
export function proveCommand(terminal: Terminal, outcome: Outcome): Command {
  const collect = (value: string, previous: readonly string[] = []): readonly string[] => [
    ...previous,
    value,
  ];
  return inputOptions(new Command('prove'))
    .description('decide for every token there is: which can and cannot assume a role')
    .argument(
      '[inputs...]',
      'where the roles are written; default: the declaration and what was synthesized from it',
    )
    .option(
      '--role <role>',
      'the role that `--only` and `--never` are about, if the input has several; without them, what is declared about it',
    )
    .option(
      '--only <what>',
      'it admits only: `protected_refs`, or projects (key or path) and groups (`acme/platform/*`)',
    )
    .option(
      '--never <kinds>',
      'it admits none of: fork, impostor, merge_request, tag, branch, unprotected, anyone',
    )
    .option('--implies <roles...>', 'every token that can assume the first can assume the second')
    .option('--disjoint <roles...>', 'no single token can assume both')
    .option('--equivalent <roles...>', 'the same tokens may assume them')
    .option('--describe', 'say in a few lines whom `--role`, or each role, admits')
    .option(
      '--assume <name>',
      'an assumption to make, or with `no-` before it not to make (may be repeated)',
      collect,
    )
    .option('--issuer <url>', 'the registered issuer, where nothing tells it')
    .addOption(new Option('--format <format>', 'how to say it').choices(['pretty', 'json']).default('pretty'))
    .option('-q, --quiet', 'print nothing of what is proved')
    .option('--certificate <dir>', 'write a certificate of each proof there, for `refgate verify`')
    .option('--batch <file>', 'answer JSON Lines instead; `-` is standard input')
    .addHelpText('after', EXAMPLE)
    .action(async (inputs: readonly string[], options: Options) => {
      outcome.code =
        options.batch === undefined
          ? await prove(inputs, options, terminal)
          : await batch(options.batch, options, terminal);
    });
}

async function batch(file: string, options: Options, terminal: Terminal): Promise<number> {
  const { proveBatchLine } = await import('../../policies/index');
  const assume = await assumptionsOf(options.assume ?? []);
  return runBatch(file, terminal, (text) => proveBatchLine(text, () => performance.now(), assume));
}

async function prove(inputs: readonly string[], options: Options, terminal: Terminal): Promise<number> {
  const {
    boundedBy,
    findTrust,
    GITLAB_COM_ISSUER,
    isOfOtherCallers,
    isOpen,
    NOT_COVERED_HINT,
    proveOpen,
    providerOf,
    readAllTrusts,
  } = await import('../../policies/index');
  const assume = await assumptionsOf(options.assume ?? []);
  const commandInput = await readCommandInput(inputs, options, terminal);
  const all = readAllTrusts(commandInput);
  const { trusts } = all;
  if (options.describe === true) return describeRoles(all, commandInput, assume, options, terminal);
  const asked = await obligationsOf(options, commandInput.federation, roleAsked(all, options));
  const keys = asked.flatMap(rolesOf);
  const named = keys.map((key) => findTrust(trusts, key, commandInput));
  const keyOf = new Map(named.map(({ key }, place) => [keys[place] as string, key]));
  const federation = commandInput.federation;
  if (asked.length === 0 && federation === undefined)
    throw await usage(
      'nothing is asked',
      'one of `--only`, `--never`, `--implies`, `--disjoint`, `--equivalent`, or a declaration with `prove:`',
    );
  const about =
    asked.length === 0 && options.role !== undefined
      ? findTrust(trusts, options.role, commandInput)
      : undefined;
  const declared = (federation?.prove ?? []).filter(
    (promise) => about === undefined || rolesOf(promise).includes(about.key),
  );
  const compared = new Set(declared.flatMap(rolesOf));
  const chosen =
    asked.length > 0
      ? [...new Set(named)]
      : about === undefined
        ? trusts.filter((trust) => !isOfOtherCallers(trust) && !isOpen(trust))
        : trusts.filter(({ key }) => key === about.key || compared.has(key));
  const entries = new Set(chosen.flatMap(({ reachedBy = [] }) => reachedBy.map(({ entry }) => entry)));
  const needed = trusts.filter((trust) => chosen.includes(trust) || entries.has(trust.key));
  const provable = needed.map((trust) => ({
    ...trust,
    // a role that only chains lead to is asked about where the token arrives
    provider:
      isOfOtherCallers(boundedBy(trust, 'atMost')) && trust.reachedBy !== undefined
        ? trust.provider
        : providerOf(boundedBy(trust, 'atMost'), commandInput, options),
    declared:
      asked.length === 0 && (about === undefined || trust.key === about.key) ? trust.declared : undefined,
    request: trust.declared?.grant.request,
  }));
  const issuer =
    provable.find(({ provider }) => provider !== undefined)?.provider?.issuer ?? GITLAB_COM_ISSUER;
  const world = federation ?? { instance: { url: issuer, issuer }, projects: new Map() };
  const progress = progressLine(terminal);
  const proofs = proveOpen(
    world,
    provable,
    asked.length === 0 ? declared : asked.map((promise) => renamed(promise, keyOf)),
    {
      assume,
      needed: asksNeeded(chosen.length, asked.length === 0 ? declared.length : 0),
      onProof: (done, total) => progress.step({ stage: 'proofs', done, total }),
    },
  );
  progress.end();
  if (about !== undefined && proofs.length === 0)
    throw await usage(
      `nothing is declared about \`${about.key}\``,
      'one of `--only`, `--never`, `--describe`, or a role of the declaration',
    );
  if (options.certificate !== undefined) {
    const written = await writeCertificates(options.certificate, proofs, terminal);
    if (options.quiet !== true) terminal.err(`wrote ${written} certificates into ${options.certificate}\n`);
  }
  const told = options.quiet === true ? proofs.filter(({ verdict }) => verdict !== 'proved') : proofs;
  // a question about named roles is answered whatever else the input holds
  const open =
    asked.length > 0 || about !== undefined
      ? []
      : [
          ...leftOpen(all.unread),
          ...trusts.filter(isOpen).map((trust) => `? ${trust.key} ${openReason(trust)}`),
        ];
  const beside = new Map<string, readonly string[]>();
  for (const trust of needed) {
    const sentences = await besideTokens(boundedBy(trust, 'atMost'));
    if (sentences !== undefined) beside.set(trust.key, sentences);
  }
  const besideOf = (roles: readonly string[]): readonly string[] =>
    [...new Set(roles)].flatMap((key) => (beside.get(key) ?? []).map((text) => `${key}: ${text}`));
  if (options.format === 'json') {
    const plain = told.map(({ asked: _asked, ...proof }) => {
      const sentences = besideOf(proof.roles);
      return { ...proof, besideTokens: sentences.length === 0 ? undefined : sentences };
    });
    terminal.out(`${visibleJson(plain, 2)}\n`);
    for (const text of open) terminal.err(`${text}\n`);
  } else {
    const lines = [
      ...told.map((proof) => line(proof, terminal)),
      ...besideOf(told.flatMap(({ roles }) => roles)).map(besideTokensLine),
      ...open,
      ...(await assumedLines(switchedOn(assume))),
      ...(told.some(({ verdict }) => verdict === 'proved') ? [NOT_COVERED_HINT] : []),
    ];
    for (const text of lines) terminal.out(`${text}\n`);
  }
  if (proofs.some(({ verdict }) => verdict === 'refuted')) return BROKEN;
  return open.length === 0 && proofs.every(({ verdict }) => verdict === 'proved') ? HOLDS : CANNOT_TELL;
}

function rolesOf(promise: ProofObligation): readonly string[] {
  return 'roles' in promise ? promise.roles : [promise.role];
}

/** Proofs know roles by their keys; the user may have named one otherwise. */
function renamed(promise: ProofObligation, keys: ReadonlyMap<string, string>): ProofObligation {
  const key = (name: string): string => keys.get(name) ?? name;
  return 'roles' in promise
    ? { ...promise, roles: [key(promise.roles[0]), key(promise.roles[1])] }
    : { ...promise, role: key(promise.role) };
}

function line({ verdict, property, reason, needed = [] }: Proof, { colors }: Terminal): string {
  const [mark, color] = { proved: ['✓', 32], refuted: ['✗', 31], undecided: ['?', 33] }[verdict] as [
    string,
    number,
  ];
  const text = reason.startsWith(property) ? reason : `${property}: ${reason}`;
  const rests = verdict === 'proved' && needed.length > 0 ? ` (needs: ${needed.join(', ')})` : '';
  return `${colors ? `\u001b[${color}m${mark}\u001b[39m` : mark} ${verdict}: ${text}${rests}`;
}

/** The role that the user named; else the only one of the input, where every role could be read. */
function roleAsked({ trusts, ofOtherCallers, unread }: AllTrusts, { role }: Options): string | undefined {
  const isOne = trusts.length === 1 && ofOtherCallers.length === 0 && unread.length === 0;
  return role ?? (isOne ? trusts[0]?.key : undefined);
}

const NOWHERE = { line: 1, column: 1 };

async function obligationsOf(
  options: Options,
  federation: Federation | undefined,
  named: string | undefined,
): Promise<readonly ProofObligation[]> {
  const asked: ProofObligation[] = [];
  if ((options.only !== undefined || options.never !== undefined) && named === undefined) {
    throw await usage(
      'no role is named',
      '`--role` with `--only` or `--never`, where the input has not one role',
    );
  }
  const role = named ?? '';
  if (options.only !== undefined) {
    asked.push({ kind: 'only', role, only: await onlyOf(options.only, federation), position: NOWHERE });
  }
  if (options.never !== undefined)
    asked.push({ kind: 'never', role, never: await kindsOf(options.never), position: NOWHERE });
  const { PAIR_KINDS } = await import('../../policies/index');
  for (const kind of PAIR_KINDS) {
    const roles = options[kind]?.flatMap((value) => value.split(','));
    if (roles === undefined) continue;
    const [a, b, ...rest] = roles;
    if (a === undefined || b === undefined || rest.length > 0)
      throw await usage(`\`--${kind}\` compares two roles`, `\`--${kind} deploy plan\``);
    asked.push({ kind, roles: [a, b], position: NOWHERE });
  }
  return asked;
}

async function onlyOf(
  text: string,
  federation: Federation | undefined,
): Promise<'protected_refs' | OnlyProjects> {
  if (text === 'protected_refs') return text;
  const names = text.split(',').map((name) => name.trim());
  const paths = names.map((name) => federation?.projects.get(name)?.path ?? name);
  const odd = paths.find((path) => !/^[^*/]+(?:\/[^*/]+)+$|^[^*/]+(?:\/[^*/]+)*\/\*$/.test(path));
  if (odd !== undefined) {
    const known = [...(federation?.projects.keys() ?? [])].map((key) => `\`${key}\``);
    throw await usage(
      `\`--only\` knows no \`${odd}\``,
      ['`protected_refs`', ...known, 'a full path, or a group such as `acme/platform/*`'].join(', '),
    );
  }
  return {
    projects: paths.filter((path) => !path.endsWith('/*')),
    groups: paths.filter((path) => path.endsWith('/*')).map((path) => path.slice(0, -2)),
  };
}

async function kindsOf(text: string): Promise<readonly NeverKind[]> {
  const { closest, NEVER_KINDS } = await import('../../policies/index');
  const kinds = text.split(',').map((kind) => kind.trim());
  for (const kind of kinds) {
    if (NEVER_KINDS.some((known) => known === kind)) continue;
    const near = closest(kind, NEVER_KINDS);
    throw await usage(
      `unknown kind of token \`${kind}\``,
      `one of ${NEVER_KINDS.map((known) => `\`${known}\``).join(', ')}`,
      near === undefined ? undefined : `did you mean \`${near}\`?`,
    );
  }
  return kinds as readonly NeverKind[];
}

async function assumptionsOf(names: readonly string[]): Promise<Partial<Record<AssumptionId, boolean>>> {
  const { ASSUMPTION_IDS, closest } = await import('../../policies/index');
  const entries: [string, boolean][] = [];
  for (const name of names) {
    const known = ASSUMPTION_IDS.find((id) => id === name);
    const dropped = ASSUMPTION_IDS.find((id) => `no-${id}` === name);
    if (known === undefined && dropped === undefined) {
      const near = closest(name.replace(/^no-/, ''), ASSUMPTION_IDS);
      throw await usage(
        `unknown assumption \`${name}\``,
        `one of ${ASSUMPTION_IDS.map((id) => `\`${id}\``).join(', ')}, or \`no-\` before it`,
        near === undefined ? undefined : `did you mean \`${near}\`?`,
      );
    }
    entries.push([known ?? (dropped as string), known !== undefined]);
  }
  return Object.fromEntries(entries);
}

async function usage(message: string, expected: string, fix?: string): Promise<Error> {
  const { RefgateError } = await import('../../policies/index');
  return new RefgateError({ code: 'ERR_USAGE', message, expected, fix });
}

const EXAMPLE = `
Without a question it proves what the declaration promises, with --role what it
promises about that role. The answer to a question names the assumptions about
GitLab that its proof needs.
Exit codes: 0 proved, 1 refuted (with the shortest natural token that gets
in), 2 could not tell.

Examples:
  $ refgate prove --role deploy --never fork,impostor,merge_request
  $ refgate prove --role deploy --only protected_refs
  $ refgate prove --role deploy --only api,acme/tools/*
  $ refgate prove --implies deploy plan
  $ refgate prove --role deploy --describe
  $ refgate prove --role deploy --never fork --certificate proofs/

In a batch each line holds "property" (implies, equivalent, disjoint,
admits_nothing, only_protected_refs), "policy", for two of them "other",
"issuer", and where wanted "world" (gitlab or any_sub), the declared
"project", the role's "account" and the "client_ids" of its provider (absent:
any audience is registered). The answer has "verdict" (proved, refuted,
undecided), "reason", and for a refuted property the "counterexample": a
token, or in any_sub a request context. A refuted property is an answer like
any other: the exit code is 2 for a line that could not be read, and else 0.

  $ echo '{"id":"1","property":"implies","policy":{…},"other":{…},"issuer":"https://gitlab.com"}' | refgate prove --batch -
`;
