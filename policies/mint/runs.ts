import type { Needs } from './coalition';
import { deployments, runningPipelines } from './deployments';
import { joined, withRole, type Person } from './person';
import type { MintRule, ProjectRights } from './rights';
import { isOther, runsFrom, type Run, type Start } from './run';
import {
  byPerson,
  keyHolder,
  mayMerge,
  mayPush,
  mayRun,
  mergeNeeds,
  tokenHolder,
  type NeededMerge,
} from './who-may';

/** Every way to start a pipeline in a project under its rules as they are. Changing the rules is not among them. */
export function runsOf(rights: ProjectRights): readonly Run[] {
  const starts = [
    ...branchStarts(rights),
    ...mergeRequestStarts(rights),
    ...tagStarts(rights),
    ...triggerStarts(rights),
  ];
  const environments = rights.environments === 'unknown' ? [undefined] : rights.environments;
  const { groupEnvironments: groups, ownApproval } = rights;
  // jobs of pipelines that are there: whoever may deploy starts them, and needs no right to the ref
  const plays = runningPipelines(rights);
  // of an environment that two rules protect one is asked about alone, which may be fewer people than it takes
  const also = groups === 'unknown' ? UNKNOWN_GROUPS : groups.length > 0 ? GROUPS_TOO : undefined;
  return [...starts, ...plays].flatMap((start) => [
    ...(plays.includes(start) ? [] : runsFrom(start, false)),
    ...environments.flatMap((environment) =>
      deployments(
        also === undefined ? start : { ...start, atLeast: start.atLeast ?? also },
        environment,
        ownApproval,
      ),
    ),
    ...(groups === 'unknown'
      ? rights.environments === 'unknown'
        ? []
        : deployments({ ...start, perhaps: start.perhaps ?? UNKNOWN_GROUPS }, undefined, ownApproval)
      : groups.flatMap((environment) => deployments(start, environment, ownApproval))),
  ]);
}

const UNKNOWN_BRANCHES = 'the protected branches are not known';
const UNKNOWN_TAGS = 'the protected tags are not known';
const UNKNOWN_GROUPS = 'whether a group protects environments of a tier is not known';
const GROUPS_TOO = 'a group protects environments of a tier, too';
const UNKNOWN_TRIGGERS = 'whether the project has trigger tokens';
const OWNER_RUNS = 'the owner of the trigger token must be allowed to run it';
const OWNER_OF_KEY = 'the owner of the deploy key must be allowed to run it';
const UNKNOWN_RETRY =
  'whether a pipeline of such a merge request is there, whose jobs any Developer can retry';
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
 * @see https://docs.gitlab.com/ci/pipelines/#pipeline-security-on-protected-branches who may run one, or retry a job: whoever may push or merge
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
      ...(by.role === 'none' && { atLeast: OWNER_OF_KEY }),
      start: 'push',
      refs: [group],
      ownCode: true,
      needs: { starts: by, merge },
    })),
    ...byPerson(rules, mayRun).flatMap(([starts, group]): Start[] => {
      const runs = { ...guarded, start: 'other' } as const;
      const asIs = [`runs a pipeline on ${names(group)} as it is`];
      const again = [`retries a job of the last push to ${names(group)}`];
      return [
        { ...runs, refs: [group], ownCode: false, needs: { starts }, steps: asIs },
        { ...runs, start: 'push', refs: [group], ownCode: false, needs: { starts }, steps: again },
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
 * The same push by who holds a deploy key, without a role. A key creates branches and tags that no rule protects; it runs nothing by hand, and
 * the pipeline of its push runs as its owner, if he may run one.
 * @see https://docs.gitlab.com/user/project/deploy_keys/ "Grant write permissions"
 * @see https://gitlab.com/gitlab-org/gitlab/-/issues/23266
 */
function byKey(push: Omit<Start, 'needs'>, deployKeys: ProjectRights['deployKeys']): readonly Start[] {
  if (deployKeys === 'unknown')
    return [{ ...push, needs: { starts: withRole('none', 'a deploy key') }, perhaps: UNKNOWN_KEYS }];
  return deployKeys.map((title) => ({
    ...push,
    needs: { starts: keyHolder(title) },
    atLeast: push.atLeast ?? OWNER_OF_KEY,
  }));
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
    ...(rules.length === 0 ? [] : [retried({ ...common, refs: [rules] })]),
  ];
}

/**
 * The ref of such a pipeline is that of the merge request, which no rule protects, whatever its source branch is.
 * @see https://gitlab.com/gitlab-org/gitlab/-/blob/master/app/policies/ci/build_policy.rb `protected_ref`
 */
function retried(common: Pick<Start, 'pipeline' | 'start' | 'refs'>): Start {
  const steps = ['retries a job of a merge request that somebody else has opened'];
  return { ...common, needs: DEVELOPER, ownCode: false, steps, perhaps: UNKNOWN_RETRY };
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
      start(starts, `creates a tag ${names(group)}`, {
        refs: [group],
        refProtected: true,
        ...(starts.role === 'none' && { atLeast: OWNER_OF_KEY }),
      }),
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

function names(rules: readonly MintRule[]): string {
  return rules.map(({ pattern }) => pattern).join(' or ');
}

function approvalSteps({ approvers, byAuthor }: NeededMerge): readonly string[] {
  const { length: count } = approvers;
  if (count === 0) return [];
  const who = byAuthor ? '' : count === 1 ? ' other' : ' others';
  return [`${count}${who} approve${count === 1 ? 's' : ''} it`];
}
