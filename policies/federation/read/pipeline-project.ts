import type { z } from 'zod';
import { DEFAULT_SUB_CLAIM, namespacePath, type Project, type TokenOrigin } from '../../gitlab/index';
import { quote } from '../../errors';
import type { DeclaredProject } from '../federation';
import type { pipelineSchema } from '../schema/pipeline';
import type { Path } from '../yaml-tree';
import type { Declared } from './declared';
import { exactlyOne } from './exactly-one';
import type { ProblemCollector } from './problem-collector';
import type { Fields } from './unit';

export type PipelineFields = Fields<z.output<typeof pipelineSchema>>;

/** The project that a row speaks of, and how to call it. `parent` is there for a fork. */
export interface PipelineProject {
  readonly origin: Exclude<TokenOrigin, 'successor'>;
  readonly project: Project;
  readonly parent?: DeclaredProject;
  readonly label: string;
}

/** Well-known outsiders of the examples; where a declared project has the number, the next free one is taken. */
const FORK_IDS = { id: 909, namespaceId: 77 } as const;
const IMPOSTOR_IDS = { id: 555_555, namespaceId: 666_666 } as const;
const STRANGER_IDS = { id: 900_001, namespaceId: 900_002 } as const;

/** Reads who runs a row's pipeline: a declared project, a fork or an impostor of one, or a project that is not declared. */
export function readPipelineProject(
  collector: ProblemCollector,
  path: Path,
  fields: PipelineFields,
  projects: Declared<DeclaredProject>,
): PipelineProject | undefined {
  const keys = ['project', 'fork_of', 'impostor_of', 'path'] as const;
  const isFork = collector.has([...path, 'fork_of']);
  const key = exactlyOne(
    collector,
    path,
    isFork ? keys.slice(0, 3) : keys,
    'who runs the pipeline',
    'ERR_PIPELINE',
  );
  if (key !== 'project')
    refuseKeys(collector, path, ['renamed_to', 'transferred_to'], 'a declared project, `project:`');
  switch (key) {
    case undefined:
      return undefined;
    case 'project':
      refuseKeys(collector, path, ['id', 'namespace_id'], 'a project that is not declared');
      return declaredProject(collector, path, fields, projects);
    case 'fork_of':
    case 'impostor_of': {
      const target = projects.resolve(collector, fields[key], [...path, key]);
      if (target === undefined) return undefined;
      const owner =
        key === 'fork_of' ? forkOf(target, fields, projects) : impostorOf(target, fields, projects);
      checkOutsider(collector, path, owner, fields, projects);
      return owner;
    }
    case 'path':
      return stranger(collector, path, fields, projects);
  }
}

function declaredProject(
  collector: ProblemCollector,
  path: Path,
  fields: PipelineFields,
  projects: Declared<DeclaredProject>,
): PipelineProject | undefined {
  const project = projects.resolve(collector, fields.project, [...path, 'project']);
  if (project === undefined) return undefined;
  const { renamed_to: renamed, transferred_to: transferred } = fields;
  if (renamed !== undefined && transferred !== undefined) {
    collector.atKey([...path, 'transferred_to'], {
      code: 'ERR_PIPELINE',
      message: '`transferred_to` stands beside `renamed_to`',
      fix: 'a transfer may give a new name too: remove `renamed_to`',
    });
  }
  if (transferred !== undefined) {
    const moved = { ...project, path: transferred.path, namespaceId: String(transferred.namespace_id) };
    return { origin: 'renamed', project: moved, label: `${project.key} moved to ${transferred.path}` };
  }
  if (renamed !== undefined) {
    return {
      origin: 'renamed',
      project: { ...project, path: renamed },
      label: `${project.key} as ${renamed}`,
    };
  }
  return { origin: 'declared', project, label: project.key };
}

function forkOf(
  parent: DeclaredProject,
  fields: PipelineFields,
  projects: Declared<DeclaredProject>,
): PipelineProject {
  const name = parent.path.slice(parent.path.lastIndexOf('/') + 1);
  const project = outsider(fields.path ?? `mallory/${name}`, parent, fields, projects, FORK_IDS);
  return { origin: 'undeclared', project, parent, label: `fork of ${parent.key}` };
}

function impostorOf(
  target: DeclaredProject,
  fields: PipelineFields,
  projects: Declared<DeclaredProject>,
): PipelineProject {
  const project = outsider(target.path, target, fields, projects, IMPOSTOR_IDS);
  return { origin: 'impostor', project, label: `impostor of ${target.key}` };
}

function stranger(
  collector: ProblemCollector,
  path: Path,
  fields: PipelineFields,
  projects: Declared<DeclaredProject>,
): PipelineProject | undefined {
  if (fields.path === undefined) return undefined;
  const declared = [...projects.entries().values()];
  const twin = declared.find((project) => project.path === fields.path);
  if (twin !== undefined) {
    collector.atValue([...path, 'path'], {
      code: 'ERR_PIPELINE',
      message: `${quote(fields.path)} is the declared project ${quote(twin.key)}`,
      fix: `write ${quote(`project: ${twin.key}`)}, or ${quote(`impostor_of: ${twin.key}`)} for one that took its path`,
    });
    return undefined;
  }
  const outside = outsider(fields.path, declared[0], fields, projects, STRANGER_IDS);
  const project = { ...outside, ...leftOpen(outside, fields, declared) };
  const owner: PipelineProject = { origin: 'undeclared', project, label: fields.path };
  checkOutsider(collector, path, owner, fields, projects);
  return owner;
}

/** Ids that the row omits may be anything but those of declared projects, which GitLab gives once. */
function leftOpen(
  project: Project,
  fields: PipelineFields,
  declared: readonly DeclaredProject[],
): Required<Pick<Project, 'open'>> {
  const ids = declared.flatMap(({ id }) => id ?? []);
  const namespaces = declared.flatMap(({ namespaceId }) => namespaceId ?? []);
  // the namespace of a declared neighbour is known
  const isNeighbour = namespaces.includes(project.namespaceId ?? '');
  return {
    open: {
      id: fields.id === undefined ? ids : undefined,
      namespace_id: fields.namespace_id === undefined && !isNeighbour ? namespaces : undefined,
    },
  };
}

/**
 * A project whose rules nobody here knows. Its `sub` components are those of the declared project it stands beside: an
 * attacker sets what helps most.
 */
function outsider(
  path: string,
  model: DeclaredProject | undefined,
  fields: PipelineFields,
  projects: Declared<DeclaredProject>,
  ids: { readonly id: number; readonly namespaceId: number },
): Project {
  const declared = [...projects.entries().values()];
  const takenIds = new Set(declared.map((project) => project.id));
  const takenNamespaces = new Set(declared.map((project) => project.namespaceId));
  const neighbour = declared.find(
    (project) => project.path !== path && namespacePath(project.path) === namespacePath(path),
  );
  const impostor = declared.some((project) => project.path === path);
  const namespace = impostor ? undefined : neighbour?.namespaceId;
  return {
    path,
    id: fields.id === undefined ? free(ids.id, takenIds) : String(fields.id),
    namespaceId:
      fields.namespace_id === undefined
        ? (namespace ?? free(ids.namespaceId, takenNamespaces))
        : String(fields.namespace_id),
    protectedBranches: 'unknown',
    protectedTags: 'unknown',
    protectedEnvironments: 'unknown',
    subClaim: model?.subClaim ?? DEFAULT_SUB_CLAIM,
    visibility: 'private',
  };
}

function free(start: number, taken: ReadonlySet<string | undefined>): string {
  let id = start;
  while (taken.has(String(id))) id += 1;
  return String(id);
}

/** Ids are GitLab's own: two projects never share one. */
function checkOutsider(
  collector: ProblemCollector,
  path: Path,
  owner: PipelineProject,
  fields: PipelineFields,
  projects: Declared<DeclaredProject>,
): void {
  if (fields.id === undefined) return;
  const twin = [...projects.entries().values()].find((project) => project.id === owner.project.id);
  if (twin === undefined) return;
  collector.atValue([...path, 'id'], {
    code: 'ERR_PIPELINE',
    message: `${quote(String(fields.id))} is the id of the declared project ${quote(twin.key)}`,
    expected: 'an id that no declared project has',
    fix: `for the project itself write ${quote(`project: ${twin.key}`)}`,
  });
}

function refuseKeys(collector: ProblemCollector, path: Path, keys: readonly string[], where: string): void {
  for (const key of keys.filter((name) => collector.has([...path, name]))) {
    collector.atKey([...path, key], {
      code: 'ERR_PIPELINE',
      message: `${quote(key)} only goes with ${where}`,
      fix: 'remove it',
    });
  }
}
