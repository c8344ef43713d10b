import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Command } from 'commander';
import { HOLDS } from '../exit';
import { originProject } from '../git-remote';
import type { Outcome } from '../program';
import type { Terminal } from '../terminal';

interface Options {
  readonly file: string;
  readonly force?: boolean;
  readonly gitlabUrl?: string;
  readonly audience: string;
  readonly project?: string;
  readonly projectId?: string;
  readonly namespaceId?: string;
  readonly account?: string;
  readonly region?: string;
  readonly branch: string;
}

/** `refgate init`: a first federation.yaml that passes. */
export function initCommand(terminal: Terminal, outcome: Outcome): Command {
  return new Command('init')
    .description('write a first federation.yaml: asks for what no flag and no git remote tells')
    .option('-f, --file <file>', 'where to write it', 'federation.yaml')
    .option('--force', 'write over a file that is there')
    .option('--gitlab-url <url>', 'address of the GitLab instance; default: host of the git remote')
    .option('--audience <audience>', 'what the jobs ask their token for', 'sts.amazonaws.com')
    .option('--project <path>', 'full path of the project; default: path of the git remote')
    .option('--project-id <id>', 'id of the project (Settings > General); needed on gitlab.com')
    .option('--namespace-id <id>', 'id of the group that holds it; needed on gitlab.com')
    .option('--account <id>', 'AWS account, twelve digits')
    .option('--region <region>', 'AWS Region of the account')
    .option('--branch <branch>', 'the protected branch that deploys', 'main')
    .addHelpText('after', EXAMPLE)
    .action(async (options: Options) => {
      await init(options, terminal);
      outcome.code = HOLDS;
    });
}

async function init(options: Options, terminal: Terminal): Promise<void> {
  const {
    declaredArtifact,
    isGitlabCom,
    judge,
    parseFederation,
    RefgateError,
    renderStarter,
    summarizeJudgement,
  } = await import('../../policies/index');
  const path = resolve(terminal.cwd, options.file);
  if (existsSync(path) && options.force !== true) {
    throw new RefgateError({
      code: 'ERR_USAGE',
      message: `\`${options.file}\` is there already`,
      fix: 'name another with `--file`, or write over it with `--force`',
    });
  }
  const remote = await originProject(terminal.cwd);
  const answers = await ask(
    [
      {
        name: '--gitlab-url',
        question: 'Address of the GitLab instance',
        given: options.gitlabUrl,
        suggestion: remote?.url ?? 'https://gitlab.com',
      },
      {
        name: '--project',
        question: 'Full path of the project',
        given: options.project,
        ...(remote === undefined ? {} : { suggestion: remote.path }),
      },
      { name: '--account', question: 'AWS account id', given: options.account },
      { name: '--region', question: 'AWS Region', given: options.region, suggestion: 'eu-west-1' },
    ],
    terminal,
  );
  const [gitlabUrl = '', projectPath = '', accountId = '', region = ''] = answers;
  const idsNeeded = isGitlabCom(gitlabUrl);
  const [projectId, namespaceId] = idsNeeded
    ? await ask(
        [
          {
            name: '--project-id',
            question: 'Id of the project (Settings > General)',
            given: options.projectId,
          },
          {
            name: '--namespace-id',
            question: 'Id of the group that holds it (on the page of the group)',
            given: options.namespaceId,
          },
        ],
        terminal,
      )
    : [options.projectId, options.namespaceId];
  const text = renderStarter({
    gitlabUrl,
    audience: options.audience,
    projectPath,
    ...(projectId === undefined ? {} : { projectId }),
    ...(namespaceId === undefined ? {} : { namespaceId }),
    accountId,
    region,
    branch: options.branch,
  });
  const parsed = parseFederation(text, options.file);
  if (!parsed.ok) throw new RefgateError(parsed.problems);
  const verdict = summarizeJudgement(
    judge({ federation: parsed.federation, artifacts: [declaredArtifact(parsed.federation)] }),
  );
  if (verdict !== 'holds')
    throw new RefgateError({
      code: 'ERR_INTERNAL',
      message: 'the first declaration does not hold',
      fix: 'please report this',
    });
  await writeFile(path, text);
  terminal.out(
    `wrote ${options.file}: two roles, a table that holds\n\nNext:\n  refgate check    what holds, and what does not\n  refgate synth    write the Terraform\n`,
  );
}

interface Question {
  readonly name: string;
  readonly question: string;
  readonly given: string | undefined;
  readonly suggestion?: string;
}

/** Answers of flags first, then of the user; without a terminal a suggestion is taken and a missing answer is an error. */
async function ask(questions: readonly Question[], terminal: Terminal): Promise<readonly string[]> {
  const { RefgateError } = await import('../../policies/index');
  const missing = questions.filter(
    ({ given, suggestion }) =>
      given === undefined && (terminal.ask !== undefined || suggestion === undefined),
  );
  if (missing.length > 0 && terminal.ask === undefined) {
    throw new RefgateError({
      code: 'ERR_USAGE',
      message: `${missing.map(({ name }) => `\`${name}\``).join(', ')} ${missing.length === 1 ? 'is' : 'are'} missing, and there is no terminal to ask on`,
      fix: 'give the options, or run it on a terminal',
    });
  }
  const answers: string[] = [];
  for (const { question, given, suggestion } of questions) {
    const prompt = `${question}${suggestion === undefined ? '' : ` [${suggestion}]`}: `;
    const answer = given ?? (terminal.ask === undefined ? '' : (await terminal.ask(prompt)).trim());
    answers.push(answer === '' ? (suggestion ?? '') : answer);
  }
  return answers;
}

const EXAMPLE = `
Examples:
  $ refgate init
  $ refgate init --project acme/api --project-id 101 --namespace-id 12 --account 111122223333 --region eu-west-1
`;
