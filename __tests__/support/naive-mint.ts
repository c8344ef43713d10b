import { ruleCovers, type AccessLevel } from '../../policies/gitlab/index';
import type { MintRule, NamedRight, Person, ProjectRights } from '../../policies/mint/index';

/** The token of a pipeline, as far as these worlds tell. */
export interface MintedToken {
  readonly pipeline: 'branch' | 'tag' | 'merge_request';
  readonly source: 'push' | 'web' | 'trigger' | 'merge_request_event';
  readonly ref: string;
  readonly refProtected: boolean;
  /** Of a merge request: the branch that it goes into. */
  readonly into?: string;
  /** The name of a protected environment that the job deploys to. */
  readonly environment?: string;
}

/** A pipeline that some people got to run, and whether one of them chose its code. */
export interface MintedRun {
  readonly token: MintedToken;
  readonly ownCode: boolean;
}

/** A branch that anybody may make, whatever the rules: one of a name that no rule covers, or a target of no right. */
const FREE_TARGET = 'free-target';

/** A project whose rules are all known, with the refs that people may use. */
export interface MintWorld extends ProjectRights {
  readonly refs: readonly string[];
}

const ROLES: readonly Person['role'][] = ['none', 'developer', 'maintainer', 'admin'];

function has(user: Person, level: AccessLevel): boolean {
  return level !== 'no_one' && ROLES.indexOf(user.role) >= ROLES.indexOf(level);
}

/** What a rule names, as a person has it. */
const TEXTS = {
  user: (name: string) => `user \`${name}\``,
  group: (name: string) => `a member of the group \`${name}\``,
  custom_role: (name: string) => `a member with the custom role \`${name}\``,
  deploy_key: (name: string) => `who holds the deploy key \`${name}\``,
};
const triggerOf = (description: string): string => `who holds the trigger token \`${description}\``;
const approverOf = (rule: string): string => `an approver of the rule \`${rule}\``;
const textsOf = (by: NamedRight | undefined): readonly string[] =>
  (by?.named ?? []).map(({ kind, name }) => TEXTS[kind](name));

/** By the role, or by what is named; whoever is named needs a role, but for who holds a key. */
function allowed(user: Person, level: AccessLevel, by: NamedRight | undefined): boolean {
  if (has(user, by === undefined ? level : by.role)) return true;
  return textsOf(by).some(
    (text) => user.named.includes(text) && (text.includes('deploy key') || has(user, 'developer')),
  );
}

/** Of several rules the one that allows most counts. */
function may(user: Person, rules: readonly MintRule[], way: 'push' | 'merge') {
  return rules.some((rule) => allowed(user, rule[way], way === 'push' ? rule.pushBy : rule.mergeBy));
}

/** All subsets of a few things. */
function subsets<T>(items: readonly T[]): readonly (readonly T[])[] {
  return items.reduce<readonly (readonly T[])[]>(
    (all, item) => [...all, ...all.map((some) => [...some, item])],
    [[]],
  );
}

/**
 * Every pipeline that some people can run together, found by letting each of them do everything that GitLab lets him do: no formula for who is
 * needed, only what one person may do.
 * @param users the roles of different people
 */
export function everyRun(world: MintWorld, users: readonly Person[]): readonly MintedRun[] {
  const { refs, protectedBranches, protectedTags, environments, mergeRequests, deployKeys } = world;
  if (
    protectedBranches === 'unknown' ||
    protectedTags === 'unknown' ||
    environments === 'unknown' ||
    deployKeys === 'unknown' ||
    world.triggerTokens === 'unknown' ||
    mergeRequests === 'unknown'
  )
    throw new Error('these worlds know their rules');
  const people = users.map((user, id) => ({ ...user, id }));
  const keys = deployKeys.map(TEXTS.deploy_key);
  const writes = (person: Person): boolean =>
    has(person, 'developer') || keys.some((key) => person.named.includes(key));
  const started: MintedRun[] = [];
  const rulesOf = (ref: string, type: 'branch' | 'tag') =>
    (type === 'branch' ? protectedBranches : protectedTags).filter(({ pattern }) => ruleCovers(pattern, ref));
  const pushes = (person: Person, ref: string): boolean => {
    const rules = rulesOf(ref, 'branch');
    return rules.length === 0 ? writes(person) : may(person, rules, 'push');
  };
  const mergesInto = (person: Person, ref: string): boolean => {
    const rules = rulesOf(ref, 'branch');
    return has(person, 'developer') && (rules.length === 0 || may(person, rules, 'merge'));
  };
  // a key pushes, and makes nobody who may run a pipeline
  const runs = (person: Person, ref: string): boolean =>
    pushes({ ...person, named: person.named.filter((name) => !name.includes('deploy key')) }, ref) ||
    mergesInto(person, ref);
  const isProtected = (ref: string, type: 'branch' | 'tag'): boolean => rulesOf(ref, type).length > 0;

  // a merge request may go into any branch, which somebody with the right may make
  const pool = [...refs, ...protectedBranches.map(({ pattern }) => pattern.replaceAll('*', 'zz'))];

  // whose code is on which branch, until nothing more can be done
  const written = new Set<string>();
  for (const ref of refs) {
    for (const person of people) {
      const token = { pipeline: 'branch', ref, refProtected: isProtected(ref, 'branch') } as const;
      if (pushes(person, ref)) {
        written.add(ref);
        started.push({ ownCode: true, token: { ...token, source: 'push' } });
      }
    }
    // a merge request from a branch of a name that nobody protects: the author, those who approve, and who merges
    for (const author of people) {
      if (!has(author, 'developer')) continue;
      const enough = subsets(people).some((approvers) => {
        if (!mergeRequests.byAuthor && approvers.includes(author)) return false;
        const counted = approvers.filter(
          (person) => has(person, 'developer') || person.named.some((name) => name.startsWith('an approver')),
        );
        const covering = (mergeRequests.rules ?? []).filter(
          ({ branches }) => branches?.some((pattern) => ruleCovers(pattern, ref)) ?? true,
        );
        return (
          counted.length >= mergeRequests.approvals &&
          covering.every(
            (rule) =>
              counted.filter((person) => rule.anyone || person.named.includes(approverOf(rule.name)))
                .length >= rule.approvals,
          )
        );
      });
      if (!enough) continue;
      for (const person of people) {
        if (!isProtected(ref, 'branch') || !mergesInto(person, ref)) continue;
        written.add(ref);
        const token = { pipeline: 'branch', ref, refProtected: true, source: 'push' } as const;
        started.push({ ownCode: true, token });
      }
    }
  }
  for (const ref of refs) {
    for (const person of people) {
      if (!has(person, 'developer') || !runs(person, ref)) continue;
      const ownCode = written.has(ref);
      const refProtected = isProtected(ref, 'branch');
      // by hand, or a job of the last push again
      for (const source of ['web', 'push'] as const)
        started.push({ ownCode, token: { pipeline: 'branch', ref, refProtected, source } });
      // any unprotected target; a protected one only where the same person may write to it
      const targets = [
        FREE_TARGET,
        ...pool.filter((target) => target !== ref && isProtected(target, 'branch')),
      ];
      for (const target of targets) {
        if (target !== FREE_TARGET && !runs(person, target)) continue;
        const token = {
          pipeline: 'merge_request',
          source: 'merge_request_event',
          ref,
          refProtected: target !== FREE_TARGET && refProtected,
          into: target,
        } as const;
        started.push({ ownCode, token });
      }
    }
    for (const person of people) {
      const rules = rulesOf(ref, 'tag');
      if (rules.length > 0 ? !may(person, rules, 'push') : !writes(person)) continue;
      for (const source of has(person, 'developer') ? (['push', 'web'] as const) : (['push'] as const))
        started.push({
          ownCode: true,
          token: { pipeline: 'tag', source, ref, refProtected: rules.length > 0 },
        });
    }
  }
  // who holds a trigger token runs what is there, or what somebody has brought there
  const isHeld = people.some((person) =>
    (world.triggerTokens as readonly string[]).some((each) => person.named.includes(triggerOf(each))),
  );
  if (isHeld) {
    for (const ref of refs) {
      for (const pipeline of ['branch', 'tag'] as const) {
        const rules = rulesOf(ref, pipeline);
        const ownCode =
          pipeline === 'branch'
            ? written.has(ref)
            : people.some((person) => (rules.length > 0 ? may(person, rules, 'push') : writes(person)));
        started.push({
          ownCode,
          token: { pipeline, source: 'trigger', ref, refProtected: rules.length > 0 },
        });
      }
    }
  }
  // pipelines that somebody else has started, of which whoever may deploy starts the deployments
  const there: MintedRun[] = refs.flatMap((ref) => [
    ...(['branch', 'tag'] as const).flatMap((pipeline) =>
      (['push', 'web'] as const).map((source): MintedRun => ({
        ownCode: false,
        token: { pipeline, source, ref, refProtected: isProtected(ref, pipeline) },
      })),
    ),
    ...[FREE_TARGET, ...pool.filter((target) => target !== ref && isProtected(target, 'branch'))].map(
      (into): MintedRun => ({
        ownCode: false,
        token: {
          pipeline: 'merge_request',
          source: 'merge_request_event',
          ref,
          refProtected: into !== FREE_TARGET && isProtected(ref, 'branch'),
          into,
        },
      }),
    ),
  ]);
  const deploymentsOf = ({ token, ownCode }: MintedRun): readonly MintedRun[] =>
    environments.flatMap(({ name, deploy, deployBy, approvals, approve, approveBy }) => {
      const mayStart = people.filter(
        (person) =>
          has(person, deployBy === undefined ? deploy : deployBy.role) ||
          person.role === 'admin' ||
          textsOf(deployBy).some((text) => person.named.includes(text)),
      );
      const isEnough = mayStart.some((starter) => {
        const approvers = people.filter(
          (person) =>
            (world.ownApproval === true || person !== starter) &&
            (person.role === 'admin' || allowed(person, approve, approveBy)),
        );
        return approvers.length >= approvals;
      });
      return isEnough ? [{ token: { ...token, environment: name }, ownCode }] : [];
    });
  const all = started;
  return [...all, ...[...all, ...there].flatMap(deploymentsOf)];
}

/** Everything that the rules of a world name. */
export function namesOf(world: MintWorld): readonly string[] {
  const { protectedBranches, protectedTags, environments, mergeRequests, deployKeys } = world;
  const known = <T>(part: readonly T[] | 'unknown'): readonly T[] => (part === 'unknown' ? [] : part);
  return [
    ...new Set([
      ...[...known(protectedBranches), ...known(protectedTags)].flatMap(({ pushBy, mergeBy }) => [
        ...textsOf(pushBy),
        ...textsOf(mergeBy),
      ]),
      ...known(environments).flatMap(({ deployBy, approveBy }) => [
        ...textsOf(deployBy),
        ...textsOf(approveBy),
      ]),
      ...(mergeRequests === 'unknown' ? [] : (mergeRequests.rules ?? [])).flatMap(({ name, anyone }) =>
        anyone ? [] : [approverOf(name)],
      ),
      ...known(deployKeys).map(TEXTS.deploy_key),
      ...known(world.triggerTokens).map(triggerOf),
    ]),
  ];
}

const isUserName = (name: string): boolean => name.startsWith('user ');

/** All coalitions of up to so many people, each with a role and some of the names. A user is one person, and no person is two. */
export function coalitions(size: number, names: readonly string[] = []): readonly (readonly Person[])[] {
  const kinds = subsets(names.toSorted())
    .filter((some) => some.filter(isUserName).length <= 1)
    .flatMap((named) => ROLES.map((role): Person => ({ role, named: [...named].toSorted() })))
    .filter(({ role, named }) => role !== 'none' || named.length > 0);
  const grow = (left: number, from: number): (readonly Person[])[] =>
    left === 0
      ? [[]]
      : [
          [],
          ...kinds
            .slice(from)
            .flatMap((kind, at) => grow(left - 1, from + at).map((rest) => [kind, ...rest] as const)),
        ];
  return grow(size, 0).filter((people) => {
    const users = people.flatMap(({ named }) => named.filter(isUserName));
    return people.length > 0 && new Set(users).size === users.length;
  });
}
