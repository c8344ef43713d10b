import type { DeclaredProject, Federation, Role, RoleVariable } from '../../policies/index';
import { iamArn, quote, RefgateError, unreachable } from '../../policies/index';
import type { GitlabCiVariable, GitlabCiVariablesTarget } from './gitlab-ci-variables-props';

/** The variables of one role in one project or group. */
export interface TargetVariables {
  readonly role: Role;
  /** Names the target in Terraform: a project's key, or a group's path. */
  readonly id: string;
  readonly target: GitlabCiVariablesTarget;
  readonly variables: readonly GitlabCiVariable[];
}

/**
 * Where the variables of a role go: into the group or the project that each names, or else into every project that the role's trust
 * names.
 * @param roleArn the ARN, as a Terraform reference
 */
export function federationVariables(
  federation: Federation,
  role: Role,
  roleArn: string,
): readonly TargetVariables[] {
  const byTarget = new Map<string, TargetVariables & { readonly variables: GitlabCiVariable[] }>();
  for (const variable of role.variables) {
    for (const { id, target } of targets(federation, role, variable)) {
      const kind = Object.keys(target).join();
      const entry = byTarget.get(`${kind} ${id}`) ?? { role, id, target, variables: [] };
      byTarget.set(`${kind} ${id}`, entry);
      entry.variables.push(toCiVariable(role, variable, roleArn));
    }
  }
  return [...byTarget.values()];
}

type Target = Pick<TargetVariables, 'id' | 'target'>;

function targets(federation: Federation, role: Role, variable: RoleVariable): readonly Target[] {
  const { group } = variable;
  if (group !== undefined) return [{ id: group.replaceAll('/', ':'), target: { group } }];
  return targetProjects(federation, role, variable).map(({ key, id, path }) => ({
    id: key,
    target: { project: id ?? path },
  }));
}

function targetProjects(
  federation: Federation,
  role: Role,
  variable: RoleVariable,
): readonly DeclaredProject[] {
  if (variable.project !== undefined) {
    const project = federation.projects.get(variable.project);
    if (project !== undefined) return [project];
    throw new RefgateError({
      code: 'ERR_REFERENCE',
      message: `variable ${quote(variable.key)} names the unknown project ${quote(variable.project)}`,
      expected: [...federation.projects.keys()].map(quote).join(', '),
      position: variable.position,
    });
  }
  const trusted = new Set(role.grant.rules.map(({ project }) => project.path));
  return [...federation.projects.values()].filter(({ path }) => trusted.has(path));
}

function toCiVariable(role: Role, variable: RoleVariable, roleArn: string): GitlabCiVariable {
  return {
    key: variable.key,
    ...variableValue(role, variable, roleArn),
    environmentScope: variable.environment,
    protected: variable.protected,
    masked: variable.masked,
    hidden: variable.hidden,
    raw: variable.raw,
    description: variable.description,
  };
}

function variableValue(
  { account, path, name }: Role,
  { value }: RoleVariable,
  roleArn: string,
): Pick<GitlabCiVariable, 'value' | 'expectedValue'> {
  switch (value.kind) {
    case 'role_arn':
      return {
        value: roleArn,
        expectedValue: iamArn(account.partition, account.id, `role${path}${name}`),
      };
    case 'region':
      return { value: account.region };
    case 'account_id':
      return { value: account.id };
    case 'literal':
      return { value: value.text };
    default:
      return unreachable(value);
  }
}
