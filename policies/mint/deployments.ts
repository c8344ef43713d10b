import type { Needs } from './coalition';
import { withRole, type Person } from './person';
import type { EnvironmentRight, MintRule, ProjectRights } from './rights';
import { isOther, runsFrom, THERE, type Run, type Start } from './run';
import { choices, mayApprove, mayDeploy } from './who-may';

const UNKNOWN_DEPLOYERS =
  'who may deploy to protected environments, and so start jobs of pipelines that are there';
const UNKNOWN_OWN_APPROVAL = 'whether whoever starts a deployment may approve it, too';

/** Pipelines of every kind that somebody has started already. */
export function runningPipelines({ protectedBranches, protectedTags }: ProjectRights): readonly Start[] {
  const refsOf = (rules: readonly MintRule[] | 'unknown'): readonly Pick<Start, 'refs' | 'refProtected'>[] =>
    rules === 'unknown'
      ? [{ refs: 'any' }]
      : [
          { refs: 'unprotected', refProtected: false },
          ...(rules.length === 0 ? [] : [{ refs: [rules], refProtected: true }]),
        ];
  const there = { ownCode: false, needs: THERE } as const;
  const steps = (kind: string): readonly string[] => [`takes a pipeline of a ${kind} that is there`];
  const request = {
    pipeline: 'merge_request',
    start: 'merge_request',
    steps: steps('merge request'),
  } as const;
  const rules = protectedBranches === 'unknown' ? [] : protectedBranches;
  const inOthers = rules.filter((source) => rules.some((target) => isOther(target, source)));
  return [
    ...(['push', 'other'] as const).flatMap((start) => [
      ...refsOf(protectedBranches).map((refs): Start => ({
        ...there,
        ...refs,
        pipeline: 'branch',
        start,
        steps: steps('branch'),
      })),
      ...refsOf(protectedTags).map((refs): Start => ({
        ...there,
        ...refs,
        pipeline: 'tag',
        start,
        steps: steps('tag'),
      })),
    ]),
    ...refsOf(protectedBranches).map((refs): Start => ({
      ...there,
      ...request,
      ...refs,
      // without a protected target
      ...(protectedBranches !== 'unknown' && { refProtected: false }),
    })),
    ...(inOthers.length === 0 ? [] : [{ ...there, ...request, refs: [inOthers], refProtected: true }]),
  ];
}

/** The same with a job that deploys to a protected environment: to one of which nothing is known, where none is given. */
export function deployments(
  start: Start,
  environment: EnvironmentRight | undefined,
  ownApproval: ProjectRights['ownApproval'],
): readonly Run[] {
  if (environment === undefined) {
    if (start.needs === THERE)
      return runsFrom({ ...start, perhaps: start.perhaps ?? UNKNOWN_DEPLOYERS }, true);
    const steps = [...start.steps, 'a job of it deploys to a protected environment'];
    const atLeast = start.atLeast ?? 'who may deploy to the protected environments is not known';
    return runsFrom({ ...start, steps, atLeast }, true);
  }
  const { name, approvals, deploy, deployBy, approve, approveBy, atLeast } = environment;
  const approving = choices(mayApprove(approve, approveBy), approvals);
  const others = approvals === 1 ? '1 other approves' : `${approvals} others approve`;
  const stepsOf = (byStarter: boolean): readonly string[] => [
    ...start.steps,
    `starts a job that deploys to the protected environment ${name}`,
    ...(approvals === 0
      ? []
      : [byStarter ? `the deployment has ${approvals} approvals` : `${others} the deployment`]),
  ];
  const byKeyHolder = start.needs.starts.role === 'none' && start.needs !== THERE;
  const runs = (byStarter: boolean, perhaps: string | undefined): readonly Run[] =>
    mayDeploy(deploy, deployBy).flatMap((starts) =>
      (approving ?? [fewest(approvals)]).flatMap((approvers) => {
        const needs: Needs = { ...start.needs, deployment: { starts, approvers, byStarter } };
        const open =
          start.atLeast ??
          atLeast ??
          (approving === undefined ? MANY_APPROVERS : byKeyHolder ? KEY_DEPLOYS : undefined);
        return runsFrom(
          {
            ...start,
            needs,
            steps: stepsOf(byStarter),
            ...(open !== undefined && { atLeast: open }),
            ...(perhaps !== undefined && { perhaps }),
          },
          true,
        );
      }),
    );
  return [
    ...runs(ownApproval === true, start.perhaps),
    ...(ownApproval === 'unknown' && approvals > 0 ? runs(true, start.perhaps ?? UNKNOWN_OWN_APPROVAL) : []),
  ];
}

function fewest(approvals: number): readonly Person[] {
  return Array.from({ length: approvals }, () => withRole('developer'));
}

const MANY_APPROVERS = 'the rules of the environment name too many approvers to tell them apart';
const KEY_DEPLOYS = 'its jobs run as the owner of the key or token, who must be allowed to deploy';
