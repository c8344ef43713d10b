import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { Command } from 'commander';
import type { PulledProject, Starter } from '../../policies/index';
import type { GitlabApiOptions } from '../inputs/gitlab-api';
import { schemaLine } from '../inputs/schema-line';
import { HOLDS, type Outcome } from '../output/exit';
import { originProject, parseRemote } from '../inputs/git-remote';
import { writeTo } from '../output/write-output';
import { fillStarter, hasGitlabToken, projectFromGitlab } from './init-from-gitlab';
import { StarterAnswers } from './starter-answers';
import type { Terminal } from '../output/terminal';

interface Options extends Partial<Starter>, GitlabApiOptions {
  readonly file: string;
  readonly force?: boolean;
  readonly project?: string;
  readonly account?: string;
  readonly audience?: string;
  readonly branch?: string;
  readonly offline?: boolean;
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
    .option(
      '--branch <branch>',
      'the protected branch that deploys; default: the default branch in GitLab, or main',
    )
    .option('--api <url>', 'address of the API; default: that of the instance with `/api/v4`')
    .option('--offline', 'do not ask GitLab, although `GITLAB_TOKEN` is set')
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
  const { starter, project } = await answersOf(options, terminal);
  const fromGitlab = project?.branches !== undefined && project.tags !== undefined;
  const blank = renderStarter(starter, { fromGitlab });
  const filled =
    project === undefined ? { text: blank, remarks: [] } : await fillStarter(blank, starter.branch, project);
  const { remarks } = filled;
  const text = `${schemaLine(options.file, terminal.cwd)}${filled.text}`;
  const parsed = parseFederation(text, options.file);
  if (!parsed.ok) throw new RefgateError(parsed.problems);
  const verdict = summarizeJudgement(
    judge({ federation: parsed.federation, artifacts: [declaredArtifact(parsed.federation)] }),
  );
  if (verdict !== 'holds' && project === undefined)
    throw new RefgateError({
      code: 'ERR_INTERNAL',
      message: 'the first declaration does not hold',
      fix: 'please report this',
    });
  await writeTo(options.file, text, terminal);
  if (options.quiet === true) return;
  const named = options.file === 'federation.yaml' ? '' : ` --file ${options.file}`;
  const refgate = commandOf(terminal.env);
  const omitted = starterOmissions(starter, { fromGitlab })
    .map((line) => `  - ${visible(line)}\n`)
    .join('');
  const look = fromGitlab
    ? 'The project is declared as GitLab has it; `refgate pull` updates it. Next:'
    : 'Look at what it says is protected in the project, and correct it where GitLab says otherwise. Then:';
  const holds =
    verdict === 'holds' ? 'a table that holds' : 'and a table that does not hold for this project yet';
  const remarked =
    remarks.length === 0 ? '' : `\nOf GitLab:\n${remarks.map((line) => `  - ${visible(line)}\n`).join('')}`;
  terminal.out(`wrote ${options.file}: two roles, ${holds}
${remarked}
Not promised, as the end of the file says:
${omitted}
${look}
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

interface Answers {
  readonly starter: Starter;
  /** As GitLab has it, where it was asked. */
  readonly project?: PulledProject;
}

async function answersOf(options: Options, terminal: Terminal): Promise<Answers> {
  const { isGitlabCom } = await import('../../policies/index');
  const pasted = parseRemote(options.project ?? '');
  const remote = await originProject(terminal.cwd);
  const source = remote === undefined ? undefined : 'from remote `origin`';
  const answers = new StarterAnswers(
    { audience: options.audience, branch: options.branch ?? 'main' },
    terminal,
  );
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
  const project =
    options.offline === true || !hasGitlabToken(terminal.env)
      ? undefined
      : await projectFromGitlab(
          {
            gitlabUrl: answers.given.gitlabUrl ?? '',
            projectPath: answers.given.projectPath ?? '',
            projectId: options.projectId,
          },
          options,
          terminal,
        );
  const idsNeeded = isGitlabCom(answers.given.gitlabUrl ?? '');
  const { projectId = project?.id, namespaceId = project?.namespaceId } = options;
  if (idsNeeded || projectId !== undefined || namespaceId !== undefined)
    await answers.ask([
      {
        field: 'projectId',
        flag: '--project-id',
        question: 'Id of the project (Settings > General)',
        given: projectId,
        optional: !idsNeeded,
      },
      {
        field: 'namespaceId',
        flag: '--namespace-id',
        question: 'Id of the group that holds it (on the page of the group)',
        given: namespaceId,
        optional: !idsNeeded,
      },
    ]);
  const starter = await answers.complete();
  const branch = options.branch ?? project?.defaultBranch ?? starter.branch;
  return { starter: { ...starter, branch }, project };
}

const EXAMPLE = `
With \`GITLAB_TOKEN\` (scope \`read_api\`, role Maintainer in the project) the ids,
the protection rules and the settings are those that GitLab has.

Examples:
  $ refgate init
  $ refgate init --project acme/api --project-id 101 --namespace-id 12 \\
      --account 111122223333 --region eu-west-1
`;
