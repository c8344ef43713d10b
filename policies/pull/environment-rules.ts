import type { AccessLevel } from '../gitlab/index';
import { accessLevel } from './access-level';
import type { AccessEntry, ApiAnswer, ProtectedEnvironmentAnswer } from './answers';

/** Who may deploy to a protected environment, and who must approve that. */
export interface EnvironmentRule {
  readonly name: string;
  readonly deploy: AccessLevel;
  /** Approvals of people other than who starts the deployment. */
  readonly approvals: number;
  readonly approve: AccessLevel;
}

/**
 * The rules of a project's protected environments by roles alone.
 * @returns `undefined` where they could not be seen, or one names users or groups or has several approval rules: roles cannot say it
 * @see https://docs.gitlab.com/api/protected_environments/
 */
export function environmentRules(
  answer: ApiAnswer<readonly ProtectedEnvironmentAnswer[]>,
): readonly EnvironmentRule[] | undefined {
  if (answer.kind === 'hidden') return undefined;
  const rules = answer.value.map(ruleOf);
  return rules.every((rule) => rule !== undefined) ? rules : undefined;
}

function ruleOf(answer: ProtectedEnvironmentAnswer): EnvironmentRule | undefined {
  const {
    name,
    deploy_access_levels: levels,
    required_approval_count: count,
    approval_rules: rules,
  } = answer;
  const deploy = byRole(levels);
  const [rule, ...more] = rules ?? [];
  if (deploy === undefined || more.length > 0) return undefined;
  if (rule === undefined) return { name, deploy, approvals: count ?? 0, approve: deploy };
  const approve = byRole([rule]);
  if (approve === undefined) return undefined;
  return { name, deploy, approvals: rule.required_approvals ?? 0, approve };
}

function byRole(entries: readonly AccessEntry[]): AccessLevel | undefined {
  const found = accessLevel(entries);
  return 'unknown' in found || found.also.length > 0 ? undefined : found.level;
}
