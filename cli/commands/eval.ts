import { Command } from 'commander';
import { runBatch } from './batch';
import type { Outcome } from '../output/exit';
import type { Terminal } from '../output/terminal';

/** `refgate eval --batch FILE|-`: one decision for each line, in order, in constant memory. */
export function evalCommand(terminal: Terminal, outcome: Outcome): Command {
  return new Command('eval')
    .description('decide tokens against trust policies, one JSON object a line')
    .requiredOption('--batch <file>', 'JSON Lines to read; `-` is standard input')
    .addHelpText('after', EXAMPLE)
    .action(async ({ batch }: { batch: string }) => {
      const { evaluateLine } = await import('../../policies/index');
      outcome.code = await runBatch(batch, terminal, evaluateLine);
    });
}

const EXAMPLE = `
Each line holds "policy" and either a token ("claims", "issuer", "account") or
a raw request ("context", "principal"); "role_arn", "session_name" and "now"
are optional. The answer has "decision" (allow, deny, undetermined), "layer",
"reason", "write": whether IAM would store the policy, and "aws_code": the
error code of AWS for a refusal.

Example:
  $ echo '{"id":"1","policy":{…},"issuer":"https://gitlab.com","account":"111122223333","claims":{…}}' | refgate eval --batch -
`;
