import type { Command } from 'commander';
import type { CommandInput } from './command-input';
import type { Terminal } from '../output/terminal';
import { readText } from './text-input';

export interface TableOptions {
  /** A table that lives in a file of its own. */
  readonly table?: string;
}

/** The option of every command that runs a table. */
export function tableOption(command: Command): Command {
  return command.option(
    '--table <file>',
    'pipelines of a file of its own (YAML or CSV), for every role of the input; instead of those of the declaration',
  );
}

/** The text of a table by its file: two versions are judged by one table, and standard input can be read once. */
const texts = new WeakMap<Terminal, Map<string, Promise<string>>>();

function tableText(file: string, terminal: Terminal): Promise<string> {
  const known = texts.get(terminal) ?? new Map<string, Promise<string>>();
  texts.set(terminal, known);
  const text = known.get(file) ?? readText(file, terminal);
  known.set(file, text);
  return text;
}

/**
 * The input with the table that the user named in place of the one of its declaration.
 * @throws RefgateError with every problem of the table
 */
export async function withTableFile(
  commandInput: CommandInput,
  { table: file }: TableOptions,
  terminal: Terminal,
): Promise<CommandInput> {
  if (file === undefined) return commandInput;
  const { parseTable, RefgateError, tableContext } = await import('../../policies/index');
  const text = await tableText(file, terminal);
  const table = parseTable(text, file, tableContext(commandInput.artifacts, commandInput.federation));
  if (!table.ok) throw new RefgateError(table.problems);
  const { rows, issuer } = table;
  if (rows.length > 0 && issuer !== undefined) return { ...commandInput, table: { rows, issuer } };
  throw new RefgateError({
    code: 'ERR_TABLE',
    message:
      rows.length === 0
        ? `\`${file}\` has no row: it proves nothing`
        : `nothing tells whose tokens \`${file}\` is about`,
    expected:
      rows.length === 0 ? 'at least one' : '`iss` in the claims, or `gitlab: { url: …, audience: … }`',
  });
}
