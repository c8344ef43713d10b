import type { z } from 'zod';
import { atLeast, type Instance } from '../../gitlab/index';
import { LIMITS } from '../../limits/index';
import type { DeclaredProject, RoleVariable } from '../federation';
import { variableSchema } from '../schema/role';
import type { Path } from '../yaml-tree';
import type { Declared } from './declared';
import { listLength } from './declared';
import type { ProblemCollector } from './problem-collector';
import type { Fields } from './unit';
import { readUnit } from './unit';

type VariableFields = Fields<z.output<typeof variableSchema>>;

/** A variable and where its problems belong. */
export interface ReadVariable {
  readonly variable: RoleVariable;
  readonly path: Path;
}

/** What the rest of the file says that a variable may refer to. */
export interface VariableContext {
  readonly instance?: Instance;
  readonly projects: Declared<DeclaredProject>;
}

export function readVariables(
  collector: ProblemCollector,
  path: Path,
  { projects, instance }: VariableContext,
): readonly ReadVariable[] {
  return Array.from({ length: listLength(collector, path) }, (_, index) => {
    const entry = [...path, index];
    const fields = readUnit(collector, variableSchema, entry);
    projects.resolve(collector, fields.project, [...entry, 'project']);
    if (fields.value !== undefined && fields.text !== undefined) {
      collector.atKey([...entry, 'text'], {
        code: 'ERR_VARIABLE',
        message: 'a variable has both `value` and `text`',
        fix: 'remove one of them',
      });
    }
    checkTarget(collector, entry);
    checkHidden(collector, entry, fields, instance);
    return fields.key === undefined
      ? []
      : [{ variable: toVariable(fields.key, fields, collector, entry), path: entry }];
  }).flat();
}

function checkTarget(collector: ProblemCollector, path: Path): void {
  if (!collector.has([...path, 'project']) || !collector.has([...path, 'group'])) return;
  collector.atKey([...path, 'group'], {
    code: 'ERR_VARIABLE',
    message: 'a variable has both `project` and `group`',
    fix: 'remove one of them',
  });
}

/** @see https://docs.gitlab.com/ci/variables/#hide-a-cicd-variable */
function checkHidden(
  collector: ProblemCollector,
  path: Path,
  { hidden, masked }: VariableFields,
  instance: Instance | undefined,
): void {
  if (hidden !== true) return;
  const fault = LIMITS.hidden(hidden, masked ?? false);
  if (fault !== undefined) collector.atKey([...path, 'hidden'], fault);
  if (instance === undefined || atLeast(instance, 17, 6)) return;
  collector.atKey([...path, 'hidden'], {
    code: 'ERR_VARIABLE',
    message: 'hidden variables came with GitLab 17.6',
    got: `GitLab ${instance.version?.major}.${instance.version?.minor}`,
    fix: 'remove it, or correct `gitlab.version`',
  });
}

function toVariable(
  key: string,
  fields: VariableFields,
  collector: ProblemCollector,
  path: Path,
): RoleVariable {
  return {
    key,
    project: fields.project,
    group: fields.group,
    value:
      fields.text === undefined
        ? { kind: fields.value ?? 'role_arn' }
        : { kind: 'literal', text: fields.text },
    environment: fields.environment ?? '*',
    protected: fields.protected ?? false,
    masked: fields.masked ?? false,
    hidden: fields.hidden ?? false,
    raw: fields.raw ?? false,
    description: fields.description,
    position: collector.positionOf(path),
  };
}

/** What the variable will hold, as far as it is known before Terraform runs. */
export interface VariableValues {
  readonly role_arn: string;
  readonly region: string;
  readonly account_id: string;
}

/** Refuses what GitLab would not mask. */
export function checkMask(
  collector: ProblemCollector,
  { variable, path }: ReadVariable,
  values: VariableValues,
): void {
  if (!variable.masked) return;
  const text = variable.value.kind === 'literal' ? variable.value.text : values[variable.value.kind];
  const fault = LIMITS.mask(text, variable.raw);
  if (fault !== undefined) collector.atKey([...path, 'masked'], fault);
}
