import { coalitionsFor, type Needs } from './coalition';
import { joined, withRole, type Coalition, type Person } from './person';
import type { EnvironmentRight, MintRule, ProjectRights } from './rights';
import {
  byPerson,
  choices,
  keyHolder,
  mayMerge,
  mayPush,
  mayRun,
  mergeNeeds,
  tokenHolder,
  whoMay,
  type NeededMerge,
} from './who-may';

/** Pipelines of one kind that the same people can start. */
export interface Run {
  /** What runs. `merge_request`: on the internal ref of a merge request; its token names the source branch. */
  readonly pipeline: 'branch' | 'tag' | 'merge_request';
  /** What starts it: a push, a merge request, a trigger token, or anything else, such as a run by hand or a schedule. */
  readonly start: 'push' | 'merge_request' | 'trigger' | 'other';
  /** The refs: those that no rule covers, or those that one rule of each group covers; `any` where the rules are not known. */
  readonly refs: 'unprotected' | 'any' | readonly (readonly MintRule[])[];
  /** The claim `ref_protected`; absent = either. */
  readonly refProtected?: boolean;
  /** Whether the token may say that the environment of its job is protected. */
  readonly deploys: boolean;
  readonly coalition: Coalition;
  /** Whether they choose the code that runs: else they run what is there. */
  readonly ownCode: boolean;
  /** What they do, in order. */
  readonly steps: readonly string[];
  /** What is not known of the rules that this rests on: the people are the fewest that it may take. */
  readonly atLeast?: string;
  /** What is not known: these people may not be there at all. */
  readonly perhaps?: string;
}

/** A run before it is known who takes part. */
interface Start extends Omit<Run, 'coalition' | 'deploys'> {
  readonly needs: Needs;
}

/** Every way to start a pipeline in a project under its rules as they are. Changing the rules is not among them. */
export function runsOf(rights: ProjectRights): readonly Run[] {
  const starts = [
    ...branchStarts(rights),
    ...mergeRequestStarts(rights),
    ...tagStarts(rights),
    ...triggerStarts(rights),
  ];
  const environments = rights.environments === 'unknown' ? [undefined] : rights.environments;
  const { groupEnvironments: groups } = rights;
  // of an environment that two rules protect one is asked about alone, which may be fewer people than it takes
  const also = groups === 'unknown' ? UNKNOWN_GROUPS : groups.length > 0 ? GROUPS_TOO : undefined;
  return starts.flatMap((start) => [
    ...runsFrom(start, false),
    ...environments.flatMap((environment) =>
      deployments(also === undefined ? start : { ...start, atLeast: start.atLeast ?? also }, environment),
    ),
    ...(groups === 'unknown'
      ? rights.environments === 'unknown'
        ? []
        : deployments({ ...start, perhaps: start.perhaps ?? UNKNOWN_GROUPS }, undefined)
      : groups.flatMap((environment) => deployments(start, environment))),
  ]);
}

const UNKNOWN_BRANCHES = 'the protected branches are not known';
const UNKNOWN_TAGS = 'the protected tags are not known';
const UNKNOWN_GROUPS = 'whether a group protects environments of a tier is not known';
const GROUPS_TOO = 'a group protects environments of a tier, too';
const UNKNOWN_TRIGGERS = 'whether the project has trigger tokens';
const OWNER_RUNS = 'the owner of the trigger token must be allowed to run it';
const UNKNOWN_KEYS = 'whether a deploy key of the project may push';
const DEVELOPER: Needs = { starts: withRole('developer') };

/** How the code of a protected branch is changed: by a push, or by a merge request. */
type Change = Pick<Start, 'atLeast' | 'steps'> & {
  readonly by: Person;
  readonly rules: readonly MintRule[];
  readonly merge?: NeededMerge;
};

function changesOf(
  rules: readonly MintRule[],
  mergeRequests: ProjectRights['mergeRequests'],
): readonly Change[] {
  const pushes = byPerson(rules, mayPush).map(([by, group]): Change => ({
    by,
    rules: group,
    steps: [`pushes to ${names(group)}`],
  }));
  const merges = byMerge(rules, mergeRequests).flatMap(({ merge, rules: alike }) =>
    byPerson(alike, mayMerge).map(([by, group]): Change => {
      const steps = approvalSteps(merge);
      return {
        by,
        rules: group,
        merge,
        steps: [`opens a merge request into ${names(group)}`, ...steps, 'merges it'],
        ...(merge.atLeast !== undefined && { atLeast: merge.atLeast }),
      };
    }),
  );
  return [...pushes, ...merges];
}

/** Rules by what a merge into their branches needs. */
function byMerge(rules: readonly MintRule[], mergeRequests: ProjectRights['mergeRequests']) {
  const groups = new Map<string, { readonly merge: NeededMerge; readonly rules: MintRule[] }>();
  for (const rule of rules) {
    const merge = mergeNeeds(mergeRequests, rule);
    const key = JSON.stringify(merge);
    const group = groups.get(key) ?? { merge, rules: [] };
    group.rules.push(rule);
    groups.set(key, group);
  }
  return [...groups.values()];
}

/**
 * @see https://docs.gitlab.com/ci/pipelines/#pipeline-security-on-protected-branches who may run one: whoever may push or merge
 * @see https://docs.gitlab.com/ci/pipelines/schedules/ the owner of the schedule likewise
 */
function branchStarts({
  protectedBranches: rules,
  mergeRequests,
  deployKeys,
}: ProjectRights): readonly Start[] {
  const common = { pipeline: 'branch', ownCode: true } as const;
  if (rules === 'unknown') {
    const unknown = { ...common, refs: 'any', atLeast: UNKNOWN_BRANCHES } as const;
    const push = { ...unknown, start: 'push', steps: ['pushes to the branch'] } as const;
    return [
      { ...push, needs: DEVELOPER },
      ...byKey(push, deployKeys),
      { ...unknown, needs: DEVELOPER, start: 'other', steps: ['runs a pipeline on the branch'] },
    ];
  }
  const free = { ...common, refs: 'unprotected', refProtected: false } as const;
  const push = { ...free, start: 'push', steps: [FREE_PUSH] } as const;
  const guarded = { pipeline: 'branch', refProtected: true } as const;
  const changes = changesOf(rules, mergeRequests);
  return [
    { ...push, needs: DEVELOPER },
    ...byKey(push, deployKeys),
    { ...free, needs: DEVELOPER, start: 'other', steps: [FREE_PUSH, 'runs a pipeline on it'] },
    ...changes.map(({ by, rules: group, merge, ...change }): Start => ({
      ...guarded,
      ...change,
      start: 'push',
      refs: [group],
      ownCode: true,
      needs: { starts: by, merge },
    })),
    ...byPerson(rules, mayRun).flatMap(([starts, group]): Start[] => {
      const runs = { ...guarded, start: 'other' } as const;
      const asIs = [`runs a pipeline on ${names(group)} as it is`];
      return [
        { ...runs, refs: [group], ownCode: false, needs: { starts }, steps: asIs },
        ...changes.map(({ by, rules: changed, merge, ...change }): Start => ({
          ...runs,
          ...change,
          refs: [group, changed],
          ownCode: true,
          needs: { starts, writes: by, merge },
          steps: [...change.steps, 'runs a pipeline on the branch'],
        })),
      ];
    }),
  ];
}

/**
 * The same push by who holds a deploy key, without a role. A key creates branches and tags that no rule protects; it runs nothing by hand.
 * @see https://docs.gitlab.com/user/project/deploy_keys/ "Grant write permissions"
 */
function byKey(push: Omit<Start, 'needs'>, deployKeys: ProjectRights['deployKeys']): readonly Start[] {
  if (deployKeys === 'unknown')
    return [{ ...push, needs: { starts: withRole('none', 'a deploy key') }, perhaps: UNKNOWN_KEYS }];
  return deployKeys.map((title) => ({ ...push, needs: { starts: keyHolder(title) } }));
}

/**
 * @see https://docs.gitlab.com/ci/pipelines/merge_request_pipelines/#control-access-to-protected-variables-and-runners
 * @see https://gitlab.com/gitlab-org/gitlab/-/blob/master/app/services/merge_requests/create_pipeline_service.rb
 */
function mergeRequestStarts({ protectedBranches: rules, mergeRequests }: ProjectRights): readonly Start[] {
  const common = { pipeline: 'merge_request', start: 'merge_request' } as const;
  if (rules === 'unknown') {
    const steps = ['opens a merge request'];
    return [{ ...common, refs: 'any', needs: DEVELOPER, ownCode: true, atLeast: UNKNOWN_BRANCHES, steps }];
  }
  const changes = changesOf(rules, mergeRequests);
  const targets = [
    { target: undefined, writer: undefined },
    ...rules.flatMap((target) => mayRun(target).map((writer) => ({ target, writer }))),
  ];
  const guarded = targets.flatMap(({ target, writer }) =>
    byPerson(
      rules.filter((rule) => isOther(target, rule)),
      mayRun,
    ).flatMap(([person, group]): Start[] => {
      const starts = writer === undefined ? person : joined(person, writer);
      const into = target === undefined ? 'a branch that no rule protects' : target.pattern;
      const opens = { ...common, refProtected: target !== undefined };
      const step = `opens a merge request from ${names(group)} into ${into}`;
      return [
        { ...opens, refs: [group], ownCode: false, needs: { starts }, steps: [step] },
        ...changes.map(({ by: writes, rules: changed, merge, ...change }): Start => ({
          ...opens,
          ...change,
          refs: [group, changed.filter((rule) => isOther(target, rule))],
          ownCode: true,
          needs: { starts, writes, merge },
          steps: [...change.steps, step],
        })),
      ];
    }),
  );
  return [
    {
      ...common,
      refs: 'unprotected',
      refProtected: false,
      needs: DEVELOPER,
      ownCode: true,
      steps: [FREE_PUSH, 'opens a merge request from it'],
    },
    ...guarded,
  ];
}

/** @see https://docs.gitlab.com/user/project/protected_tags/ whoever may create a tag chooses its commit */
function tagStarts({ protectedTags: rules, deployKeys }: ProjectRights): readonly Start[] {
  const start = (
    starts: Person,
    made: string,
    refs: Pick<Start, 'refs' | 'refProtected' | 'atLeast' | 'perhaps'>,
  ): readonly Start[] => {
    const tags = { ...refs, pipeline: 'tag', ownCode: true, needs: { starts } } as const;
    return [
      { ...tags, start: 'push', steps: [made] },
      ...(starts.role === 'none'
        ? []
        : [{ ...tags, start: 'other', steps: [made, 'runs a pipeline on it'] } as const]),
    ];
  };
  const developer = withRole('developer');
  const push = { pipeline: 'tag', start: 'push', ownCode: true } as const;
  if (rules === 'unknown') {
    const made = 'creates the tag';
    const refs = { refs: 'any', atLeast: UNKNOWN_TAGS } as const;
    return [...start(developer, made, refs), ...byKey({ ...push, ...refs, steps: [made] }, deployKeys)];
  }
  const made = 'creates a tag that no rule protects';
  const free = { refs: 'unprotected', refProtected: false } as const;
  return [
    ...start(developer, made, free),
    ...byKey({ ...push, ...free, steps: [made] }, deployKeys),
    ...byPerson(rules, mayPush).flatMap(([starts, group]) =>
      start(starts, `creates a tag ${names(group)}`, { refs: [group], refProtected: true }),
    ),
  ];
}

/**
 * Pipelines by who holds a trigger token: they run as its owner, on a branch or tag as it is, or with code that somebody else has brought there.
 * @see https://docs.gitlab.com/ci/triggers/
 */
function triggerStarts(rights: ProjectRights): readonly Start[] {
  const { triggerTokens, deployKeys } = rights;
  const holders: readonly Pick<Start, 'needs' | 'perhaps'>[] =
    triggerTokens === 'unknown'
      ? [{ needs: { starts: withRole('none', 'a trigger token') }, perhaps: UNKNOWN_TRIGGERS }]
      : triggerTokens.map((description) => ({ needs: { starts: tokenHolder(description) } }));
  if (holders.length === 0) return [];
  const free: readonly Person[] = [
    withRole('developer'),
    ...(deployKeys === 'unknown' ? [] : deployKeys.map(keyHolder)),
  ];
  const branches = rights.protectedBranches;
  const tags = rights.protectedTags;
  const changes = branches === 'unknown' ? [] : changesOf(branches, rights.mergeRequests);
  const tagChanges: readonly Change[] =
    tags === 'unknown'
      ? []
      : byPerson(tags, mayPush).map(([by, group]) => ({
          by,
          rules: group,
          steps: [`creates a tag ${names(group)}`],
        }));
  return (
    [
      ['branch', branches, changes, FREE_PUSH],
      ['tag', tags, tagChanges, 'creates a tag that no rule protects'],
    ] as const
  ).flatMap(([pipeline, rules, protectedChanges, freeStep]) =>
    holders.flatMap(({ needs, perhaps }): readonly Start[] => {
      const run = { pipeline, start: 'trigger', ...(perhaps !== undefined && { perhaps }) } as const;
      const step = `triggers a pipeline on the ${pipeline}`;
      const unprotected =
        rules === 'unknown'
          ? ({ refs: 'any', atLeast: OWNER_RUNS } as const)
          : ({ refs: 'unprotected', refProtected: false } as const);
      return [
        { ...run, ...unprotected, ownCode: false, needs, steps: [step] },
        ...free.map((writes): Start => ({
          ...run,
          ...unprotected,
          ownCode: true,
          needs: { ...needs, writes },
          steps: [freeStep, step],
        })),
        ...(rules === 'unknown' || rules.length === 0
          ? []
          : [
              {
                ...run,
                refs: [rules],
                refProtected: true,
                ownCode: false,
                needs,
                steps: [step],
                atLeast: OWNER_RUNS,
              } as const,
              ...protectedChanges.map(({ by, rules: changed, merge, ...change }): Start => ({
                ...run,
                ...change,
                refs: [changed],
                refProtected: true,
                ownCode: true,
                needs: { ...needs, writes: by, merge },
                steps: [...change.steps, step],
                atLeast: change.atLeast ?? OWNER_RUNS,
              })),
            ]),
      ];
    }),
  );
}

const FREE_PUSH = 'pushes a branch that no rule protects';

function runsFrom({ needs, ...start }: Start, deploys: boolean): readonly Run[] {
  return coalitionsFor(needs).map((coalition) => ({ ...start, deploys, coalition }));
}

/** The same with a job that deploys to a protected environment: to one of which nothing is known, where none is given. */
function deployments(start: Start, environment: EnvironmentRight | undefined): readonly Run[] {
  if (environment === undefined) {
    const steps = [...start.steps, 'a job of it deploys to a protected environment'];
    const atLeast = start.atLeast ?? 'who may deploy to the protected environments is not known';
    return runsFrom({ ...start, steps, atLeast }, true);
  }
  const { name, approvals, deploy, deployBy, approve, approveBy, atLeast } = environment;
  const approving = choices(whoMay(approve, approveBy), approvals);
  const others = approvals === 1 ? '1 other approves' : `${approvals} others approve`;
  const steps = [
    ...start.steps,
    `starts a job that deploys to the protected environment ${name}`,
    ...(approvals === 0 ? [] : [`${others} the deployment`]),
  ];
  const byKeyHolder = start.needs.starts.role === 'none';
  return deployers(deploy, deployBy).flatMap((starts) =>
    (approving ?? [fewest(approvals)]).flatMap((approvers) => {
      const needs: Needs = { ...start.needs, deployment: { starts, approvers } };
      const open =
        start.atLeast ??
        atLeast ??
        (approving === undefined ? MANY_APPROVERS : byKeyHolder ? KEY_DEPLOYS : undefined);
      return runsFrom({ ...start, needs, steps, ...(open !== undefined && { atLeast: open }) }, true);
    }),
  );
}

function fewest(approvals: number): readonly Person[] {
  return Array.from({ length: approvals }, () => withRole('developer'));
}

const MANY_APPROVERS = 'the rules of the environment name too many approvers to tell them apart';
const KEY_DEPLOYS = 'its jobs run as the owner of the key or token, who must be allowed to deploy';

/**
 * An administrator may always deploy.
 * @see https://docs.gitlab.com/ci/environments/protected_environments/ "administrators can use all environments"
 */
function deployers(deploy: EnvironmentRight['deploy'], by: EnvironmentRight['deployBy']): readonly Person[] {
  const people = whoMay(deploy, by);
  return people.some(({ named }) => named.length === 0) ? people : [...people, withRole('admin')];
}

/** Whether a branch of one rule can be the source of a merge request into another branch of a target's. */
function isOther(target: MintRule | undefined, source: MintRule): boolean {
  return target === undefined || target.pattern !== source.pattern || target.pattern.includes('*');
}

function names(rules: readonly MintRule[]): string {
  return rules.map(({ pattern }) => pattern).join(' or ');
}

function approvalSteps({ approvers, byAuthor }: NeededMerge): readonly string[] {
  const { length: count } = approvers;
  if (count === 0) return [];
  const who = byAuthor ? '' : count === 1 ? ' other' : ' others';
  return [`${count}${who} approve${count === 1 ? 's' : ''} it`];
}
