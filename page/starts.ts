import {
  DEFAULT_SUB_CLAIM,
  decodeCell,
  rowPipeline,
  type PageReport,
  type PageRow,
  type Pipeline,
  type RawClaims,
} from '../policies/index';

type Project = Pipeline['project'];

/** A pipeline that the form can begin with. */
export interface Start {
  readonly name: string;
  readonly pipeline: Pipeline;
  /** Roles that the row lists: every other one must refuse, whatever audience is registered. */
  readonly assumes?: ReadonlySet<string>;
}

/** What the form can begin with, by where it comes from. */
export interface Starts {
  readonly rows: readonly Start[];
  readonly projects: readonly Start[];
  /** Projects by path. */
  readonly known: ReadonlyMap<string, Project>;
}

/**
 * The rows of a report, and its projects: those of the declaration, or else those of the rows, or else those that tokens name.
 * @param issuer of pipelines that nothing else tells
 */
export function startsOf(report: PageReport, issuer: string): Starts {
  const rows = report.rows.flatMap((row) => rowStart(report, row) ?? []);
  const [first] = rows;
  const instance = report.gitlab?.instance ?? first?.pipeline.instance ?? { url: issuer, issuer };
  const registered = report.roles.find(({ clientIds }) => clientIds?.[0] !== undefined)?.clientIds?.[0];
  const audience = report.gitlab?.audience ?? registered ?? 'sts.amazonaws.com';
  const named = namedProjects(report);
  const projects = (named.length > 0 ? named : [{ name: 'group/project', project: UNKNOWN }]).map(
    ({ name, project }): Start => ({
      name,
      pipeline: { instance, project, target: { kind: 'branch', name: 'main' }, source: 'push', audience },
    }),
  );
  return { rows, projects, known: new Map(named.map(({ project }) => [project.path, project])) };
}

/** The pipeline of a row, and what the row expects of it. */
export function rowStart(report: PageReport, row: PageRow): Start | undefined {
  const pipeline = rowPipeline(report, row);
  if (pipeline === undefined) return undefined;
  const expected = [...row.letters].flatMap((letter, column) => {
    const role = report.roles[column];
    return role !== undefined && decodeCell(letter)?.expected === true ? [role.key] : [];
  });
  return { name: `row ${row.number}: ${row.label}`, pipeline, assumes: new Set(expected) };
}

const UNKNOWN: Project = {
  path: 'group/project',
  protectedBranches: 'unknown',
  protectedTags: 'unknown',
  protectedEnvironments: 'unknown',
  subClaim: DEFAULT_SUB_CLAIM,
  visibility: 'private',
};

interface NamedProject {
  readonly name: string;
  readonly project: Project;
}

function namedProjects(report: PageReport): readonly NamedProject[] {
  const declared = report.gitlab?.projects ?? [];
  if (declared.length > 0) return declared.map(({ key, ...project }) => ({ name: key, project }));
  const found = new Map<string, Project>();
  for (const project of [...report.projects, ...report.tokens.flatMap(projectOfToken)])
    if (!found.has(project.path)) found.set(project.path, project);
  return [...found].map(([name, project]) => ({ name, project }));
}

function projectOfToken({
  project_path: path,
  project_id: id,
  namespace_id: namespaceId,
}: RawClaims): Project[] {
  if (typeof path !== 'string') return [];
  return [
    {
      ...UNKNOWN,
      path,
      id: typeof id === 'string' ? id : undefined,
      namespaceId: typeof namespaceId === 'string' ? namespaceId : undefined,
    },
  ];
}
