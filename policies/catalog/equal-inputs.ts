import type { CheckInput } from './check-input';

/**
 * Finds for each input the first one that no check can tell from it, so that a thousand instances of one role are judged once. The name
 * and the ARN of a role matter only where it leads to other roles or may do something.
 * @returns a function that remembers what it was given; `issuers`, `instance`, `projects` and `now` are the same for all
 */
export function equalInputs(): (input: CheckInput) => CheckInput {
  const firsts = new Map<string, CheckInput>();
  return (input) => {
    const { role, arn, issuers: _, instance: _i, projects: _p, policy: _policy, whole: _w, ...facts } = input;
    const { permissions, leadsTo, reachedFrom } = facts;
    const isPassive =
      leadsTo === undefined &&
      reachedFrom === undefined &&
      (permissions === undefined ||
        (permissions.managed.length === 0 && Object.keys(permissions.inline).length === 0));
    // The name of a role is its own.
    if (!isPassive && role !== undefined) return input;
    const key = JSON.stringify(isPassive ? facts : { ...facts, arn });
    const first = firsts.get(key) ?? input;
    firsts.set(key, first);
    return first;
  };
}
