import type { Instance } from '../gitlab/index';
import type { Problem } from '../errors';
import type { DeclaredProject, TableRow } from './federation';
import { Declared, listLength } from './read/declared';
import { readGitlab } from './read/gitlab';
import { readProjects } from './read/projects';
import { ProblemCollector } from './read/problem-collector';
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
export interface TableContext {
  /** The names that `assumes` may list. */
  readonly roles: ReadonlyMap<string, unknown>;
  readonly instance?: Instance;
  readonly audience?: string;
  /** What each declared role demands, by its key. @default every role demands `audience` */
  readonly roleAudiences?: ReadonlyMap<string, string>;
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
export function parseTable(text: string, file: string, around: TableContext): ParseTable {
  const read = /\.csv$/i.test(file) ? readCsv(text, file) : readYaml(text, file);
  if (!read.ok) return read;
  const collector = new ProblemCollector(read.tree);
  for (const key of read.tree.root.children?.keys() ?? []) {
    if (SECTIONS.includes(key)) continue;
    collector.atKey([key], {
      code: 'ERR_TABLE',
      message: `unknown key \`${key}\` in a table`,
      expected: '`table`, and where no declaration tells them `gitlab` and `projects`',
    });
  }
  if (!Array.isArray(read.tree.find(['table'])?.value)) {
    collector.atValue([], {
      code: 'ERR_TABLE',
      message: 'the file has no `table`',
      expected: 'a list of rows under `table:`',
    });
  }
  const { instance, audience } = collector.has(['gitlab'])
    ? readGitlab(collector)
    : tokensOf(collector, around);
  const projects = Declared.from('project', around.projects);
  const own = readProjects(collector, instance, Declared.from('account', new Map()));
  for (const [key, project] of own.entries()) projects.declare(key, project);
  const rows = readTable(collector, Declared.from('role', around.roles, 'name a role of the input'), {
    instance,
    audience,
    roleAudiences: collector.has(['gitlab']) ? undefined : around.roleAudiences,
    projects,
  });
  const problems = collector.problems();
  if (problems.length > 0) return { ok: false, problems };
  const [issuer] = [instance?.issuer, ...rows.map(issuerOf)].filter((each) => each !== undefined);
  return { ok: true, rows, issuer };
}

function issuerOf({ token }: TableRow): string | undefined {
  if (token.kind === 'pipeline') return token.pipeline.instance.issuer;
  return typeof token.claims.iss === 'string' ? token.claims.iss : undefined;
}

/** Where rows name pipelines somebody has to say which GitLab runs them, and whom their tokens are for. */
function tokensOf(
  collector: ProblemCollector,
  { instance, audience }: TableContext,
): Pick<TableContext, 'instance' | 'audience'> {
  const pipelines = Array.from({ length: listLength(collector, ['table']) }, (_, index) => [
    'table',
    index,
    'pipeline',
  ]).filter((path) => collector.has(path));
  const [first] = pipelines;
  const spoken = pipelines
    .map((path) => collector.tree.find([...path, 'audience'])?.value)
    .find((value) => typeof value === 'string');
  const silent = pipelines.find((path) => !collector.has([...path, 'audience']));
  const expected =
    '`gitlab: { url: …, audience: … }` in a table of YAML, or a declaration with the same projects';
  if (instance === undefined && first !== undefined) {
    collector.atValue(first, {
      code: 'ERR_TABLE',
      message: 'nothing tells which GitLab runs the pipeline',
      expected,
    });
  } else if (audience === undefined && silent !== undefined) {
    collector.atValue(silent, {
      code: 'ERR_TABLE',
      message: 'nothing tells the audience of the token',
      expected: `\`audience\` in the row, ${expected}`,
    });
  }
  return { instance, audience: audience ?? spoken ?? '' };
}
