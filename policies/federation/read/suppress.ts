import type { AcceptedFinding, Role } from '../federation';
import { suppressionSchema } from '../schema/suppress';
import type { Declared } from './declared';
import { listLength } from './declared';
import type { Reading } from './reading';
import { readUnit } from './unit';

/** Neither a Terraform address nor an ARN can be the key of a declared role. */
const ELSEWHERE = /^(?:arn:|(?:module\.|data\.)?[A-Za-z_][\w-]*(?:\[[^\]]+\])?\.)[^\s]+$/;

export function readSuppressions(reading: Reading, roles: Declared<Role>): readonly AcceptedFinding[] {
  return Array.from(
    { length: listLength(reading, ['suppress']) },
    (_, index): AcceptedFinding | undefined => {
      const path = ['suppress', index];
      const { check, role, reason } = readUnit(reading, suppressionSchema, path);
      if (role === undefined || !ELSEWHERE.test(role)) roles.resolve(reading, role, [...path, 'role']);
      if (check === undefined || reason === undefined) return undefined;
      return { check, reason, ...(role === undefined ? {} : { role }), position: reading.positionOf(path) };
    },
  ).filter((entry) => entry !== undefined);
}
