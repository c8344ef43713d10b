import type { Problem } from '../errors';
import type { Federation, TableRow } from './federation';
import { Declared } from './read/declared';
import { Reading } from './read/reading';
import { readTable } from './read/table';
import { readYaml } from './read-yaml';

/** The rows of a table, or everything that is wrong with its text. */
export type ParseTable =
  | { readonly ok: true; readonly rows: readonly TableRow[] }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/**
 * Reads a table that lives in a file of its own: YAML with one key `table:`, rows as in a federation. Projects and roles are
 * those of the federation. Never throws.
 *
 * @param text the YAML text
 * @param file its name, for positions
 */
export function parseTable(text: string, file: string, federation: Federation): ParseTable {
  const yaml = readYaml(text, file);
  if (!yaml.ok) return yaml;
  const reading = new Reading(yaml.tree);
  for (const key of yaml.tree.root.children?.keys() ?? []) {
    if (key === 'table') continue;
    reading.atKey([key], {
      code: 'ERR_TABLE',
      message: `unknown key \`${key}\` in a table`,
      expected: '`table`',
    });
  }
  if (!Array.isArray(yaml.tree.find(['table'])?.value)) {
    reading.atValue([], {
      code: 'ERR_TABLE',
      message: 'the file has no `table`',
      expected: 'a list of rows under `table:`',
    });
  }
  const rows = readTable(reading, Declared.from('role', federation.roles), {
    instance: federation.instance,
    audience: federation.audience,
    projects: Declared.from('project', federation.projects),
  });
  const problems = reading.problems();
  return problems.length > 0 ? { ok: false, problems } : { ok: true, rows };
}
