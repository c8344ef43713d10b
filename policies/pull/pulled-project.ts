import type { AccessLevel, SubClaimComponent, Visibility } from '../gitlab/index';
import type { EnvironmentRight, MergeRequestRights, NamedRight } from '../mint/index';
import type {
  ApiAnswer,
  ApprovalRuleAnswer,
  ApprovalsAnswer,
  DeployKeyAnswer,
  MemberAnswer,
  ProjectAnswer,
  ProtectedBranchAnswer,
  ProtectedEnvironmentAnswer,
  ProtectedTagAnswer,
  TriggerAnswer,
  VariableAnswer,
} from './answers';

/** The answers about one project. */
export interface ProjectAnswers {
  readonly project: ProjectAnswer;
  readonly branches: ApiAnswer<readonly ProtectedBranchAnswer[]>;
  readonly tags: ApiAnswer<readonly ProtectedTagAnswer[]>;
  readonly environments: ApiAnswer<readonly ProtectedEnvironmentAnswer[]>;
  /** Only where it was asked for. */
  readonly people?: PeopleAnswers;
  /** Only where they were asked for. */
  readonly ciVariables?: VariablesAnswers;
}

/** The answers about the CI/CD variables of a project, and of the groups that hold it. */
export interface VariablesAnswers {
  readonly variables: ApiAnswer<readonly VariableAnswer[]>;
  readonly groups: readonly GroupVariablesAnswer[];
}

/** The answer about the CI/CD variables of one group. */
export interface GroupVariablesAnswer {
  /** Full path. */
  readonly path: string;
  /** Absent: the group was not shown. */
  readonly id?: string;
  readonly variables: ApiAnswer<readonly VariableAnswer[]>;
}

/** The answers about who can mint tokens of a project. */
export interface PeopleAnswers {
  readonly approvals: ApiAnswer<ApprovalsAnswer>;
  readonly approvalRules: ApiAnswer<readonly ApprovalRuleAnswer[]>;
  readonly deployKeys: ApiAnswer<readonly DeployKeyAnswer[]>;
  readonly triggers: ApiAnswer<readonly TriggerAnswer[]>;
  readonly members: ApiAnswer<readonly MemberAnswer[]>;
  /** Of every group that holds the project, outermost first; a group's are named by tier. */
  readonly groupEnvironments: readonly {
    readonly group: string;
    readonly answer: ApiAnswer<readonly ProtectedEnvironmentAnswer[]>;
  }[];
}

/** A part of a project that the user of the token may not see, or that a declaration cannot express. */
export interface UnseenPart {
  readonly part: PulledPart;
  readonly reason: string;
}

/** Keys of a declared project that are read from GitLab. */
export const PULLED_PARTS = [
  'path',
  'id',
  'namespace_id',
  'protected_branches',
  'protected_tags',
  'protected_environments',
  'protect_merge_request_pipelines',
  'sub_claim',
  'visibility',
] as const;
export type PulledPart = (typeof PULLED_PARTS)[number];

/** What GitLab says of a project, in the words of a declaration. `undefined` = not seen, with the reason in `unseen`. */
export interface PulledProject {
  readonly id: string;
  readonly path: string;
  readonly namespaceId: string;
  /** The group that directly holds the project; absent = a user. */
  readonly group?: { readonly id: string; readonly path: string };
  readonly visibility: Visibility;
  readonly archived: boolean;
  readonly defaultBranch?: string;
  /** By name or pattern. */
  readonly branches?: ReadonlyMap<string, { readonly push: AccessLevel; readonly merge: AccessLevel }>;
  readonly tags?: ReadonlyMap<string, { readonly create: AccessLevel }>;
  readonly environments?: ReadonlyMap<string, { readonly deploy: Exclude<AccessLevel, 'no_one'> }>;
  /** The same with approvals and with whom they name. */
  readonly environmentRules?: readonly EnvironmentRight[];
  /** Whom the rules for branches and tags name beside roles, by the name of the rule. */
  readonly named: Readonly<Record<'push' | 'merge' | 'create', ReadonlyMap<string, NamedRight>>>;
  /** Whether whoever starts a deployment may approve it, too. */
  readonly ownApproval?: boolean;
  /** Only where it was asked for. */
  readonly people?: PulledPeople;
  /** Only where they were asked for. */
  readonly ciVariables?: VariablesAnswers;
  readonly protectMergeRequestPipelines?: boolean;
  readonly subClaim?: readonly SubClaimComponent[];
  readonly unseen: readonly UnseenPart[];
  /** What was seen and has no word in a declaration: one sentence each. */
  readonly notes: readonly string[];
}

/** Who can mint tokens of a project, beside its protection rules. `undefined` = not seen. */
export interface PulledPeople {
  readonly mergeRequests?: MergeRequestRights;
  /** Titles of those that may push. */
  readonly deployKeys?: readonly string[];
  /** Descriptions. */
  readonly triggerTokens?: readonly string[];
  readonly members?: readonly PulledMember[];
  /** Rules of the groups that hold the project, for every environment of a tier. */
  readonly groupEnvironments?: readonly EnvironmentRight[];
}

/** Someone who can push to a project, or whose custom role may let him. */
export interface PulledMember {
  readonly username: string;
  /** `none`: less than Developer. Of a custom role the one that it is based on. */
  readonly role: 'none' | 'developer' | 'maintainer' | 'owner';
  /** Name of a custom role: what it allows beside that role is not known. */
  readonly customRole?: string;
}
