import type { ApprovalRule, MergeRequestRights } from '../mint/index';
import type { ApiAnswer, ApprovalRuleAnswer, MemberAnswer, ProtectedBranchAnswer } from './answers';
import { environmentRules } from './environment-rules';
import type { KnownNames } from './named-rights';
import type { PeopleAnswers, ProjectAnswers, PulledMember, PulledPeople } from './pulled-project';

/** Who can mint tokens of a project, as far as GitLab says it. */
export function peopleOf({ people, branches }: ProjectAnswers, names: KnownNames): PulledPeople | undefined {
  if (people === undefined) return undefined;
  const { deployKeys, members, triggers } = people;
  return {
    mergeRequests: mergeRequestsOf(people, branches),
    deployKeys:
      deployKeys.kind === 'hidden'
        ? undefined
        : deployKeys.value.filter((key) => key.can_push !== false).map(({ title }) => title),
    triggerTokens:
      triggers.kind === 'hidden'
        ? undefined
        : triggers.value.map((trigger) => (trigger.description ? trigger.description : `id ${trigger.id}`)),
    members: members.kind === 'hidden' ? undefined : membersOf(members.value),
    groupEnvironments: groupEnvironmentsOf(people, names),
  };
}

/** Names of users, groups and deploy keys, for rules that have their ids: a rule can name a group that is invited to the project. */
export function namesOf({ people, project }: ProjectAnswers): KnownNames {
  const seen = <T>(answer: ApiAnswer<readonly T[]> | undefined): readonly T[] =>
    answer?.kind === 'seen' ? answer.value : [];
  return {
    users: new Map(seen(people?.members).map(({ id, username }) => [id, username])),
    deployKeys: new Map(seen(people?.deployKeys).map(({ id, title }) => [id, title])),
    groups: new Map([
      ...groupPath(
        project.namespace.kind === 'group' ? project.namespace.id : undefined,
        project.namespace.full_path,
      ),
      ...(project.shared_with_groups ?? []).flatMap((shared) =>
        groupPath(shared.group_id, shared.group_full_path ?? undefined),
      ),
    ]),
  };
}

function groupPath(id: number | undefined, path: string | undefined): readonly (readonly [number, string])[] {
  return id === undefined || path === undefined ? [] : [[id, path]];
}

/** `any_approver` counts anybody, `regular` whom it names; of the others it is not known how many there are. */
const COUNTED = new Set(['any_approver', 'regular']);

/** @see https://docs.gitlab.com/user/project/merge_requests/approvals/settings/ */
function mergeRequestsOf(
  { approvals, approvalRules }: PeopleAnswers,
  branches: ApiAnswer<readonly ProtectedBranchAnswer[]>,
): MergeRequestRights | undefined {
  if (approvals.kind === 'hidden' || approvalRules.kind === 'hidden') return undefined;
  const {
    merge_requests_author_approval: byAuthor,
    merge_requests_disable_committers_approval: notByCommitters,
    approvals_before_merge: before,
  } = approvals.value;
  const rules = approvalRules.value.filter(({ approvals_required: count }) => count > 0);
  const others = rules.find(({ rule_type: type }) => !COUNTED.has(type));
  const owned =
    branches.kind === 'seen' && branches.value.some((rule) => rule.code_owner_approval_required === true);
  const open =
    typeof byAuthor !== 'boolean' || typeof notByCommitters !== 'boolean'
      ? 'whether authors may approve their merge requests is not known'
      : others !== undefined
        ? `the approval rule \`${others.name}\` is of the type \`${others.rule_type}\`, whose approvals depend on the change`
        : owned
          ? 'a change of a file with code owners needs their approval, too'
          : undefined;
  return {
    approvals: before ?? 0,
    byAuthor: byAuthor !== false && notByCommitters !== true,
    rules: rules.filter(({ rule_type: type }) => COUNTED.has(type)).map(ruleOf),
    ...(open !== undefined && { atLeast: open }),
  };
}

function ruleOf(rule: ApprovalRuleAnswer): ApprovalRule {
  const named = (rule.protected_branches ?? []).map(({ name }) => name);
  const isForAll = rule.applies_to_all_protected_branches === true || named.length === 0;
  return {
    name: rule.name,
    approvals: rule.approvals_required,
    anyone: rule.rule_type === 'any_approver',
    ...(!isForAll && { branches: named }),
  };
}

/** @see https://docs.gitlab.com/api/access_requests/#valid-access-levels */
const ROLES: readonly (readonly [number, PulledMember['role']])[] = [
  [50, 'owner'],
  [40, 'maintainer'],
  [30, 'developer'],
];

/**
 * Those who can push, once each, with the strongest role that they have, and those with a custom role: it may allow more than the role that it
 * is based on, which is the one of `access_level`.
 * @see https://docs.gitlab.com/user/custom_roles/
 */
function membersOf(members: readonly MemberAnswer[]): readonly PulledMember[] {
  const found = new Map<string, { readonly level: number; readonly customRole?: string }>();
  for (const { username, state, access_level: level, member_role: custom } of members)
    if (state === undefined || state === null || state === 'active') {
      const known = found.get(username);
      const customRole =
        custom === null || custom === undefined ? undefined : (custom.name ?? 'without a name');
      found.set(username, {
        level: Math.max(level, known?.level ?? 0),
        customRole: known?.customRole ?? customRole,
      });
    }
  return [...found]
    .flatMap(([username, { level, customRole }]): readonly PulledMember[] => {
      const role = ROLES.find(([least]) => level >= least)?.[1];
      if (customRole !== undefined) return [{ username, role: role ?? 'none', customRole }];
      return role === undefined ? [] : [{ username, role }];
    })
    .toSorted((a, b) => (a.username < b.username ? -1 : 1));
}

/**
 * Rules of groups hold for every environment of a tier, which the job itself may choose.
 * @see https://docs.gitlab.com/ci/environments/protected_environments/#group-level-protected-environments
 */
function groupEnvironmentsOf(
  { groupEnvironments }: PeopleAnswers,
  names: KnownNames,
): PulledPeople['groupEnvironments'] {
  const rules = groupEnvironments.map(({ group, answer }) =>
    environmentRules(answer, names)?.map((rule) => ({
      ...rule,
      name: `of the tier ${rule.name} (group ${group})`,
    })),
  );
  return rules.every((each) => each !== undefined) ? rules.flat() : undefined;
}
