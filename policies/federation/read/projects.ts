import { formatPosition, quote } from '../../errors';
import { atLeast, isGitlabCom } from '../../gitlab/instance';
import type { Instance } from '../../gitlab/instance';
import type { Protection } from '../../gitlab/project';
import { refPatternProblem } from '../../gitlab/refs';
import { DEFAULT_SUB_CLAIM } from '../../gitlab/subject';
import type { SubClaimComponent } from '../../gitlab/subject';
import type { DeclaredProject } from '../federation';
import type { Fault } from '../fault';
import { projectSchema } from '../schema/project';
import type { Path } from '../yaml-tree';
import { Declared, keyFault, sectionKeys } from './declared';
import type { Reading } from './reading';
import type { Fields } from './unit';
import { readUnit } from './unit';
import type { z } from 'zod';

type ProjectFields = Fields<z.output<typeof projectSchema>>;

/** The release that brought each component; the list itself came with 17.10. */
const COMPONENT_SINCE: Readonly<Partial<Record<SubClaimComponent, readonly [number, number]>>> = {
  ref_protected: [18, 7],
  environment_protected: [18, 7],
  deployment_tier: [18, 7],
  project_id: [19, 0],
};

export function readProjects(reading: Reading, instance: Instance | undefined): Declared<DeclaredProject> {
  const projects = new Declared<DeclaredProject>('project');
  const taken = new Map<string, string>();
  for (const key of sectionKeys(reading, ['projects'])) {
    const path = ['projects', key];
    const badKey = keyFault('project', key);
    if (badKey !== undefined) reading.atKey(path, badKey);
    const fields = readUnit(reading, projectSchema, path);
    checkIds(reading, path, key, fields, instance);
    checkSubClaim(reading, path, fields, instance);
    checkRules(reading, path);
    checkUnique(reading, path, key, fields, taken);
    projects.declare(key, toProject(key, fields, reading, path));
  }
  return projects;
}

function toProject(
  key: string,
  fields: ProjectFields,
  reading: Reading,
  path: Path,
): DeclaredProject | undefined {
  // Without its real components, everything said about the project's tokens would be a guess.
  const unsure = fields.sub_claim === undefined && reading.has([...path, 'sub_claim']);
  if (fields.path === undefined || unsure) return undefined;
  return {
    key,
    path: fields.path,
    ...(fields.id === undefined ? {} : { id: String(fields.id) }),
    ...(fields.namespace_id === undefined ? {} : { namespaceId: String(fields.namespace_id) }),
    protectedBranches: toProtection(fields.protected_branches, ({ push, merge }) => ({ push, merge })),
    protectedTags: toProtection(fields.protected_tags, ({ create }) => ({ push: create, merge: create })),
    protectedEnvironments: fields.protected_environments ?? 'unknown',
    ...(fields.protect_merge_request_pipelines === undefined
      ? {}
      : { protectMergeRequestPipelines: fields.protect_merge_request_pipelines }),
    subClaim: fields.sub_claim ?? DEFAULT_SUB_CLAIM,
    visibility: fields.visibility ?? 'private',
    position: reading.positionOf(path),
  };
}

function toProtection<R>(
  rules: Readonly<Record<string, R>> | undefined,
  levels: (rule: R) => Omit<Exclude<Protection, string>[number], 'pattern'>,
): Protection {
  if (rules === undefined) return 'unknown';
  return Object.entries(rules).map(([pattern, rule]) => ({ pattern, ...levels(rule) }));
}

function checkIds(
  reading: Reading,
  path: Path,
  key: string,
  fields: ProjectFields,
  instance?: Instance,
): void {
  if (instance === undefined) return;
  const report = (id: 'id' | 'namespace_id', reason: string, example: string): void => {
    if (reading.has([...path, id])) return;
    reading.atKey(path, {
      code: 'ERR_PROJECT_ID',
      message: `project ${quote(key)} has no ${quote(id)}: ${reason}`,
      fix: `add ${quote(`${id}: ${example}`)} with the number from GitLab`,
    });
  };
  if (isGitlabCom(instance.issuer)) {
    report('id', 'on gitlab.com a path is not an identity', '101');
    report('namespace_id', 'on gitlab.com a path is not an identity', '12');
  } else if (fields.sub_claim?.includes('project_id') === true) {
    report('id', 'its `sub_claim` has `project_id`', '101');
  }
}

function checkSubClaim(reading: Reading, path: Path, fields: ProjectFields, instance?: Instance): void {
  if (instance?.version === undefined) return;
  const { major, minor } = instance.version;
  const since = (what: string, [wantMajor, wantMinor]: readonly [number, number]): Fault => ({
    code: 'ERR_SUB_CLAIM',
    message: `${what} came with GitLab ${wantMajor}.${wantMinor}`,
    got: `GitLab ${major}.${minor}`,
    fix: 'remove it, or correct `gitlab.version`',
  });
  if (fields.sub_claim !== undefined && !atLeast(instance, 17, 10)) {
    reading.atKey([...path, 'sub_claim'], since('`sub_claim`', [17, 10]));
  }
  for (const [index, component] of (fields.sub_claim ?? []).entries()) {
    const release = COMPONENT_SINCE[component];
    if (release !== undefined && !atLeast(instance, ...release)) {
      reading.atValue([...path, 'sub_claim', index], since(`the component ${quote(component)}`, release));
    }
  }
  if (fields.protect_merge_request_pipelines === true && !atLeast(instance, 18, 1)) {
    reading.atKey([...path, 'protect_merge_request_pipelines'], since('the setting', [18, 1]));
  }
}

function checkRules(reading: Reading, path: Path): void {
  for (const section of ['protected_branches', 'protected_tags']) {
    for (const pattern of sectionKeys(reading, [...path, section])) {
      const fault = refPatternProblem(pattern);
      if (fault !== undefined) reading.atKey([...path, section, pattern], fault);
    }
  }
}

function checkUnique(
  reading: Reading,
  path: Path,
  key: string,
  fields: ProjectFields,
  taken: Map<string, string>,
): void {
  const claims = [
    ['path', fields.path?.toLowerCase()],
    ['id', fields.id === undefined ? undefined : String(fields.id)],
  ] as const;
  for (const [field, value] of claims) {
    if (value === undefined) continue;
    const first = taken.get(`${field} ${value}`);
    taken.set(`${field} ${value}`, first ?? key);
    if (first === undefined) continue;
    const { line, column } = reading.positionOf(['projects', first]);
    reading.atValue([...path, field], {
      code: 'ERR_PROJECT',
      message: `the projects ${quote(first)} and ${quote(key)} have the same ${field}`,
      got: `${quote(value)}, as at ${formatPosition({ line, column })}`,
      fix: 'declare each project once',
    });
  }
}
