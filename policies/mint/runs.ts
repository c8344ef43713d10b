import { ACCESS_LEVELS, type AccessLevel, type ProtectionRule } from '../gitlab/index';
import { coalitionsFor, type Coalition, type Needs } from './coalition';
import {
  MINTING_ROLES,
  roleOf,
  stronger,
  type EnvironmentRight,
  type MergeRequestRight,
  type MintingRole,
  type ProjectRights,
} from './rights';

/** Pipelines of one kind that the same people can start. */
export interface Run {
  /** What runs. `merge_request`: on the internal ref of a merge request; its token names the source branch. */
  readonly pipeline: 'branch' | 'tag' | 'merge_request';
  /** What starts it: a push, a merge request, or anything else, such as a run by hand or a schedule. */
  readonly start: 'push' | 'merge_request' | 'other';
  /** The refs: those that no rule covers, or those that one rule of each group covers; `any` where the rules are not known. */
  readonly refs: 'unprotected' | 'any' | readonly (readonly ProtectionRule[])[];
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
}

/** A run before it is known who takes part. */
interface Start extends Omit<Run, 'coalition' | 'deploys'> {
  readonly needs: Needs;
}

/** Every way to start a pipeline in a project under its rules as they are. Changing the rules is not among them. */
export function runsOf(rights: ProjectRights): readonly Run[] {
  const starts = [...branchStarts(rights), ...mergeRequestStarts(rights), ...tagStarts(rights)];
  const environments = rights.environments === 'unknown' ? [undefined] : rights.environments;
  return starts.flatMap((start) => [
    ...runsFrom(start, false),
    ...environments.flatMap((environment) => deployments(start, environment)),
  ]);
}

const UNKNOWN_BRANCHES = 'the protected branches are not known';
const UNKNOWN_TAGS = 'the protected tags are not known';
const DEVELOPER: Needs = { starts: 'developer' };

/** How the code of a protected branch is changed: by a push, or by a merge request. */
type Change = Pick<Start, 'atLeast' | 'steps'> & {
  readonly role: MintingRole;
  readonly rules: readonly ProtectionRule[];
  readonly merge?: MergeRequestRight;
};

function changesOf(rules: readonly ProtectionRule[], mergeRequests: MergeRequestRight | 'unknown') {
  const merge = mergeRequests === 'unknown' ? { approvals: 0, byAuthor: true } : mergeRequests;
  const pushes = byLevel(rules, ({ push }) => push).map(([role, group]): Change => ({
    role,
    rules: group,
    steps: [`pushes to ${names(group)}`],
  }));
  const merges = byLevel(rules, (rule) => rule.merge).map(([role, group]): Change => ({
    role,
    rules: group,
    merge,
    steps: [
      `opens a merge request into ${names(group)}`,
      ...(merge.approvals === 0 ? [] : [approvalStep(merge)]),
      'merges it',
    ],
    ...(mergeRequests === 'unknown' && { atLeast: 'the approvals that a merge needs are not known' }),
  }));
  return [...pushes, ...merges];
}

/**
 * @see https://docs.gitlab.com/ci/pipelines/#pipeline-security-on-protected-branches who may run one: whoever may push or merge
 * @see https://docs.gitlab.com/ci/pipelines/schedules/ the owner of the schedule likewise
 */
function branchStarts({ protectedBranches: rules, mergeRequests }: ProjectRights): readonly Start[] {
  const common = { pipeline: 'branch', ownCode: true } as const;
  if (rules === 'unknown') {
    const unknown = { ...common, refs: 'any', needs: DEVELOPER, atLeast: UNKNOWN_BRANCHES } as const;
    return [
      { ...unknown, start: 'push', steps: ['pushes to the branch'] },
      { ...unknown, start: 'other', steps: ['runs a pipeline on the branch'] },
    ];
  }
  const free = { ...common, refs: 'unprotected', refProtected: false, needs: DEVELOPER } as const;
  const guarded = { pipeline: 'branch', refProtected: true } as const;
  const changes = changesOf(rules, mergeRequests);
  return [
    { ...free, start: 'push', steps: [FREE_PUSH] },
    { ...free, start: 'other', steps: [FREE_PUSH, 'runs a pipeline on it'] },
    ...changes.map(({ role, rules: group, merge, ...change }): Start => ({
      ...guarded,
      ...change,
      start: 'push',
      refs: [group],
      ownCode: true,
      needs: { starts: role, merge },
    })),
    ...byLevel(rules, weakerOf).flatMap(([starts, group]): Start[] => {
      const runs = { ...guarded, start: 'other' } as const;
      const asIs = [`runs a pipeline on ${names(group)} as it is`];
      return [
        { ...runs, refs: [group], ownCode: false, needs: { starts }, steps: asIs },
        ...changes.map(({ role, rules: changed, merge, ...change }): Start => ({
          ...runs,
          ...change,
          refs: [group, changed],
          ownCode: true,
          needs: { starts, writes: role, merge },
          steps: [...change.steps, 'runs a pipeline on the branch'],
        })),
      ];
    }),
  ];
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
  const targets = [undefined, ...rules.filter((rule) => roleOf(weakerOf(rule)) !== undefined)];
  const guarded = targets.flatMap((target) =>
    byLevel(
      rules.filter((rule) => isOther(target, rule)),
      weakerOf,
    ).flatMap(([role, group]): Start[] => {
      const starts = target === undefined ? role : stronger(role, roleOf(weakerOf(target)) ?? role);
      const into = target === undefined ? 'a branch that no rule protects' : target.pattern;
      const opens = { ...common, refProtected: target !== undefined };
      const step = `opens a merge request from ${names(group)} into ${into}`;
      return [
        { ...opens, refs: [group], ownCode: false, needs: { starts }, steps: [step] },
        ...changes.map(({ role: writes, rules: changed, merge, ...change }): Start => ({
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
function tagStarts({ protectedTags: rules }: ProjectRights): readonly Start[] {
  const start = (
    starts: MintingRole,
    made: string,
    refs: Pick<Start, 'refs' | 'refProtected' | 'atLeast'>,
  ): readonly Start[] => {
    const tags = { ...refs, pipeline: 'tag', ownCode: true, needs: { starts } } as const;
    return [
      { ...tags, start: 'push', steps: [made] },
      { ...tags, start: 'other', steps: [made, 'runs a pipeline on it'] },
    ];
  };
  if (rules === 'unknown')
    return start('developer', 'creates the tag', { refs: 'any', atLeast: UNKNOWN_TAGS });
  return [
    ...start('developer', 'creates a tag that no rule protects', {
      refs: 'unprotected',
      refProtected: false,
    }),
    ...byLevel(rules, ({ push }) => push).flatMap(([starts, group]) =>
      start(starts, `creates a tag ${names(group)}`, { refs: [group], refProtected: true }),
    ),
  ];
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
  const { name, approvals } = environment;
  const [starts, approve] = [roleOf(environment.deploy), roleOf(environment.approve)];
  if (starts === undefined || (approvals > 0 && approve === undefined)) return [];
  const needs: Needs = { ...start.needs, deployment: { starts, approvals, approve: approve ?? 'developer' } };
  const others = approvals === 1 ? '1 other approves' : `${approvals} others approve`;
  const steps = [
    ...start.steps,
    `starts a job that deploys to the protected environment ${name}`,
    ...(approvals === 0 ? [] : [`${others} the deployment`]),
  ];
  return runsFrom({ ...start, needs, steps }, true);
}

/** Rules by the role that they ask for, weakest role first; without those that nobody meets. */
function byLevel(
  rules: readonly ProtectionRule[],
  level: (rule: ProtectionRule) => AccessLevel,
): readonly (readonly [MintingRole, readonly ProtectionRule[]])[] {
  return MINTING_ROLES.flatMap((role) => {
    const group = rules.filter((rule) => roleOf(level(rule)) === role);
    return group.length === 0 ? [] : [[role, group] as const];
  });
}

/** Whether a branch of one rule can be the source of a merge request into another branch of a target's. */
function isOther(target: ProtectionRule | undefined, source: ProtectionRule): boolean {
  return target === undefined || target.pattern !== source.pattern || target.pattern.includes('*');
}

/** Whoever may push or merge. */
function weakerOf({ push, merge }: ProtectionRule): AccessLevel {
  if (push === 'no_one') return merge;
  if (merge === 'no_one') return push;
  return ACCESS_LEVELS.indexOf(push) <= ACCESS_LEVELS.indexOf(merge) ? push : merge;
}

function names(rules: readonly ProtectionRule[]): string {
  return rules.map(({ pattern }) => pattern).join(' or ');
}

function approvalStep({ approvals, byAuthor }: MergeRequestRight): string {
  const who = byAuthor ? '' : approvals === 1 ? ' other' : ' others';
  return `${approvals}${who} approve${approvals === 1 ? 's' : ''} it`;
}
