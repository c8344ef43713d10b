import { resolve } from 'node:path';
import { Command } from 'commander';
import type { ProjectReference, PulledProject, UpdatedDeclaration } from '../../policies/index';
import { apiAddress, gitlabClient, pullProjects, type GitlabApiOptions } from '../inputs/gitlab-api';
import { readDeclarationText } from '../inputs/federation-file';
import { BROKEN, CANNOT_TELL, HOLDS, type Outcome } from '../output/exit';
import { progressLine } from '../output/progress';
import type { Terminal } from '../output/terminal';
import { writeTo } from '../output/write-output';
import { pullEffect } from './pull-effect';

interface Options extends GitlabApiOptions {
  readonly file: string;
  readonly check?: boolean;
  readonly dryRun?: boolean;
  readonly quiet?: boolean;
}

/** `refgate pull`: the declared projects as GitLab has them. */
export function pullCommand(terminal: Terminal, outcome: Outcome): Command {
  return new Command('pull')
    .description('update the declared projects from GitLab: ids, protection rules, settings')
    .option('-f, --file <file>', 'the declaration', 'federation.yaml')
    .option('--check', 'write nothing; fail when the declaration is not what GitLab has')
    .option('--dry-run', 'list the requests, and send none')
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
  const text = await readDeclarationText(resolve(terminal.cwd, options.file), options.file);
  const before = await parsedWithoutIds(text, options.file);
  const names = projectReferences(text);
  if (options.dryRun === true) return listRequests(before.url, names, options, terminal);
  const { seen, hidden } = await ask(before.url, names, options, terminal);
  const updated = updateDeclaration(text, seen);
  const unseen = [...hidden, ...updated.unseen.map(({ project, reason }) => `${project}: ${reason}`)];
  const code = exitCode(updated, unseen, options);
  if (options.quiet === true && code === HOLDS && updated.changes.length === 0) return code;
  const lines = [...changeLines(updated, options), ...noteLines(seen), ...sectionOf('Not seen:', unseen)];
  if (updated.changes.length > 0) {
    const effect = await pullEffect(text, updated.text, options.file, terminal);
    if (options.check !== true) await writeTo(options.file, updated.text, terminal);
    lines.push('', ...effect);
  }
  const { visible } = await import('../../policies/index');
  terminal.out(`${lines.map(visible).join('\n')}\n`);
  return code;
}

/** The declaration; ids may be missing, because GitLab has them. */
async function parsedWithoutIds(text: string, file: string): Promise<{ readonly url: string }> {
  const { declaredGitlabUrl, parseFederation, RefgateError } = await import('../../policies/index');
  const parsed = parseFederation(text, file);
  if (parsed.ok) return { url: parsed.federation.instance.url };
  const others = parsed.problems.filter(({ code }) => code !== 'ERR_PROJECT_ID');
  if (others.length > 0) throw new RefgateError(others);
  return { url: declaredGitlabUrl(text) };
}

async function listRequests(
  url: string,
  names: readonly ProjectReference[],
  options: Options,
  terminal: Terminal,
): Promise<number> {
  const { projectRequests } = await import('../../net/index');
  const api = await apiAddress(url, options);
  for (const name of names)
    for (const request of projectRequests(name)) terminal.out(`GET ${api}${request}\n`);
  return HOLDS;
}

async function ask(
  url: string,
  names: readonly ProjectReference[],
  options: Options,
  terminal: Terminal,
): Promise<{ readonly seen: ReadonlyMap<string, PulledProject>; readonly hidden: readonly string[] }> {
  const client = await gitlabClient(url, options, terminal);
  const progress = progressLine(terminal);
  try {
    const answers = await pullProjects(client, names, (done) =>
      progress.step({ stage: 'reading project', done, total: names.length }),
    );
    const seen = new Map<string, PulledProject>();
    const hidden: string[] = [];
    for (const [index, { key }] of names.entries()) {
      const answer = answers[index];
      if (answer?.kind === 'seen') seen.set(key, answer.project);
      else if (answer !== undefined) hidden.push(`${key}: ${answer.reason}`);
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

function changeLines({ changes }: UpdatedDeclaration, { file, check }: Options): readonly string[] {
  if (changes.length === 0) return [`${file}: nothing that was seen in GitLab differs`];
  const count = `${changes.length} ${changes.length === 1 ? 'value' : 'values'}`;
  return [
    check === true ? `${file}: ${count} differ from GitLab` : `${file}: updated ${count} from GitLab`,
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
alone, whole or not at all. Comments and order stay.

Exit codes: 0 the declaration is what GitLab has (or was made so), 1 with
--check it is not, 2 something could not be seen, or GitLab did not answer.

Examples:
  $ refgate pull
  $ refgate pull --check
  $ refgate pull --dry-run
`;
