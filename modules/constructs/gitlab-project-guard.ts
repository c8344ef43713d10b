import { DataGitlabProject } from '@cdktf/provider-gitlab/lib/data-gitlab-project';
import { DataGitlabProjectProtectedBranches } from '@cdktf/provider-gitlab/lib/data-gitlab-project-protected-branches';
import { DataGitlabProjectProtectedTags } from '@cdktf/provider-gitlab/lib/data-gitlab-project-protected-tags';
import type { ITerraformDependable, TerraformProvider } from 'cdktf';
import { Construct } from 'constructs';
import type { AccessLevel, Project, ProtectionRule } from '../../policies/index';
import { DEFAULT_SUB_CLAIM, LIMITS, RefgateError } from '../../policies/index';
import { accessLevelWord, atMost, isWidest } from './access-level';
import { condition, type Condition, listLiteral, stringLiteral } from './hcl-expression';
import { terraformText } from './terraform-text';

/** The project that is compared with GitLab, and how much of it. */
export interface GitlabProjectGuardProps {
  /** The project as the proof takes it to be. */
  readonly project: Project;
  /**
   * Whether the protection rules are compared. Leave them out where the same stack writes them.
   * @default true, for those that the project declares
   */
  readonly rules?: boolean;
  /** @default the stack's only `gitlab` provider */
  readonly gitlabProvider?: TerraformProvider;
}

/**
 * Stops a plan when a GitLab project is no longer what was proved: its id, its path and namespace, its `sub` components, the names of
 * its protection rules, and who may push, merge or create under them. A rule that lets fewer people in than declared is fine.
 *
 * Let whatever relies on the proof depend on {@link GitlabProjectGuard.dependables}. Single users, groups and deploy keys that a
 * rule names are not looked at: they do not change what a token says.
 *
 * @throws RefgateError for a project of which nothing can be compared
 * @see https://developer.hashicorp.com/terraform/language/expressions/custom-conditions#preconditions-and-postconditions
 */
export class GitlabProjectGuard extends Construct {
  readonly project: Project;
  readonly dataSource: DataGitlabProject;
  /** Absent where the project's rules are unknown or omitted. */
  readonly protectedBranches?: DataGitlabProjectProtectedBranches;
  readonly protectedTags?: DataGitlabProjectProtectedTags;

  constructor(
    scope: Construct,
    id: string,
    { project, rules = true, gitlabProvider }: GitlabProjectGuardProps,
  ) {
    super(scope, id);
    this.project = project;
    const key = terraformText(project.id ?? project.path, { code: 'ERR_PROJECT', what: 'project' });
    this.dataSource = new DataGitlabProject(this, 'Resource', {
      ...(project.id === undefined ? { pathWithNamespace: key } : { id: key }),
      lifecycle: { postcondition: identityConditions(project) },
      provider: gitlabProvider,
    });
    if (!rules) return;
    if (project.protectedBranches !== 'unknown') {
      this.protectedBranches = new DataGitlabProjectProtectedBranches(this, 'ProtectedBranches', {
        projectId: key,
        lifecycle: { postcondition: branchConditions(project.path, project.protectedBranches) },
        provider: gitlabProvider,
      });
      this.protectedBranches.overrideLogicalId(this.dataSource.friendlyUniqueId);
    }
    if (project.protectedTags !== 'unknown') {
      this.protectedTags = new DataGitlabProjectProtectedTags(this, 'ProtectedTags', {
        project: key,
        lifecycle: { postcondition: tagConditions(project.path, project.protectedTags) },
        provider: gitlabProvider,
      });
      this.protectedTags.overrideLogicalId(this.dataSource.friendlyUniqueId);
    }
  }

  /** What a role depends on so that nothing is applied to it while the guard fails. */
  get dependables(): readonly ITerraformDependable[] {
    return [this.dataSource, this.protectedBranches, this.protectedTags].filter((part) => part !== undefined);
  }
}

function identityConditions(project: Project): Condition[] {
  const { id, path, namespaceId, subClaim } = project;
  return [
    ...(id === undefined
      ? []
      : [
          condition(
            `self.id == ${stringLiteral(digits(id), 'project id')}`,
            `The project at ${path} is not project ${id}. Somebody else may own the path now.`,
          ),
        ]),
    condition(
      `self.path_with_namespace == ${stringLiteral(path, 'project path')}`,
      `The project is no longer at ${path}. Its tokens carry another subject, so no role that trusts it admits them.`,
    ),
    ...(namespaceId === undefined
      ? []
      : [
          condition(
            `self.namespace_id == ${digits(namespaceId)}`,
            `The project ${path} has moved to another namespace than ${namespaceId}. Its tokens carry another namespace_id.`,
          ),
        ]),
    condition(
      subClaimExpression(subClaim),
      `The project ${path} mints tokens with other subject components than ${subClaim.join(', ')}. What was proved about its roles does not hold for them.`,
    ),
  ];
}

/** An instance that is too old to have the setting answers with an empty list, and mints the default. */
function subClaimExpression(subClaim: readonly string[]): string {
  const joined = 'join(":", self.ci_id_token_sub_claim_components)';
  const expected = stringLiteral(subClaim.join(':'), 'sub components');
  return subClaim.join() === DEFAULT_SUB_CLAIM.join()
    ? `contains(["", ${expected}], ${joined})`
    : `${joined} == ${expected}`;
}

function branchConditions(path: string, rules: readonly ProtectionRule[]): Condition[] {
  const levels = (kind: 'push' | 'merge', verb: string): readonly Condition[] =>
    rules.flatMap((rule) =>
      levelCondition(path, rule.pattern, rule[kind], verb, {
        rules: 'self.protected_branches',
        name: 'name',
        levels: `${kind}_access_levels`,
      }),
    );
  return [
    namesCondition(`branches of ${path}`, rules, 'self.protected_branches[*].name'),
    ...levels('push', 'push to'),
    ...levels('merge', 'merge into'),
  ];
}

function tagConditions(path: string, rules: readonly ProtectionRule[]): Condition[] {
  const place = { rules: 'self.protected_tags', name: 'tag', levels: 'create_access_levels' };
  return [
    namesCondition(`tags of ${path}`, rules, 'self.protected_tags[*].tag'),
    ...rules.flatMap((rule) => levelCondition(path, rule.pattern, rule.push, 'create tags like', place)),
  ];
}

function namesCondition(what: string, rules: readonly ProtectionRule[], actual: string): Condition {
  const names = rules.map(({ pattern }) => pattern).toSorted();
  const expected = names.length === 0 ? 'no rule at all' : names.join(', ');
  return condition(
    `join("\\n", sort(${actual})) == join("\\n", sort(${listLiteral(names, 'protection rule')}))`,
    `The protected ${what} are not the declared ones (${expected}). A token may say that its ref is protected where the proof takes it not to be, or the other way round.`,
  );
}

interface LevelPlace {
  readonly rules: string;
  readonly name: string;
  readonly levels: string;
}

function levelCondition(
  path: string,
  pattern: string,
  level: AccessLevel,
  verb: string,
  place: LevelPlace,
): readonly Condition[] {
  if (isWidest(level)) return [];
  const allowed = listLiteral(atMost(level), 'access level');
  const name = stringLiteral(pattern, 'protection rule');
  const each = `alltrue([for level in rule.${place.levels} : contains(${allowed}, level.access_level)])`;
  return [
    condition(
      `alltrue([for rule in ${place.rules} : ${each} if rule.${place.name} == ${name}])`,
      `More people may ${verb} ${pattern} of ${path} than declared (${accessLevelWord(level)}).`,
    ),
  ];
}

function digits(id: string): string {
  const fault = LIMITS.gitlabId(id);
  if (fault !== undefined) throw new RefgateError(fault);
  return id;
}
