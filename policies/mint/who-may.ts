import { ruleCovers, type AccessLevel } from '../gitlab/index';
import type { MergeNeeds } from './coalition';
import { isOneUser, needsNoMore, personKey, rank, userNamed, withRole, type Person } from './person';
import {
  roleOf,
  type ApprovalRule,
  type MergeRequestRights,
  type MintRule,
  type Named,
  type NamedRight,
} from './rights';

/** The weakest people who may do what a level and the names of a rule allow; empty where nobody may. */
function whoMay(level: AccessLevel, by: NamedRight | undefined): readonly Person[] {
  const role = roleOf(by === undefined ? level : by.role);
  const people = [
    ...(role === undefined ? [] : [withRole(role)]),
    ...(by?.named ?? []).map((each) => personOf(each)),
  ];
  return weakest(people);
}

/**
 * Who may deploy to an environment. Whom its rule names need not be a Developer: a Reporter starts the deployments of pipelines that are there.
 * An administrator may always deploy, and approve.
 * @see https://docs.gitlab.com/ci/environments/protected_environments/#deployment-only-access-to-protected-environments
 * @see https://gitlab.com/gitlab-org/gitlab/-/blob/master/ee/app/policies/ee/ci/deployable_policy.rb
 */
export function mayDeploy(level: AccessLevel, by: NamedRight | undefined): readonly Person[] {
  const role = roleOf(by === undefined ? level : by.role);
  const named = (by?.named ?? []).map((each) => personOf(each, 'none'));
  return weakest([withRole(role ?? 'admin'), ...named]);
}

/** Who may approve a deployment. @see https://docs.gitlab.com/ci/environments/deployment_approvals/ administrators approve all of them */
export function mayApprove(level: AccessLevel, by: NamedRight | undefined): readonly Person[] {
  return weakest([...whoMay(level, by), withRole('admin')]);
}

/** Whoever a rule for a branch or tag names is a Developer at least; a deploy key asks for no role. */
function personOf({ kind, name }: Named, role: Person['role'] = 'developer'): Person {
  switch (kind) {
    case 'user':
      return withRole(role, userNamed(name));
    case 'group':
      return withRole(role, `a member of the group \`${name}\``);
    case 'custom_role':
      return withRole(role, `a member with the custom role \`${name}\``);
    case 'deploy_key':
      return keyHolder(name);
  }
}

/** Whoever holds the private half of a deploy key. */
export function keyHolder(title: string): Person {
  return withRole('none', `who holds the deploy key \`${title}\``);
}

/** Whoever holds a trigger token. */
export function tokenHolder(description: string): Person {
  return withRole('none', `who holds the trigger token \`${description}\``);
}

/** Who may push to the branch, or create the tag. */
export function mayPush({ push, pushBy }: MintRule): readonly Person[] {
  return whoMay(push, pushBy);
}

/** A deploy key merges nothing. */
export function mayMerge({ merge, mergeBy }: MintRule): readonly Person[] {
  return whoMay(merge, mergeBy).filter(isUser);
}

/** Who may run a pipeline on the branch: whoever may push or merge, and can log in. */
export function mayRun(rule: MintRule): readonly Person[] {
  return weakest([...mayPush(rule), ...mayMerge(rule)].filter(isUser));
}

function isUser({ role }: Person): boolean {
  return role !== 'none';
}

function weakest(people: readonly Person[]): readonly Person[] {
  const distinct = [...new Map(people.map((person) => [personKey(person), person])).values()];
  return distinct.filter((one) => !distinct.some((other) => other !== one && needsNoMore(other, one)));
}

/** More ways to choose who approves are not told apart. */
const MAX_CHOICES = 60;

/** The ways to choose so many people; `undefined` where there are too many to tell apart. A user is one person. */
export function choices(
  people: readonly Person[],
  count: number,
): readonly (readonly Person[])[] | undefined {
  let chosen: readonly (readonly Person[])[] = [[]];
  for (let place = 0; place < count; place += 1) {
    chosen = chosen.flatMap((some) => {
      const last = some.at(-1);
      const from = last === undefined ? 0 : people.indexOf(last) + (last.named.some(isOneUser) ? 1 : 0);
      return people.slice(from).map((person) => [...some, person]);
    });
    if (chosen.length > MAX_CHOICES) return undefined;
  }
  return chosen;
}

/** What a merge into the branches of a rule needs, and what is not known of it. */
export interface NeededMerge extends MergeNeeds {
  readonly atLeast?: string;
}

const UNKNOWN: NeededMerge = {
  approvers: [],
  byAuthor: true,
  atLeast: 'the approvals that a merge needs are not known',
};

/**
 * The approvals of a merge into a protected branch. One person counts for several rules, so that with more than one that names its approvers
 * the people are at least those of the largest.
 * @see https://docs.gitlab.com/user/project/merge_requests/approvals/rules/
 */
export function mergeNeeds(rights: MergeRequestRights | 'unknown', { pattern }: MintRule): NeededMerge {
  if (rights === 'unknown') return UNKNOWN;
  const { approvals, byAuthor, rules = [], atLeast } = rights;
  const own = rules.filter(
    ({ branches }) => branches === undefined || branches.some((each) => ruleCovers(each, pattern)),
  );
  // a pattern may cover branches of the rule and others: whoever merges chooses one of the others
  const partly = rules.some(
    (rule) =>
      !own.includes(rule) && rule.approvals > 0 && rule.branches?.some((each) => mayShare(each, pattern)),
  );
  const anyone = Math.max(approvals, ...own.map((rule) => (rule.anyone ? rule.approvals : 0)));
  const naming = own.filter((rule) => !rule.anyone && rule.approvals > 0);
  const [largest] = naming.toSorted((a, b) => b.approvals - a.approvals);
  const others = Math.max(0, anyone - (largest?.approvals ?? 0));
  return {
    approvers: [...approversOf(largest), ...Array.from({ length: others }, () => withRole('developer'))],
    byAuthor,
    atLeast: atLeast ?? (naming.length > 1 ? SEVERAL : partly ? PARTLY : undefined),
  };
}

const SEVERAL = 'several approval rules name who approves, and one person may count for each of them';
const PARTLY = 'an approval rule is for some of the branches alone that the protection rule covers';

/** Whether two patterns may cover the same branch. */
function mayShare(one: string, other: string): boolean {
  if (!one.includes('*')) return ruleCovers(other, one);
  const [start, begin] = [one, other].map((pattern) =>
    pattern.slice(0, Math.max(0, pattern.indexOf('*'))),
  ) as [string, string];
  return start.startsWith(begin) || begin.startsWith(start);
}

function approversOf(rule: ApprovalRule | undefined): readonly Person[] {
  if (rule === undefined) return [];
  return Array.from({ length: rule.approvals }, () =>
    withRole('none', `an approver of the rule \`${rule.name}\``),
  );
}

/** Rules by what they ask of one person, weakest first. */
export function byPerson(
  rules: readonly MintRule[],
  people: (rule: MintRule) => readonly Person[],
): readonly (readonly [Person, readonly MintRule[]])[] {
  const groups = new Map<string, { readonly person: Person; readonly rules: MintRule[] }>();
  for (const rule of rules) {
    for (const person of people(rule)) {
      const key = personKey(person);
      const group = groups.get(key) ?? { person, rules: [] };
      group.rules.push(rule);
      groups.set(key, group);
    }
  }
  return [...groups.values()]
    .toSorted((a, b) => rank(a.person.role) - rank(b.person.role))
    .map(({ person, rules: group }) => [person, group] as const);
}
