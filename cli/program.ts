import { Command, CommanderError } from 'commander';
import { CANNOT_TELL, HOLDS, type Outcome } from './output/exit';
import type { Terminal } from './output/terminal';
import type { Problem } from '../policies/index';
import { auditCommand } from './commands/audit';
import { bootstrapCommand } from './commands/bootstrap';
import { checkCommand } from './commands/check';
import { ciCommand } from './commands/ci';
import { completionCommand } from './commands/completion';
import { diffCommand } from './commands/diff';
import { doctorCommand } from './commands/doctor';
import { evalCommand } from './commands/eval';
import { explainCheckCommand } from './commands/explain-check';
import { explainCommand } from './commands/explain';
import { initCommand } from './commands/init';
import { proveCommand } from './commands/prove';
import { publishIssuerCommand } from './commands/publish-issuer';
import { pullCommand } from './commands/pull';
import { reportCommand } from './commands/report';
import { schemaCommand } from './commands/schema';
import { stsCommand } from './commands/sts';
import { synthCommand } from './commands/synth';
import { tokenCommand } from './commands/token';
import { verifyCommand } from './commands/verify';
import { unknownCommand, usageProblem } from './usage-error';
import { withoutTokens } from './inputs/jwt';
import { visibleText } from '../policies/report/visible';
import { VERSION } from './version';

/**
 * Runs the command line.
 * @param args without `node` and the script
 * @returns 0 = all holds, 1 = findings or refuted, 2 = could not tell or could not run
 */
export async function run(args: readonly string[], process: Terminal): Promise<number> {
  // a token on the command line is somebody's mistake, and no message repeats it
  const terminal: Terminal = {
    ...process,
    err: (text) => process.err(visibleText(withoutTokens(text))),
  };
  const outcome: Outcome = { code: HOLDS };
  const root = program(terminal, outcome);
  const [word, ...rest] = args;
  const asked = word === 'help' ? rest.find((arg) => !arg.startsWith('-')) : word;
  try {
    if (asked !== undefined && !asked.startsWith('-') && commandOf(root, asked) === undefined)
      throw await misuse(await unknownCommand(asked, root));
    const line = word === 'help' ? [...(asked === undefined ? [] : [asked]), '--help'] : [...args];
    await root.parseAsync(line, { from: 'user' });
    return outcome.code;
  } catch (error) {
    if (!(error instanceof CommanderError)) return explainFailure(error, terminal);
    if (error.exitCode === 0) return HOLDS;
    if (error.code === 'commander.help') return CANNOT_TELL;
    const command = commandOf(root, asked ?? '') ?? root;
    return explainFailure(await misuse(await usageProblem(error, root, command)), terminal);
  }
}

function commandOf(root: Command, name: string): Command | undefined {
  return root.commands.find((command) => command.name() === name);
}

async function misuse(problem: Problem): Promise<Error> {
  const { RefgateError } = await import('../policies/index');
  return new RefgateError(problem);
}

/** The tree of commands and options: also what the reference is generated from. */
export function program(terminal: Terminal, outcome: Outcome): Command {
  const root = new Command('refgate')
    .description(
      'Generate the Terraform that lets GitLab CI jobs assume AWS roles with OIDC, and prove which Git refs can assume the role.',
    )
    .version(VERSION, '-V, --version', 'print the version')
    .addHelpText(
      'after',
      `
Examples:
  $ refgate init                          a first federation.yaml
  $ refgate check                         what holds, and what does not
  $ refgate report --html refgate.html    the same as a page

Exit codes: 0 all holds, 1 findings or a broken promise, 2 could not tell or
could not run.`,
    );
  const commands = [
    initCommand,
    synthCommand,
    checkCommand,
    explainCommand,
    explainCheckCommand,
    evalCommand,
    proveCommand,
    diffCommand,
    reportCommand,
    ciCommand,
    bootstrapCommand,
    stsCommand,
    tokenCommand,
    verifyCommand,
    doctorCommand,
    auditCommand,
    pullCommand,
    publishIssuerCommand,
    schemaCommand,
    completionCommand,
  ];
  for (const build of commands) root.addCommand(build(terminal, outcome));
  for (const command of [root, ...root.commands]) {
    command
      .exitOverride()
      .helpOption('-h, --help', 'print help')
      .configureOutput({
        writeOut: terminal.out,
        writeErr: terminal.err,
        outputError: () => undefined,
        getOutHelpWidth: () => terminal.columns,
        getErrHelpWidth: () => terminal.columns,
      })
      .showSuggestionAfterError(true);
  }
  return root;
}

function explainFailure(error: unknown, terminal: Terminal): number {
  if (error instanceof Error && error.name === 'RefgateError') terminal.err(`${error.message}\n`);
  else
    terminal.err(
      `ERR_INTERNAL: ${error instanceof Error ? error.message : String(error)}; please report this\n`,
    );
  return CANNOT_TELL;
}
