import { Command } from 'commander';
import { runBatch } from '../batch';
import type { Outcome } from '../program';
import type { Terminal } from '../terminal';

/** `refgate prove --batch FILE|-`: one verdict for each line, in order, in constant memory. */
export function proveCommand(terminal: Terminal, outcome: Outcome): Command {
  return new Command('prove')
    .description('decide properties of trust policies for every token there is, one JSON object a line')
    .requiredOption('--batch <file>', 'JSON Lines to read; `-` is standard input')
    .addHelpText('after', EXAMPLE)
    .action(async ({ batch }: { batch: string }) => {
      const { proveLine } = await import('../../policies/index');
      outcome.code = await runBatch(batch, terminal, (line) => proveLine(line, () => performance.now()));
    });
}

const EXAMPLE = `
Each line holds "property" (implies, equivalent, disjoint, admits_nothing, only_protected_refs), "policy", for two of them "other",
"issuer", and where wanted "world" (gitlab or any_sub) and the declared "project". The answer has "verdict" (proved, refuted,
undecided), "reason", and for a refuted property the "counterexample": a token, or in any_sub a request context. A refuted
property is an answer like any other: the exit code is 2 for a line that could not be read, and else 0.

Example:
  $ echo '{"id":"1","property":"implies","policy":{…},"other":{…},"issuer":"https://gitlab.com"}' | refgate prove --batch -
`;
