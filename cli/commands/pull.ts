import { resolve } from 'node:path';
import { Command } from 'commander';
import type { ProjectReference, PulledProject, TrustedPaths, UpdatedDeclaration } from '../../policies/index';
import { readAccountDumps } from '../inputs/audit-input';
import { keptReads } from '../inputs/kept-reads';
import {
  apiAddress,
  gitlabClient,
  pullProjects,
  type GitlabApiOptions,
  type PulledOrHidden,
  type PullOptions,
} from '../inputs/gitlab-api';
import { readDeclarationText } from '../inputs/federation-file';
import { BROKEN, CANNOT_TELL, HOLDS, type Outcome } from '../output/exit';
import { progressLine } from '../output/progress';
import type { Terminal } from '../output/terminal';
import { writeTo } from '../output/write-output';
import { pullEffect } from './pull-effect';
import { formerPaths, pullGroups, pullPaths, writeSnapshot } from './pull-snapshot';

interface Options extends GitlabApiOptions {
  readonly file: string;
  readonly check?: boolean;
  readonly dryRun?: boolean;
  readonly snapshot?: string;
  readonly group: readonly string[];
  readonly path: readonly string[];
  readonly accountDump: readonly string[];
  readonly whoCanMint?: boolean;
  readonly variables?: boolean;
  readonly quiet?: boolean;
}

const collect = (value: string, previous: readonly string[]): readonly string[] => [...previous, value];

/** `refgate pull`: the declared projects as GitLab has them. */
export function pullCommand(terminal: Terminal, outcome: Outcome): Command {
  return new Command('pull')
    .description('update the declared projects from GitLab: ids, protection rules, settings')
    .option('-f, --file <file>', 'the declaration', 'federation.yaml')
    .option('--check', 'write nothing; fail when the declaration is not what GitLab has')
    .option('--dry-run', 'list the requests, and send none')
    .option('--snapshot <file>', 'also write what was seen there, for `refgate audit --gitlab-snapshot`')
    .option('--group <path>', 'with --snapshot: every project of a group (may be repeated)', collect, [])
    .option(
      '--path <path>',
      'with --snapshot: also ask whose path it is today (may be repeated)',
      collect,
      [],
    )
    .option(
      '--account-dump <file>',
      'with --snapshot: the same for every path that a trust policy in this dump names (may be repeated)',
      collect,
      [],
    )
    .option('--who-can-mint', 'with --snapshot: also read approvals, deploy keys, trigger tokens and members')
    .option(
      '--variables',
      'with --snapshot: also read CI/CD variables, for `refgate audit --state`; of their values only ARNs of roles are kept',
    )
    .option('--api <url>', 'address of the API; default: `gitlab.url` with `/api/v4`')
    .option('--timeout <seconds>', 'how long one answer may take', '30')
    .option('-q, --quiet', 'print nothing when the declaration is what GitLab has')
    .addHelpText('after', EXAMPLE)
    .action(async (options: Options) => {
      outcome.code = await pull(options, terminal);
    });
}

async function pull(options: Options, terminal: Terminal): Promise<number> {
  const { projectReferences, updateDeclaration } = await import('../../policies/index');
  await checkUsage(options);
  const text = await readDeclarationText(resolve(terminal.cwd, options.file), options.file);
  const instance = await parsedWithoutIds(text, options.file);
  const names = projectReferences(text);
  if (options.dryRun === true) return listRequests(instance.url, names, options, terminal);
  const { seen, hidden } = await ask(instance, names, options, terminal);
  const updated = updateDeclaration(text, seen);
  const unseen = [...hidden, ...updated.unseen.map(({ project, reason }) => `${project}: ${reason}`)];
  const code = exitCode(updated, unseen, options);
  if (options.quiet === true && code === HOLDS && updated.changes.length === 0) return code;
  const effect =
    updated.changes.length === 0 ? undefined : await pullEffect(text, updated.text, options.file, terminal);
  const isWritten = effect?.invalid.length === 0 && options.check !== true;
  if (isWritten) await writeTo(options.file, updated.text, terminal);
  const { visible } = await import('../../policies/index');
  const shown = [
    ...changeLines(updated, options.file, isWritten),
    ...noteLines(seen),
    ...sectionOf('Not seen:', unseen),
    ...(effect === undefined ? [] : ['', ...effect.lines]),
    ...(effect === undefined || isWritten || options.check === true ? [] : ['', 'Nothing was written.']),
  ];
  terminal.out(`${shown.map(visible).join('\n')}\n`);
  return isWritten || effect === undefined || options.check === true ? code : CANNOT_TELL;
}

async function checkUsage(options: Options): Promise<void> {
  const { group, path, accountDump, whoCanMint, variables, snapshot } = options;
  const given = [
    ...(group.length > 0 ? ['--group'] : []),
    ...(path.length > 0 ? ['--path'] : []),
    ...(accountDump.length > 0 ? ['--account-dump'] : []),
    ...(whoCanMint === true ? ['--who-can-mint'] : []),
    ...(variables === true ? ['--variables'] : []),
  ];
  const [first] = given;
  if (first === undefined || snapshot !== undefined) return;
  const { RefgateError } = await import('../../policies/index');
  throw new RefgateError({
    code: 'ERR_USAGE',
    message: `\`${first}\` is for a snapshot`,
    fix: `add \`--snapshot FILE\`, or remove \`${first}\``,
  });
}

interface DeclaredInstance {
  readonly url: string;
  readonly issuer: string;
}

/** The declaration; ids may be missing, because GitLab has them. */
async function parsedWithoutIds(text: string, file: string): Promise<DeclaredInstance> {
  const { declaredGitlabUrl, parseFederation, RefgateError } = await import('../../policies/index');
  const parsed = parseFederation(text, file);
  if (parsed.ok) return parsed.federation.instance;
  const others = parsed.problems.filter(({ code }) => code !== 'ERR_PROJECT_ID');
  if (others.length > 0) throw new RefgateError(others);
  const url = declaredGitlabUrl(text);
  return { url, issuer: url };
}

async function listRequests(
  url: string,
  names: readonly ProjectReference[],
  options: Options,
  terminal: Terminal,
): Promise<number> {
  const { groupRequest, namespaceRequest, projectRequests, seesAllRequests } =
    await import('../../net/index');
  const api = await apiAddress(url, options);
  const { whoCanMint, variables } = options;
  for (const name of names)
    for (const request of projectRequests(name, options)) terminal.out(`GET ${api}${request}\n`);
  for (const group of options.group) {
    for (const request of seesAllRequests(group)) terminal.out(`GET ${api}${request}\n`);
    terminal.out(
      `GET ${api}${groupRequest(group)}\nand the same ${ofEach(whoCanMint === true, variables === true)} for each project of the group\n`,
    );
  }
  const { projects, groups } = await namedPaths(url, options, terminal);
  for (const path of projects) {
    for (const request of projectRequests({ path }, options)) terminal.out(`GET ${api}${request}\n`);
    terminal.out(`GET ${api}${namespaceRequest(path)}\n`);
  }
  for (const path of groups) terminal.out(`GET ${api}${namespaceRequest(path)}\n`);
  return HOLDS;
}

/** How many requests each project of a group takes. */
function ofEach(whoCanMint: boolean, variables: boolean): string {
  const count = 4 + (whoCanMint ? 5 : 0) + (variables ? 1 : 0);
  const words = { 4: 'four', 5: 'five', 9: 'nine', 10: 'ten' }[count] ?? String(count);
  const ofSubgroups = (whoCanMint ? 1 : 0) + (variables ? 2 : 0);
  if (ofSubgroups === 0) return words;
  return `${words}, and ${{ 1: 'one', 2: 'two', 3: 'three' }[ofSubgroups] ?? ''} for each subgroup,`;
}

/** What the user and the trust policies of accounts name by path. */
async function namedPaths(
  issuer: string,
  { path, accountDump }: Options,
  terminal: Terminal,
): Promise<TrustedPaths> {
  const { trustedPaths } = await import('../../policies/index');
  const named = trustedPaths(await readAccountDumps(accountDump, terminal), issuer);
  return { ...named, projects: [...new Set([...path, ...named.projects])] };
}

async function ask(
  instance: DeclaredInstance,
  names: readonly ProjectReference[],
  options: Options,
  terminal: Terminal,
): Promise<{ readonly seen: ReadonlyMap<string, PulledProject>; readonly hidden: readonly string[] }> {
  const client = await gitlabClient(instance.url, options, terminal);
  const { snapshot, whoCanMint } = options;
  const { PeopleReader, VariablesReader } = await import('../../net/index');
  const also: Pick<PullOptions, 'people' | 'variables'> = {
    people: whoCanMint === true ? new PeopleReader(client) : undefined,
    variables: options.variables === true ? new VariablesReader(client) : undefined,
  };
  const named = await namedPaths(instance.issuer, options, terminal);
  const progress = progressLine(terminal);
  const step = (done: number, total: number): void =>
    progress.step({ stage: 'reading project', done, total });
  try {
    const onProgress = (done: number): void => step(done, names.length);
    const answers = await pullProjects(client, names, { ...also, onProgress });
    const asked = names.map((name, index) => ({ name, answer: answers[index] as PulledOrHidden }));
    const seen = new Map<string, PulledProject>();
    const hidden: string[] = [];
    for (const { name, answer } of asked) {
      if (answer.kind === 'seen') seen.set(name.key, answer.project);
      else hidden.push(`${name.key}: ${answer.reason}`);
    }
    if (snapshot !== undefined) {
      const question = `${await apiAddress(instance.url, options)}${whoCanMint === true ? ' who can mint' : ''}${options.variables === true ? ' variables' : ''}`;
      const kept = keptReads(snapshot, question, terminal);
      const groups = await pullGroups(client, options.group, asked, { ...also, kept, onProgress: step });
      const projects = [...new Set([...named.projects, ...formerPaths(asked)])];
      const found = await pullPaths(client, { ...named, projects }, groups, also);
      hidden.push(...groups.hidden, ...found.hidden);
      await writeSnapshot(snapshot, { ...groups, ...found }, { ...instance, asked }, terminal);
      kept.done();
      if (kept.used > 0)
        terminal.err(
          `${kept.used === 1 ? 'one project' : `${kept.used} projects`} taken from ${snapshot}.partial, not read again\n`,
        );
    }
    return { seen, hidden };
  } finally {
    progress.end();
  }
}

function exitCode({ changes }: UpdatedDeclaration, unseen: readonly string[], { check }: Options): number {
  if (check === true && changes.length > 0) return BROKEN;
  return unseen.length > 0 ? CANNOT_TELL : HOLDS;
}

function changeLines({ changes }: UpdatedDeclaration, file: string, isWritten: boolean): readonly string[] {
  if (changes.length === 0) return [`${file}: nothing that was seen in GitLab differs`];
  const count = `${changes.length} ${changes.length === 1 ? 'value' : 'values'}`;
  const differ = changes.length === 1 ? 'differs' : 'differ';
  return [
    isWritten ? `${file}: updated ${count} from GitLab` : `${file}: ${count} ${differ} from GitLab`,
    ...changes.map(({ project, part, rule, before, after }) => {
      const at = `  ${project}: ${part}${rule === undefined ? '' : ` \`${rule}\``}`;
      if (before === undefined) return `${at}: not declared, GitLab has ${after}`;
      return after === undefined
        ? `${at}: declared as ${before}, GitLab has no such rule`
        : `${at}: declared as ${before}, GitLab has ${after}`;
    }),
  ];
}

function noteLines(seen: ReadonlyMap<string, PulledProject>): readonly string[] {
  return sectionOf(
    'Also in GitLab:',
    [...seen].flatMap(([key, { notes }]) => notes.map((note) => `${key}: ${note}`)),
  );
}

function sectionOf(title: string, entries: readonly string[]): readonly string[] {
  return entries.length === 0 ? [] : ['', title, ...entries.map((entry) => `  ${entry}`)];
}

const EXAMPLE = `
Needs \`GITLAB_TOKEN\` with the scope \`read_api\`; its user needs the role
Maintainer in the projects. Only reads from GitLab, and writes the declaration
and the snapshot alone, whole or not at all. Comments and order stay. Until the
snapshot is written, what was read of groups is kept in FILE.partial beside it,
for an hour: a run that was interrupted goes on there.

Exit codes: 0 the declaration is what GitLab has (or was made so), 1 with
--check it is not, 2 something could not be seen, or GitLab did not answer.

Examples:
  $ refgate pull
  $ refgate pull --check
  $ refgate pull --dry-run
  $ refgate pull --check --snapshot gitlab.json --group acme
  $ refgate pull --check --snapshot gitlab.json --group acme --account-dump dumps/ --who-can-mint
  $ refgate pull --check --snapshot gitlab.json --group acme --variables
`;
