import { ASSUMPTION_IDS, ASSUMPTIONS, atLeast, type AssumptionId, type Instance } from '../../gitlab/index';
import { isGitlabCom } from '../../context/index';

/** What is assumed, switch by switch. */
export type Assumptions = Readonly<Record<AssumptionId, boolean>>;

/** What a user switches on or off; the rest is as the instance suggests. */
export type Assume = Readonly<Partial<Record<AssumptionId, boolean>>>;

/**
 * Everything is assumed but what would hide an attack. Other projects choose the components of their `sub`, and GitLab may have more
 * components and values than refgate knows; declared projects may be renamed or moved; and a declared path may come into other hands,
 * unless the declaration of an instance says that it refuses tokens on reused paths.
 */
export function assumptionsFor(instance: Instance, assume: Assume = {}): Assumptions {
  const com = isGitlabCom(instance.issuer);
  const unusual: Assume = {
    'usual-sub-claims': false,
    'known-components': false,
    'component-order': false,
    'documented-values': false,
    'no-renames': false,
    'no-workloads': false,
    'known-protection': false,
    'job-users': false,
    'no-reused-paths': !com && instance.reusedPaths === 'refused',
    'named-branch': !com,
    'merge-request-protection': atLeast(instance, 18, 1),
    'fork-subject-fix': instance.forkSubjectFix !== false,
  };
  const entries = ASSUMPTION_IDS.map((id) => [id, assume[id] ?? unusual[id] ?? true] as const);
  return Object.fromEntries(entries) as Record<AssumptionId, boolean>;
}

/**
 * Whether it is not known that a project on a reused path gets tokens, so that neither answer may rest on it: on an instance of one's own of
 * which neither the declaration nor a switch says it. The default of its setting is not public.
 * @see https://gitlab.com/gitlab-org/gitlab/-/blob/master/lib/gitlab/ci/oidc_burned_path_error.rb
 */
export function leavesReusedPathsOpen(instance: Instance, assume: Assume = {}): boolean {
  const isSaid = instance.reusedPaths !== undefined || assume['no-reused-paths'] !== undefined;
  return !isSaid && !isGitlabCom(instance.issuer);
}

/** Those that are on and whose absence would add tokens. */
export function limitsOf(assumptions: Assumptions): readonly AssumptionId[] {
  return ASSUMPTION_IDS.filter((id) => assumptions[id] && ASSUMPTIONS[id].kind === 'limits');
}
