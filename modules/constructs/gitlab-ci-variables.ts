import { GroupVariable } from '@cdktf/provider-gitlab/lib/group-variable';
import { ProjectVariable } from '@cdktf/provider-gitlab/lib/project-variable';
import type { TerraformProvider } from 'cdktf';
import { Construct } from 'constructs';
import { quote, RefgateError } from '../../policies/index';
import { targetProblems, variablesProblems } from './variable-problems';
import { constructId } from './construct-id';
import type { Importable } from './import-block';
import { terraformText } from './terraform-text';
import type { GitlabCiVariable, GitlabCiVariablesTarget } from './gitlab-ci-variables-props';

/** Variables, and the project or group that gets them. */
export interface GitlabCiVariablesProps {
  readonly target: GitlabCiVariablesTarget;
  readonly variables: readonly GitlabCiVariable[];
  /** @default the stack's only `gitlab` provider */
  readonly gitlabProvider?: TerraformProvider;
}

/**
 * CI/CD variables of one project or group. The id of each is `KEY`, or `KEY:scope` where it has an environment scope.
 *
 * A variable is a convenience of the job, not a part of the trust: who may assume a role is decided by the role alone.
 *
 * @throws RefgateError for what GitLab would refuse
 * @see https://docs.gitlab.com/ci/variables/
 */
export class GitlabCiVariables extends Construct {
  readonly target: GitlabCiVariablesTarget;
  readonly resources: readonly (ProjectVariable | GroupVariable)[];
  /** The variables by the ids that `import` blocks take. */
  readonly importables: readonly Importable[];

  constructor(scope: Construct, id: string, props: GitlabCiVariablesProps) {
    super(scope, id);
    const problems = [...targetProblems(props.target), ...variablesProblems(props.variables)];
    if (problems.length > 0) throw new RefgateError(problems);
    this.target = props.target;
    const variables = props.variables.toSorted((a, b) => (variableId(a) < variableId(b) ? -1 : 1));
    this.resources = variables.map((variable) => this.create(variableId(variable), variable, props));
    const owner = 'project' in props.target ? props.target.project : props.target.group;
    this.importables = this.resources.map((resource, index) => {
      const { key, environmentScope = '*' } = variables[index] as GitlabCiVariable;
      return { resource, importId: `${owner}:${key}:${environmentScope}` };
    });
  }

  private create(
    id: string,
    variable: GitlabCiVariable,
    { target, gitlabProvider }: GitlabCiVariablesProps,
  ): ProjectVariable | GroupVariable {
    const text = (value: string, what: string): string =>
      terraformText(value, { code: 'ERR_VARIABLE', what: `${what} of variable ${quote(variable.key)}` });
    const { description = '', masked = false, hidden = false, raw = false } = variable;
    const config = {
      key: variable.key,
      value: text(variable.value, 'value'),
      environmentScope: text(variable.environmentScope ?? '*', 'environment scope'),
      protected: variable.protected ?? false,
      masked,
      hidden: hidden ? true : undefined,
      raw,
      description: description === '' ? undefined : text(description, 'description'),
      provider: gitlabProvider,
    };
    return 'project' in target
      ? new ProjectVariable(this, id, { ...config, project: text(target.project, 'project') })
      : new GroupVariable(this, id, { ...config, group: text(target.group, 'group') });
  }
}

/** A colon is in no key and stands for `/` in a scope, so that different variables have different ids. */
function variableId({ key, environmentScope = '*' }: GitlabCiVariable): string {
  return environmentScope === '*' ? constructId(key) : `${key}:${environmentScope.replaceAll('/', ':')}`;
}
