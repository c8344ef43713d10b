import { createReadStream } from 'node:fs';
import { resolve } from 'node:path';
import { Command } from 'commander';
import { CANNOT_TELL } from '../exit';
import { lines } from '../lines';
import type { Outcome } from '../program';
import type { Terminal } from '../terminal';

/** `refgate eval --batch FILE|-`: one decision for each line, in order, in constant memory. */
export function evalCommand(terminal: Terminal, outcome: Outcome): Command {
  return new Command('eval')
    .description('decide tokens against trust policies, one JSON object a line')
    .requiredOption('--batch <file>', 'JSON Lines to read; `-` is standard input')
    .addHelpText('after', EXAMPLE)
    .action(async ({ batch }: { batch: string }) => {
      const { evaluateLine, RefgateError } = await import('../../policies/index');
      const source = batch === '-' ? terminal.stdin : createReadStream(resolve(terminal.cwd, batch));
      try {
        for await (const line of lines(source)) {
          if (line.trim() === '') continue;
          const answer = evaluateLine(line);
          if ('error' in answer) outcome.code = CANNOT_TELL;
          terminal.out(`${JSON.stringify(answer)}\n`);
          await terminal.drained();
        }
      } catch (error) {
        const { code, message } = error as NodeJS.ErrnoException;
        if (code === undefined) throw error;
        throw new RefgateError({
          code: 'ERR_INPUT_READ',
          message: `cannot read \`${batch}\`: ${message}`,
          fix: 'name a readable file, or `-`',
        });
      }
    });
}

const EXAMPLE = `
Each line holds "policy" and either a token ("claims", "issuer", "account") or a raw request ("context", "principal").
The answer has "decision" (allow, deny, undetermined), "layer", "reason", and "write": whether IAM would store the policy.

Example:
  $ echo '{"id":"1","policy":{…},"issuer":"https://gitlab.com","account":"111122223333","claims":{…}}' | refgate eval --batch -
`;
