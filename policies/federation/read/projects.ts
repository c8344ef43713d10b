import {
  atLeast,
  type ClaimRelease,
  CLAIMS,
  DEFAULT_SUB_CLAIM,
  type Instance,
  type Protection,
  refPatternProblem,
} from '../../gitlab/index';
import { formatPosition, quote } from '../../errors';
import { isGitlabCom } from '../../context/index';
import type { Fault } from '../../limits/index';
import { LIMITS } from '../../limits/index';
import type { Account, DeclaredProject, EnvironmentRule } from '../federation';
import { projectSchema } from '../schema/project';
import type { Path } from '../yaml-tree';
import { Declared, keyFault, sectionKeys } from './declared';
import type { ProblemCollector } from './problem-collector';
import type { Fields } from './unit';
import { readUnit } from './unit';
import type { z } from 'zod';

type ProjectFields = Fields<z.output<typeof projectSchema>>;

export function readProjects(
  collector: ProblemCollector,
  instance: Instance | undefined,
  accounts: Declared<Account>,
): Declared<DeclaredProject> {
  const projects = new Declared<DeclaredProject>('project');
  const taken = new Map<string, string>();
  for (const key of sectionKeys(collector, ['projects'])) {
    const path = ['projects', key];
    const badKey = keyFault('project', key);
    if (badKey !== undefined) collector.atKey(path, badKey);
    const fields = readUnit(collector, projectSchema, path);
    checkIds(collector, path, key, fields, instance);
    checkSubClaim(collector, path, fields, instance);
    checkRules(collector, path);
    checkProtectFrom(collector, path, fields, accounts);
    checkUnique(collector, path, key, fields, taken);
    projects.declare(key, toProject(key, fields, collector, path));
  }
  return projects;
}

function toProject(
  key: string,
  fields: ProjectFields,
  collector: ProblemCollector,
  path: Path,
): DeclaredProject | undefined {
  // Without its real components, everything said about the project's tokens would be a guess.
  const unsure = fields.sub_claim === undefined && collector.has([...path, 'sub_claim']);
  if (fields.path === undefined || unsure) return undefined;
  return {
    key,
    path: fields.path,
    id: fields.id === undefined ? undefined : String(fields.id),
    namespaceId: fields.namespace_id === undefined ? undefined : String(fields.namespace_id),
    protectedBranches: toProtection(fields.protected_branches, ({ push, merge }) => ({ push, merge })),
    protectedTags: toProtection(fields.protected_tags, ({ create }) => ({ push: create, merge: create })),
    ...toEnvironments(fields.protected_environments),
    protectFrom: fields.protect_from,
    protectMergeRequestPipelines: fields.protect_merge_request_pipelines,
    subClaim: fields.sub_claim ?? DEFAULT_SUB_CLAIM,
    visibility: fields.visibility ?? 'private',
    position: collector.positionOf(path),
  };
}

function toProtection<R>(
  rules: Readonly<Record<string, R>> | undefined,
  levels: (rule: R) => Omit<Exclude<Protection, string>[number], 'pattern'>,
): Protection {
  if (rules === undefined) return 'unknown';
  return Object.entries(rules).map(([pattern, rule]) => ({ pattern, ...levels(rule) }));
}

/** A list says which are protected, a mapping also who may deploy. */
function toEnvironments(
  written: ProjectFields['protected_environments'],
): Pick<DeclaredProject, 'protectedEnvironments' | 'environmentRules'> {
  if (written === undefined) return { protectedEnvironments: 'unknown' };
  if (Array.isArray(written)) return { protectedEnvironments: written };
  const rules = Object.entries(written as Readonly<Record<string, Omit<EnvironmentRule, 'name'>>>);
  return {
    protectedEnvironments: rules.map(([name]) => name),
    environmentRules: rules.map(([name, { deploy }]) => ({ name, deploy })),
  };
}

function checkIds(
  collector: ProblemCollector,
  path: Path,
  key: string,
  fields: ProjectFields,
  instance?: Instance,
): void {
  if (instance === undefined) return;
  const report = (id: 'id' | 'namespace_id', reason: string, example: string): void => {
    if (collector.has([...path, id])) return;
    collector.atKey(path, {
      code: 'ERR_PROJECT_ID',
      message: `project ${quote(key)} has no ${quote(id)}: ${reason}`,
      fix: `add ${quote(`${id}: ${example}`)} with the number from GitLab`,
    });
  };
  if (isGitlabCom(instance.issuer)) {
    report('id', 'on gitlab.com a path is not an identity', '101');
    report('namespace_id', 'on gitlab.com a path is not an identity', '12');
  } else {
    const byId = fields.sub_claim?.find((name) => CLAIMS[name].values.kind === 'id');
    if (byId !== undefined) report('id', `its \`sub_claim\` has ${quote(byId)}`, '101');
  }
}

function checkSubClaim(
  collector: ProblemCollector,
  path: Path,
  fields: ProjectFields,
  instance?: Instance,
): void {
  if (instance?.version === undefined) return;
  const { major, minor } = instance.version;
  const since = (what: string, [wantMajor, wantMinor]: readonly [number, number]): Fault => ({
    code: 'ERR_SUB_CLAIM',
    message: `${what} came with GitLab ${wantMajor}.${wantMinor}`,
    got: `GitLab ${major}.${minor}`,
    fix: 'remove it, or correct `gitlab.version`',
  });
  if (fields.sub_claim !== undefined && !atLeast(instance, 17, 10)) {
    collector.atKey([...path, 'sub_claim'], since('`sub_claim`', [17, 10]));
  } else {
    for (const [index, component] of (fields.sub_claim ?? []).entries()) {
      const release: ClaimRelease = CLAIMS[component].component.since;
      if (release !== 'unknown' && !atLeast(instance, ...release)) {
        collector.atValue([...path, 'sub_claim', index], since(`the component ${quote(component)}`, release));
      }
    }
  }
  if (fields.protect_merge_request_pipelines === true && !atLeast(instance, 18, 1)) {
    collector.atKey([...path, 'protect_merge_request_pipelines'], since('the setting', [18, 1]));
  }
}

function checkRules(collector: ProblemCollector, path: Path): void {
  for (const section of ['protected_branches', 'protected_tags']) {
    for (const pattern of sectionKeys(collector, [...path, section])) {
      const fault = refPatternProblem(pattern);
      if (fault !== undefined) collector.atKey([...path, section, pattern], fault);
    }
  }
  for (const name of sectionKeys(collector, [...path, 'protected_environments'])) {
    const fault = LIMITS.environmentName(name);
    if (fault !== undefined) collector.atKey([...path, 'protected_environments', name], fault);
  }
}

/** What is not declared cannot be kept: an unknown rule would stay whatever it is, and look kept. */
function checkProtectFrom(
  collector: ProblemCollector,
  path: Path,
  fields: ProjectFields,
  accounts: Declared<Account>,
): void {
  const at = [...path, 'protect_from'];
  accounts.resolve(collector, fields.protect_from, at);
  if (fields.protect_from === undefined) return;
  for (const rules of ['protected_branches', 'protected_tags'] as const) {
    if (collector.has([...path, rules])) continue;
    collector.atKey(at, {
      code: 'ERR_PROJECT',
      message: `the rules of project ${quote(String(path.at(-1)))} cannot be kept, because ${quote(rules)} is not declared`,
      expected: 'a rule for each protected ref, or `{}` where there is none',
      fix: `declare ${quote(rules)}`,
    });
  }
}

function checkUnique(
  collector: ProblemCollector,
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
    const { line, column } = collector.positionOf(['projects', first]);
    collector.atValue([...path, field], {
      code: 'ERR_PROJECT',
      message: `the projects ${quote(first)} and ${quote(key)} have the same ${field}`,
      got: `${quote(value)}, as at ${formatPosition({ line, column })}`,
      fix: 'declare each project once',
    });
  }
}
