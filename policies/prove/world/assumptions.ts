import { ASSUMPTION_IDS, ASSUMPTIONS, atLeast, type AssumptionId, type Instance } from '../../gitlab/index';
import { isGitlabCom } from '../../context/index';

/** What is assumed, switch by switch. */
export type Assumptions = Readonly<Record<AssumptionId, boolean>>;

/** What a user switches on or off; the rest is as the instance suggests. */
export type Assume = Readonly<Partial<Record<AssumptionId, boolean>>>;

/**
 * Everything is assumed but what would hide an attack. Other projects choose the components of their `sub`, and GitLab may have more
 * components and values than refgate knows; declared projects may be renamed or moved; and on GitLab.com, where anybody may register
 * a path, a declared path may come into other hands. On one's own instance it may not.
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
    'no-reused-paths': !com,
    'named-branch': !com,
    'merge-request-protection': atLeast(instance, 18, 1),
    'fork-subject-fix': instance.forkSubjectFix !== false,
  };
  const entries = ASSUMPTION_IDS.map((id) => [id, assume[id] ?? unusual[id] ?? true] as const);
  return Object.fromEntries(entries) as Record<AssumptionId, boolean>;
}

/** Those that are on and whose absence would add tokens. */
export function limitsOf(assumptions: Assumptions): readonly AssumptionId[] {
  return ASSUMPTION_IDS.filter((id) => assumptions[id] && ASSUMPTIONS[id].kind === 'limits');
}
