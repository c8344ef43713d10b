import { literal, literalPrefix } from '../catalog/index';
import { quote } from '../errors';
import { CLAIMS, isSubClaimComponent, ruleCovers, type ClaimRow, type Project } from '../gitlab/index';
import { issuerHost } from '../context/index';
import type { AuditedRole } from './audited-role';
import { finding, type AuditFinding } from './finding';
import type { GitlabView } from './gitlab-view';
import { namedInPolicy, type NamedInStatement, type NamedSubject } from './named-subjects';
import { isListed, type SeenProject } from './snapshot/snapshot';

/**
 * What the trust policy of a role names that is not there: projects that are gone, moved or not listed, paths that can be claimed, groups,
 * branches and ids. Without a declaration or a snapshot nothing is known, and nothing is said.
 */
export function nameFindings(role: AuditedRole, view: GitlabView): readonly AuditFinding[] {
  const { policy, hosts } = role;
  if (policy === undefined || view.source === 'none' || view.instance === undefined || hosts.length === 0)
    return [];
  const host = issuerHost(view.instance.issuer).toLowerCase();
  const found = namedInPolicy(policy, host).flatMap((statement) =>
    new Names(role, view, statement).findings(),
  );
  // Two statements may name the same.
  return [...new Map(found.map((one) => [one.identity.join('\n'), one])).values()];
}

class Names {
  constructor(
    private readonly role: AuditedRole,
    private readonly view: GitlabView,
    private readonly statement: NamedInStatement,
  ) {}

  findings(): readonly AuditFinding[] {
    const { subjects = [], projectIds = [] } = this.statement;
    const bySubject = subjects.flatMap((subject) => this.ofSubject(subject));
    // an id that belongs to a path of which something is said already is the same thing
    return bySubject.length > 0 ? bySubject : projectIds.flatMap((id) => this.ofId(id));
  }

  private ofSubject(subject: NamedSubject): readonly AuditFinding[] {
    const path = partOf(subject, 'project_path');
    if (path === undefined) {
      const id = partOf(subject, 'id');
      return id?.exact === undefined ? [] : this.ofId(id.exact);
    }
    if (path.exact === undefined) return this.ofGroup(path.prefix);
    const project = this.view.byPath.get(path.exact.toLowerCase());
    return project === undefined ? this.ofMissing(path.exact) : this.ofKnown(project, path.exact, subject);
  }

  private ofKnown(project: Project, path: string, subject: NamedSubject): readonly AuditFinding[] {
    const { projectIds } = this.statement;
    const found: AuditFinding[] = [];
    if (path !== project.path)
      found.push(
        this.found(
          'path-case',
          project.path,
          `names ${quote(path)}, which GitLab writes as ${quote(project.path)}`,
        ),
      );
    if (projectIds !== undefined && project.id !== undefined && !projectIds.includes(project.id))
      found.push(
        this.found(
          'id-of-another',
          project.path,
          `names ${quote(path)}, whose id is ${project.id}, together with the ${projectIds.length === 1 ? 'id' : 'ids'} ${projectIds.join(', ')}`,
        ),
      );
    if (isSeen(project) && project.archived)
      found.push(this.found('project-archived', project.path, `names ${quote(path)}, which is archived`));
    return [...found, ...this.ofBranch(project, subject)];
  }

  private ofBranch(project: Project, subject: NamedSubject): readonly AuditFinding[] {
    const { branches } = isSeen(project) ? project : { branches: undefined };
    if (branches === undefined) return [];
    const value = (name: string) => subject.components.find((one) => one.name === name)?.value;
    const ref = literal(value('ref') ?? [{ kind: 'any' }]);
    if (ref === undefined || literal(value('ref_type') ?? []) !== 'branch' || branches.includes(ref))
      return [];
    const { protectedBranches: rules } = project;
    const isProtected = rules !== 'unknown' && rules.some(({ pattern }) => ruleCovers(pattern, ref));
    const who = isProtected
      ? 'a rule protects the name'
      : 'any user who can push to the project can create it and assume the role';
    return [
      this.found(
        'branch-gone',
        project.path,
        `names the branch ${quote(ref)} of ${quote(project.path)}, which does not exist; ${who}`,
        { severity: isProtected ? 'note' : undefined, what: ref },
      ),
    ];
  }

  private ofMissing(path: string): readonly AuditFinding[] {
    const { snapshot, byId } = this.view;
    const pinned = (this.statement.projectIds ?? []).flatMap((id) => byId.get(id) ?? []);
    if (snapshot === undefined)
      return [this.found('project-not-declared', path, `names ${quote(path)}, which is not declared`)];
    const seen = snapshot.paths.find((one) => one.path.toLowerCase() === path.toLowerCase());
    const [moved = seen?.to === undefined ? undefined : byId.get(seen.to)] = pinned;
    const claim = 'the path can be claimed';
    if (moved !== undefined)
      return [
        this.found(
          'project-moved',
          path,
          `names ${quote(path)}; the project is ${quote(moved.path)} today, and ${claim}`,
        ),
      ];
    if (seen !== undefined)
      return [this.found('path-free', path, `names ${quote(path)}, where GitLab has nothing: ${claim}`)];
    if (!isListed(snapshot, path))
      return [
        this.found('project-not-listed', path, `names ${quote(path)}, which the snapshot does not cover`),
      ];
    return [this.found('project-gone', path, `names ${quote(path)}, and there is no such project`)];
  }

  /** A pattern that begins with the path of a group. */
  private ofGroup(prefix: string): readonly AuditFinding[] {
    const { snapshot, projects } = this.view;
    const group = prefix.slice(0, Math.max(0, prefix.lastIndexOf('/')));
    if (snapshot === undefined || group === '') return [];
    const lower = group.toLowerCase();
    const isThere =
      snapshot.groups.some(({ path }) => path.toLowerCase() === lower) ||
      projects.some(({ path }) => path.toLowerCase().startsWith(`${lower}/`));
    if (isThere) return [];
    const free = snapshot.paths.find(
      ({ path, state }) =>
        state === 'free' && (lower === path.toLowerCase() || lower.startsWith(`${path.toLowerCase()}/`)),
    );
    if (free !== undefined)
      return [
        this.found(
          'path-free',
          group,
          `names the group ${quote(group)}, where GitLab has nothing: the path can be claimed`,
        ),
      ];
    if (!isListed(snapshot, group))
      return [
        this.found(
          'project-not-listed',
          group,
          `names the group ${quote(group)}, which the snapshot does not cover`,
        ),
      ];
    return [this.found('group-gone', group, `names the group ${quote(group)}, and there is no such group`)];
  }

  private ofId(id: string): readonly AuditFinding[] {
    const { snapshot, byId } = this.view;
    if (byId.has(id)) return [];
    const path = `project ${id}`;
    if (snapshot === undefined)
      return [
        this.found('project-not-declared', path, `names the project id ${quote(id)}, which is not declared`),
      ];
    return snapshot.listed === 'all'
      ? [this.found('id-gone', path, `names the project id ${quote(id)}, and there is no such project`)]
      : [
          this.found(
            'project-not-listed',
            path,
            `names the project id ${quote(id)}, which the snapshot does not list`,
          ),
        ];
  }

  private found(
    id: Parameters<typeof finding>[0],
    project: string,
    says: string,
    more: Pick<Parameters<typeof finding>[1], 'severity' | 'what'> = {},
  ): AuditFinding {
    const { role, account } = this.role;
    return finding(id, {
      message: `the trust policy of ${quote(role)} ${says}`,
      role,
      account,
      project,
      ...more,
    });
  }
}

/** The path or id of a project that a subject begins with: exactly, or up to its first wildcard. */
export function partOf(
  { components, rest }: NamedSubject,
  kind: 'project_path' | 'id',
): { readonly exact?: string; readonly prefix: string } | undefined {
  const [first] = components;
  if (first !== undefined && isProjectPart(first.name, kind))
    return { exact: literal(first.value), prefix: literalPrefix(first.value) };
  // `project_path:acme/*` has a name and no end.
  if (first !== undefined) return undefined;
  const [, name = '', value = ''] = /^([a-z_]+):([^:]*)$/.exec(literalPrefix(rest)) ?? [];
  return isProjectPart(name, kind) ? { prefix: value } : undefined;
}

function isProjectPart(name: string, kind: 'project_path' | 'id'): boolean {
  if (!isSubClaimComponent(name)) return false;
  const { project, values }: ClaimRow = CLAIMS[name];
  return project !== undefined && values.kind === kind;
}

function isSeen(project: Project): project is SeenProject {
  return 'notSeen' in project;
}
