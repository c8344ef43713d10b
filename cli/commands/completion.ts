import { Argument, Command } from 'commander';
import { completionScript, SHELLS, type Shell } from './completion-script';
import type { Outcome } from '../output/exit';
import type { Terminal } from '../output/terminal';

/** `refgate completion SHELL`: the script that completes commands and options. */
export function completionCommand(terminal: Terminal, _outcome: Outcome): Command {
  const command = new Command('completion')
    .description('print the completion script of a shell')
    .addArgument(new Argument('<shell>', 'the shell').choices([...SHELLS]))
    .addHelpText('after', '\nExample:\n  $ eval "$(refgate completion bash)"\n');
  return command.action((shell: Shell) => terminal.out(completionScript(command.parent as Command, shell)));
}
