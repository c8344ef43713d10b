import type { AccessLevel } from '../gitlab/index';
import type { EnvironmentRight, NamedRight } from '../mint/index';
import { accessLevel } from './access-level';
import type { AccessEntry, ApiAnswer, ProtectedEnvironmentAnswer } from './answers';
import { namedRight, type KnownNames } from './named-rights';

/**
 * The rules of a project's protected environments.
 * @returns `undefined` where they could not be seen, or one has a level that refgate does not know
 * @see https://docs.gitlab.com/api/protected_environments/
 */
export function environmentRules(
  answer: ApiAnswer<readonly ProtectedEnvironmentAnswer[]>,
  names: KnownNames,
): readonly EnvironmentRight[] | undefined {
  if (answer.kind === 'hidden') return undefined;
  const rules = answer.value.map((rule) => ruleOf(rule, names));
  return rules.every((rule) => rule !== undefined) ? rules : undefined;
}

function ruleOf(answer: ProtectedEnvironmentAnswer, names: KnownNames): EnvironmentRight | undefined {
  const {
    name,
    deploy_access_levels: levels,
    required_approval_count: count,
    approval_rules: rules,
  } = answer;
  const deploy = rightOf(levels, names);
  if (deploy === undefined) return undefined;
  const common = { name, deploy: deploy.level, deployBy: deploy.by };
  const asking = (rules ?? []).filter((rule) => (rule.required_approvals ?? 0) > 0);
  // one person may approve for several rules: the largest is the fewest people that it takes
  const [largest, ...more] = asking.toSorted(
    (a, b) => (b.required_approvals ?? 0) - (a.required_approvals ?? 0),
  );
  if (largest === undefined)
    return { ...common, approvals: count ?? 0, approve: deploy.level, approveBy: deploy.by };
  const approve = rightOf([largest], names);
  if (approve === undefined) return undefined;
  const approvals = largest.required_approvals ?? 0;
  return {
    ...common,
    approvals,
    approve: approve.level,
    approveBy: approve.by,
    ...(more.length > 0 && { atLeast: `${name} has several approval rules` }),
  };
}

function rightOf(
  entries: readonly AccessEntry[],
  names: KnownNames,
): { readonly level: AccessLevel; readonly by?: NamedRight } | undefined {
  const found = accessLevel(entries);
  return 'unknown' in found ? undefined : { level: found.level, by: namedRight(entries, names) };
}
