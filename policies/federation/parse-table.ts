import type { Instance } from '../gitlab/index';
import type { Problem } from '../errors';
import type { DeclaredProject, TableRow } from './federation';
import { Declared, listLength } from './read/declared';
import { readGitlab } from './read/gitlab';
import { readProjects } from './read/projects';
import { Reading } from './read/reading';
import { readTable } from './read/table';
import { readCsv } from './read-csv';
import { readYaml } from './read-yaml';

/** The rows of a table, or everything that is wrong with its text. */
export type ParseTable =
  | {
      readonly ok: true;
      readonly rows: readonly TableRow[];
      /** Whose tokens the table is about; absent when nothing tells. */
      readonly issuer?: string;
    }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** What is known around a table: of a federation, or of policies that nobody declared here. */
export interface TableSurroundings {
  /** The names that `assumes` may list. */
  readonly roles: ReadonlyMap<string, unknown>;
  readonly instance?: Instance;
  readonly audience?: string;
  readonly projects: ReadonlyMap<string, DeclaredProject>;
}

const SECTIONS: readonly string[] = ['table', 'gitlab', 'projects'];

/**
 * Reads a table that lives in a file of its own: rows as in a federation, in YAML under `table:`, or in CSV where the name ends in
 * `.csv`. A YAML file may bring `gitlab:` and `projects:` of its own. Never throws.
 *
 * @param text the text
 * @param file its name, for positions
 */
export function parseTable(text: string, file: string, around: TableSurroundings): ParseTable {
  const read = /\.csv$/i.test(file) ? readCsv(text, file) : readYaml(text, file);
  if (!read.ok) return read;
  const reading = new Reading(read.tree);
  for (const key of read.tree.root.children?.keys() ?? []) {
    if (SECTIONS.includes(key)) continue;
    reading.atKey([key], {
      code: 'ERR_TABLE',
      message: `unknown key \`${key}\` in a table`,
      expected: '`table`, and where no declaration tells them `gitlab` and `projects`',
    });
  }
  if (!Array.isArray(read.tree.find(['table'])?.value)) {
    reading.atValue([], {
      code: 'ERR_TABLE',
      message: 'the file has no `table`',
      expected: 'a list of rows under `table:`',
    });
  }
  const { instance, audience } = reading.has(['gitlab']) ? readGitlab(reading) : tokensOf(reading, around);
  const projects = Declared.from('project', around.projects);
  const own = readProjects(reading, instance, Declared.from('account', new Map()));
  for (const [key, project] of own.entries()) projects.declare(key, project);
  const rows = readTable(reading, Declared.from('role', around.roles, 'name a role of the input'), {
    ...(instance === undefined ? {} : { instance }),
    ...(audience === undefined ? {} : { audience }),
    projects,
  });
  const problems = reading.problems();
  if (problems.length > 0) return { ok: false, problems };
  const [issuer] = [instance?.issuer, ...rows.map(issuerOf)].filter((each) => each !== undefined);
  return { ok: true, rows, ...(issuer === undefined ? {} : { issuer }) };
}

function issuerOf({ token }: TableRow): string | undefined {
  if (token.kind === 'pipeline') return token.pipeline.instance.issuer;
  return typeof token.claims.iss === 'string' ? token.claims.iss : undefined;
}

/** Where rows name pipelines somebody has to say which GitLab runs them, and whom their tokens are for. */
function tokensOf(
  reading: Reading,
  { instance, audience }: TableSurroundings,
): Pick<TableSurroundings, 'instance' | 'audience'> {
  const pipelines = Array.from({ length: listLength(reading, ['table']) }, (_, index) => [
    'table',
    index,
    'pipeline',
  ]).filter((path) => reading.has(path));
  const [first] = pipelines;
  const spoken = pipelines
    .map((path) => reading.tree.find([...path, 'audience'])?.value)
    .find((value) => typeof value === 'string');
  const silent = pipelines.find((path) => !reading.has([...path, 'audience']));
  const expected =
    '`gitlab: { url: …, audience: … }` in a table of YAML, or a declaration with the same projects';
  if (instance === undefined && first !== undefined) {
    reading.atValue(first, {
      code: 'ERR_TABLE',
      message: 'nothing tells which GitLab runs the pipeline',
      expected,
    });
  } else if (audience === undefined && silent !== undefined) {
    reading.atValue(silent, {
      code: 'ERR_TABLE',
      message: 'nothing tells the audience of the token',
      expected: `\`audience\` in the row, ${expected}`,
    });
  }
  return { ...(instance === undefined ? {} : { instance }), audience: audience ?? spoken ?? '' };
}
