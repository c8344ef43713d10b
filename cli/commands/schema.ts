import { Command } from 'commander';
import { writeOutput } from '../output/write-output';
import type { Outcome } from '../output/exit';
import type { Terminal } from '../output/terminal';

/** `refgate schema`: the JSON Schema of federation.yaml, for editors. */
export function schemaCommand(terminal: Terminal, _outcome: Outcome): Command {
  return new Command('schema')
    .description('print the JSON Schema of federation.yaml, for editor completion')
    .option('--write', 'write it to federation.schema.json instead')
    .addHelpText('after', '\nExample:\n  $ refgate schema > federation.schema.json\n')
    .action(async ({ write }: { write?: boolean }) => {
      const { federationJsonSchema } = await import('../../policies/index');
      const text = `${JSON.stringify(federationJsonSchema(), null, 2)}\n`;
      await writeOutput(text, write === true ? { output: 'federation.schema.json' } : {}, terminal);
    });
}
