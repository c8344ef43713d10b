import type { DeclaredProject, Federation, Role, RoleVariable } from '../policies/index';
import { quote, RefgateError, unreachable } from '../policies/index';
import type { GitlabCiVariable } from './gitlab-ci-variables';

/** The variables of one role in one project. */
export interface ProjectVariables {
  readonly role: Role;
  readonly project: DeclaredProject;
  readonly variables: readonly GitlabCiVariable[];
}

/**
 * Where the variables of a role go: into the project that each names, or else into every project that the role's trust names.
 * @param roleArn the ARN, as a Terraform reference
 */
export function federationVariables(
  federation: Federation,
  role: Role,
  roleArn: string,
): readonly ProjectVariables[] {
  const byProject = new Map<DeclaredProject, GitlabCiVariable[]>();
  for (const variable of role.variables) {
    for (const project of targets(federation, role, variable)) {
      const list = byProject.get(project) ?? [];
      byProject.set(project, list);
      list.push(toCiVariable(role, variable, roleArn));
    }
  }
  return [...byProject].map(([project, variables]) => ({ role, project, variables }));
}

function targets(federation: Federation, role: Role, variable: RoleVariable): readonly DeclaredProject[] {
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
        expectedValue: `arn:${account.partition}:iam::${account.id}:role${path}${name}`,
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
