import { BranchProtection } from '@cdktf/provider-gitlab/lib/branch-protection';
import { ProjectProtectedEnvironment } from '@cdktf/provider-gitlab/lib/project-protected-environment';
import { TagProtection } from '@cdktf/provider-gitlab/lib/tag-protection';
import type { ITerraformDependable, TerraformProvider } from 'cdktf';
import { Construct } from 'constructs';
import type { AccessLevel, Problem } from '../../policies/index';
import { LIMITS, quote, RefgateError } from '../../policies/index';
import { accessLevelWord } from './access-level';
import { refusedEach } from './refused';
import { terraformText } from './terraform-text';

/** A protected branch, and who may push and merge into it. */
export interface ProtectedBranch {
  /** A branch, or a pattern with `*`. */
  readonly pattern: string;
  readonly push: AccessLevel;
  readonly merge: AccessLevel;
  /** @default false */
  readonly allowForcePush?: boolean;
  /** Needs GitLab Premium. @default left as it is */
  readonly codeOwnerApprovalRequired?: boolean;
}

/** A protected tag, and who may create it. */
export interface ProtectedTag {
  /** A tag, or a pattern with `*`. */
  readonly pattern: string;
  readonly create: AccessLevel;
}

/** Needs GitLab Premium. */
export interface ProtectedEnvironment {
  readonly name: string;
  /** Who may deploy to it. */
  readonly deploy: Exclude<AccessLevel, 'no_one'>;
}

/** The project, and the rules that Terraform keeps for it. */
export interface GitlabProtectionProps {
  /** Id or full path of the project; an id survives a rename. */
  readonly project: string;
  /** @default none */
  readonly branches?: readonly ProtectedBranch[];
  /** @default none */
  readonly tags?: readonly ProtectedTag[];
  /** @default none */
  readonly environments?: readonly ProtectedEnvironment[];
  /** @default the stack's only `gitlab` provider */
  readonly gitlabProvider?: TerraformProvider;
}

/**
 * The protection rules of a project, kept by Terraform. A rule that exists already is taken over, without a word, by the resource
 * of the same name; rules that are not listed stay as they are. The id of a child is its kind and its
 * name, such as `branch:main`.
 *
 * @throws RefgateError for a name that no ref or environment can have, and for a rule that is listed twice
 * @see https://docs.gitlab.com/user/project/repository/branches/protected/
 */
export class GitlabProtection extends Construct {
  /** Id or full path, as given. */
  readonly project: string;
  readonly branches: readonly BranchProtection[];
  readonly tags: readonly TagProtection[];
  readonly environments: readonly ProjectProtectedEnvironment[];

  constructor(scope: Construct, id: string, props: GitlabProtectionProps) {
    super(scope, id);
    const { branches = [], tags = [], environments = [], gitlabProvider: provider } = props;
    const branchNames = branches.map(({ pattern }) => pattern);
    const tagNames = tags.map(({ pattern }) => pattern);
    const environmentNames = environments.map(({ name }) => name);
    const problems = [
      ...refusedEach([...branchNames, ...tagNames], LIMITS.refPattern),
      ...refusedEach(environmentNames, LIMITS.environmentName),
      ...twins('branch', branchNames),
      ...twins('tag', tagNames),
      ...twins('environment', environmentNames),
    ];
    if (problems.length > 0) throw new RefgateError(problems);
    this.project = props.project;
    const text = (value: string, what: string): string => terraformText(value, { code: 'ERR_PROJECT', what });
    const project = text(props.project, 'project');
    const named = (kind: string, name: string): string => `${kind}:${name.replaceAll('/', ':')}`;
    this.branches = branches.map(
      (rule) =>
        new BranchProtection(this, named('branch', rule.pattern), {
          project,
          branch: text(rule.pattern, 'protected branch'),
          pushAccessLevel: accessLevelWord(rule.push),
          mergeAccessLevel: accessLevelWord(rule.merge),
          allowForcePush: rule.allowForcePush ?? false,
          codeOwnerApprovalRequired: rule.codeOwnerApprovalRequired,
          provider,
        }),
    );
    this.tags = tags.map(
      (rule) =>
        new TagProtection(this, named('tag', rule.pattern), {
          project,
          tag: text(rule.pattern, 'protected tag'),
          createAccessLevel: accessLevelWord(rule.create),
          provider,
        }),
    );
    this.environments = environments.map(
      ({ name, deploy }) =>
        new ProjectProtectedEnvironment(this, named('environment', name), {
          project,
          environment: text(name, 'protected environment'),
          deployAccessLevels: [{ accessLevel: accessLevelWord(deploy) }],
          provider,
        }),
    );
  }

  /** What a role depends on so that the rules stand before anybody can assume it. */
  get dependables(): readonly ITerraformDependable[] {
    return [...this.branches, ...this.tags, ...this.environments];
  }
}

function twins(kind: string, names: readonly string[]): readonly Problem[] {
  return names
    .filter((name, index) => names.indexOf(name) !== index)
    .map((name) => ({
      code: 'ERR_PROJECT',
      message: `the protected ${kind} ${quote(name)} is listed twice: two resources would fight over one rule`,
      fix: 'remove one',
    }));
}
