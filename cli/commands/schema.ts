import { Argument, Command } from 'commander';
import { writeOutput } from '../output/write-output';
import type { Outcome } from '../output/exit';
import type { Terminal } from '../output/terminal';

/** Each published format by the name of its file, and what it is. */
const SCHEMAS = {
  federation: 'federation.yaml, for editor completion',
  report: 'the JSON of `refgate check`',
  audit: 'the JSON of `refgate audit`',
  'gitlab-snapshot': 'what `refgate pull --snapshot` writes',
} as const;
type SchemaName = keyof typeof SCHEMAS;
const NAMES = Object.keys(SCHEMAS) as readonly SchemaName[];

/** `refgate schema`: the JSON Schema of each published format. */
export function schemaCommand(terminal: Terminal, _outcome: Outcome): Command {
  return new Command('schema')
    .description('print the JSON Schema of federation.yaml, or of another published format')
    .addArgument(new Argument('[format]', 'which format').choices([...NAMES]).default('federation'))
    .option('--write', 'write it to FORMAT.schema.json instead')
    .addHelpText('after', HELP)
    .action(async (format: SchemaName, { write }: { write?: boolean }) => {
      const text = `${JSON.stringify(await schemaOf(format), null, 2)}\n`;
      await writeOutput(text, write === true ? { output: `${format}.schema.json` } : {}, terminal);
    });
}

async function schemaOf(format: SchemaName): Promise<object> {
  const { auditJsonSchema, federationJsonSchema, reportJsonSchema, snapshotJsonSchema } =
    await import('../../policies/index');
  switch (format) {
    case 'federation':
      return federationJsonSchema();
    case 'report':
      return reportJsonSchema();
    case 'audit':
      return auditJsonSchema();
    case 'gitlab-snapshot':
      return snapshotJsonSchema();
  }
}

const HELP = `
Formats:
${NAMES.map((name) => `  ${name.padEnd(16)} ${SCHEMAS[name]}`).join('\n')}

Examples:
  $ refgate schema > federation.schema.json
  $ refgate schema audit
`;
