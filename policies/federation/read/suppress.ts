import { parseArn } from '../../arn';
import type { AcceptedFinding, Role } from '../federation';
import { suppressionSchema } from '../schema/suppress';
import type { Declared } from './declared';
import { listLength } from './declared';
import type { ProblemCollector } from './problem-collector';
import { readUnit } from './unit';

/** Neither a Terraform address nor an ARN can be the key of a declared role. */
const ADDRESS = /^(?:module\.|data\.)?[A-Za-z_][\w-]*(?:\[[^\]]+\])?\.[^\s]+$/;

export function readSuppressions(
  collector: ProblemCollector,
  roles: Declared<Role>,
): readonly AcceptedFinding[] {
  return Array.from(
    { length: listLength(collector, ['suppress']) },
    (_, index): AcceptedFinding | undefined => {
      const path = ['suppress', index];
      const { check, role, reason } = readUnit(collector, suppressionSchema, path);
      if (role === undefined || (parseArn(role) === undefined && !ADDRESS.test(role)))
        roles.resolve(collector, role, [...path, 'role']);
      if (check === undefined || reason === undefined) return undefined;
      return { check, reason, role, position: collector.positionOf(path) };
    },
  ).filter((entry) => entry !== undefined);
}
