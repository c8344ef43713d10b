import type { z } from 'zod';
import type { DeclaredProject, RoleVariable } from '../federation';
import { maskFault } from '../rules/ci-variable';
import { variableSchema } from '../schema/role';
import type { Path } from '../yaml-tree';
import type { Declared } from './declared';
import { listLength } from './declared';
import type { Reading } from './reading';
import type { Fields } from './unit';
import { readUnit } from './unit';

type VariableFields = Fields<z.output<typeof variableSchema>>;

/** A variable and where its problems belong. */
export interface ReadVariable {
  readonly variable: RoleVariable;
  readonly path: Path;
}

export function readVariables(
  reading: Reading,
  path: Path,
  projects: Declared<DeclaredProject>,
): readonly ReadVariable[] {
  return Array.from({ length: listLength(reading, path) }, (_, index) => {
    const entry = [...path, index];
    const fields = readUnit(reading, variableSchema, entry);
    projects.resolve(reading, fields.project, [...entry, 'project']);
    if (fields.value !== undefined && fields.text !== undefined) {
      reading.atKey([...entry, 'text'], {
        code: 'ERR_VARIABLE',
        message: 'a variable has both `value` and `text`',
        fix: 'remove one of them',
      });
    }
    return fields.key === undefined
      ? []
      : [{ variable: toVariable(fields.key, fields, reading, entry), path: entry }];
  }).flat();
}

function toVariable(key: string, fields: VariableFields, reading: Reading, path: Path): RoleVariable {
  return {
    key,
    ...(fields.project === undefined ? {} : { project: fields.project }),
    value:
      fields.text === undefined
        ? { kind: fields.value ?? 'role_arn' }
        : { kind: 'literal', text: fields.text },
    environment: fields.environment ?? '*',
    protected: fields.protected ?? false,
    masked: fields.masked ?? false,
    raw: fields.raw ?? false,
    ...(fields.description === undefined ? {} : { description: fields.description }),
    position: reading.positionOf(path),
  };
}

/** What the variable will hold, as far as it is known before Terraform runs. */
export interface VariableValues {
  readonly role_arn: string;
  readonly region: string;
  readonly account_id: string;
}

/** Refuses what GitLab would not mask. */
export function checkMask(reading: Reading, { variable, path }: ReadVariable, values: VariableValues): void {
  if (!variable.masked) return;
  const text = variable.value.kind === 'literal' ? variable.value.text : values[variable.value.kind];
  const fault = maskFault(text, variable.raw);
  if (fault !== undefined) reading.atKey([...path, 'masked'], fault);
}
