import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { Command } from 'commander';
import type { Starter } from '../../policies/index';
import { HOLDS, type Outcome } from '../output/exit';
import { originProject, parseRemote } from '../inputs/git-remote';
import { writeTo } from '../output/write-output';
import { StarterAnswers } from './starter-answers';
import type { Terminal } from '../output/terminal';

interface Options extends Partial<Starter> {
  readonly file: string;
  readonly force?: boolean;
  readonly project?: string;
  readonly account?: string;
  readonly audience?: string;
  readonly branch: string;
  readonly quiet?: boolean;
}

/** `refgate init`: a first federation.yaml that passes. */
export function initCommand(terminal: Terminal, outcome: Outcome): Command {
  return new Command('init')
    .description('write a first federation.yaml: asks for what no flag and no git remote tells')
    .option('-f, --file <file>', 'where to write it', 'federation.yaml')
    .option('--force', 'write over a file that is there')
    .option('--gitlab-url <url>', 'address of the GitLab instance; default: host of the git remote')
    .option(
      '--audience <audience>',
      'what the jobs ask their token for; default: sts.amazonaws.com, in China sts.amazonaws.com.cn',
    )
    .option('--project <path>', 'full path of the project, or its address; default: path of the git remote')
    .option('--project-id <id>', 'id of the project (Settings > General); needed on gitlab.com')
    .option('--namespace-id <id>', 'id of the group that holds it; needed on gitlab.com')
    .option('--account <id>', 'AWS account, twelve digits')
    .option('--region <region>', 'AWS Region of the account; default: eu-west-1')
    .option('--branch <branch>', 'the protected branch that deploys', 'main')
    .option('-q, --quiet', 'do not say what was written and what comes next')
    .addHelpText('after', EXAMPLE)
    .action(async (options: Options) => {
      await init(options, terminal);
      outcome.code = HOLDS;
    });
}

async function init(options: Options, terminal: Terminal): Promise<void> {
  const {
    declaredArtifact,
    judge,
    parseFederation,
    RefgateError,
    renderStarter,
    starterOmissions,
    summarizeJudgement,
    visible,
  } = await import('../../policies/index');
  if (existsSync(resolve(terminal.cwd, options.file)) && options.force !== true) {
    throw new RefgateError({
      code: 'ERR_USAGE',
      message: `\`${options.file}\` is there already`,
      fix: 'name another with `--file`, or write over it with `--force`',
    });
  }
  const starter = await answersOf(options, terminal);
  const text = renderStarter(starter);
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
  await writeTo(options.file, text, terminal);
  if (options.quiet === true) return;
  const named = options.file === 'federation.yaml' ? '' : ` --file ${options.file}`;
  const refgate = commandOf(terminal.env);
  const omitted = starterOmissions(starter)
    .map((line) => `  - ${visible(line)}\n`)
    .join('');
  terminal.out(`wrote ${options.file}: two roles, a table that holds

Not promised, as the end of the file says:
${omitted}
Look at what it says is protected in the project, and correct it where GitLab says otherwise. Then:
  ${refgate} check${named}                        what holds, and what does not
  ${refgate} report${named} --html refgate.html   the same as a page
  ${refgate} synth${named}                        write the Terraform
`);
}

/** The command as this one was started: npm sets the variable for `npx` and for scripts. */
function commandOf({ npm_command: command }: Terminal['env']): string {
  return command === 'exec'
    ? 'npx refgate'
    : command === 'run-script' || command === 'run'
      ? 'npm run -s refgate --'
      : 'refgate';
}

async function answersOf(options: Options, terminal: Terminal): Promise<Starter> {
  const { isGitlabCom } = await import('../../policies/index');
  const pasted = parseRemote(options.project ?? '');
  const remote = await originProject(terminal.cwd);
  const source = remote === undefined ? undefined : 'from remote `origin`';
  const answers = new StarterAnswers({ audience: options.audience, branch: options.branch }, terminal);
  await answers.ask([
    {
      field: 'gitlabUrl',
      flag: '--gitlab-url',
      question: 'Address of the GitLab instance',
      given: options.gitlabUrl,
      suggestion: pasted?.url ?? remote?.url ?? 'https://gitlab.com',
      source: pasted === undefined ? source : 'from `--project`',
    },
    {
      field: 'projectPath',
      flag: '--project',
      question: 'Full path of the project',
      given: options.project,
      suggestion: remote?.path,
      source,
    },
    { field: 'accountId', flag: '--account', question: 'AWS account id', given: options.account },
    {
      field: 'region',
      flag: '--region',
      question: 'AWS Region',
      given: options.region,
      suggestion: 'eu-west-1',
    },
  ]);
  const idsNeeded = isGitlabCom(answers.given.gitlabUrl ?? '');
  if (idsNeeded || options.projectId !== undefined || options.namespaceId !== undefined)
    await answers.ask([
      {
        field: 'projectId',
        flag: '--project-id',
        question: 'Id of the project (Settings > General)',
        given: options.projectId,
        optional: !idsNeeded,
      },
      {
        field: 'namespaceId',
        flag: '--namespace-id',
        question: 'Id of the group that holds it (on the page of the group)',
        given: options.namespaceId,
        optional: !idsNeeded,
      },
    ]);
  return answers.complete();
}

const EXAMPLE = `
Examples:
  $ refgate init
  $ refgate init --project acme/api --project-id 101 --namespace-id 12 \\
      --account 111122223333 --region eu-west-1
`;
