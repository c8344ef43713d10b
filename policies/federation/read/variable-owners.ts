import { formatPosition, quote } from '../../errors';
import type { Position } from '../../errors';
import { variableIdentity } from '../../limits/index';
import type { RoleVariable } from '../federation';
import type { ProblemCollector } from './problem-collector';
import type { TrustEntry } from './trust';
import type { ReadVariable } from './variables';

/** Which role writes which variable: in one project or group a key has one value for each environment scope. */
export class VariableOwners {
  private readonly owners = new Map<string, { readonly role: string; readonly position: Position }>();

  /** Takes a role's variables into account; reports those that another one writes already. */
  claim(
    collector: ProblemCollector,
    role: string,
    trust: readonly TrustEntry[],
    variables: readonly ReadVariable[],
  ): void {
    const trusted = [...new Set(trust.map(({ projectKey }) => projectKey))];
    for (const { variable, path } of variables) {
      for (const place of placesOf(variable, trusted)) {
        const id = variableIdentity(place, variable.key, variable.environment);
        const first = this.owners.get(id);
        if (first === undefined) {
          this.owners.set(id, { role, position: collector.positionOf(path) });
          continue;
        }
        const { line, column } = first.position;
        collector.atKey(path, {
          code: 'ERR_VARIABLE',
          message: `${first.role === role ? `role ${quote(role)} writes` : `the roles ${quote(first.role)} and ${quote(role)} both write`} the variable ${quote(variable.key)} of ${place} for environment ${quote(variable.environment)}`,
          got: `a second one, the first is at ${formatPosition({ line, column })}`,
          fix: 'give one of them another key or another environment',
        });
      }
    }
  }
}

function placesOf({ project, group }: RoleVariable, trusted: readonly string[]): readonly string[] {
  if (group !== undefined) return [`group ${quote(group)}`];
  return (project === undefined ? trusted : [project]).map((key) => `project ${quote(key)}`);
}
