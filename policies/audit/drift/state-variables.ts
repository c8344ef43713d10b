import type { WrittenVariable } from '../../artifact/index';
import { quote } from '../../errors';
import type { AuditFinding } from '../finding';
import type { GitlabSnapshot, SeenVariable } from '../snapshot/snapshot';
import { groupOf, projectOf, sayOfResource, type SayOfResource } from './state-owner';

/**
 * The CI/CD variables of the state beside those of GitLab. Values are compared where the state's is the ARN of a role, which is what refgate
 * writes; no other one is known here, or said.
 */
export function variableDrift(
  variables: readonly WrittenVariable[],
  snapshot: GitlabSnapshot,
): readonly AuditFinding[] {
  return variables.flatMap((variable) => {
    const { owner, key, scope, address } = variable;
    const there = owner.kind === 'project' ? projectOf(owner, snapshot) : groupOf(owner, snapshot);
    if (there === undefined) return [];
    const project = owner.kind === 'project' ? there.path : undefined;
    const say = sayOfResource(address, `${called(key, scope)} of ${quote(there.path)}`, project);
    if (there.variables === undefined)
      return [say('state-gitlab-not-compared', 'was not compared: the variables were not read')];
    const alike = there.variables.filter((one) => one.key === key);
    const kept = variables.filter(
      (one) => one.key === key && one.owner.kind === owner.kind && one.owner.name === owner.name,
    );
    return [
      ...ofVariable(variable, alike, say),
      // said of the first of the state alone
      ...(kept[0] === variable && kept.some(({ roleArn }) => roleArn !== undefined)
        ? beside(alike, new Set(kept.map((one) => one.scope)), say)
        : []),
    ];
  });
}

/** Two variables of one name in different scopes: which one a job gets depends on its environment. */
function beside(
  alike: readonly SeenVariable[],
  scopes: ReadonlySet<string>,
  say: SayOfResource,
): readonly AuditFinding[] {
  return alike
    .filter(({ scope }) => !scopes.has(scope))
    .map(({ scope, roleArn }) =>
      say(
        'state-variable-beside',
        `is not alone: GitLab also has it ${forScope(scope)}, ${roleArn === undefined ? 'without the ARN of a role' : `with ${quote(roleArn)}`}, and the state has not`,
        `beside ${scope}`,
      ),
    );
}

function ofVariable(
  meant: WrittenVariable,
  alike: readonly SeenVariable[],
  say: SayOfResource,
): readonly AuditFinding[] {
  const is = alike.find(({ scope }) => scope === meant.scope);
  if (is === undefined) return [say('state-variable-deleted', `does not exist ${forScope(meant.scope)}`)];
  const exposed = (['protected', 'masked'] as const).filter((flag) => meant[flag] === true && !is[flag]);
  const changed = [
    ...(['protected', 'masked'] as const)
      .filter((flag) => meant[flag] === false && is[flag])
      .map((flag) => `is ${flag}`),
    ...(meant.raw === undefined || is.raw === undefined || meant.raw === is.raw
      ? []
      : [is.raw ? 'is not expanded' : 'is expanded']),
    ...(meant.type === undefined || meant.type === is.type ? [] : [`has the type ${quote(is.type)}`]),
  ];
  return [
    ...exposed.map((flag) => say('state-variable-exposed', `is not ${flag}, unlike in the state`, flag)),
    ...changed.map((says) => say('state-variable-changed', `${says}, unlike in the state`, says)),
    ...roleDrift(meant, is, say),
  ];
}

/** GitLab does not give the value of a hidden variable. @see https://docs.gitlab.com/ci/variables/#hide-a-cicd-variable */
function roleDrift(
  { roleArn: meant }: WrittenVariable,
  { roleArn: is, hidden }: SeenVariable,
  say: SayOfResource,
): readonly AuditFinding[] {
  if (meant === undefined || meant === is) return [];
  if (is === undefined && hidden === true)
    return [say('state-gitlab-not-compared', 'is hidden: GitLab does not give its value', 'value')];
  const found = is === undefined ? 'no ARN of a role' : quote(is);
  return [say('state-variable-role', `contains ${found}, in the state ${quote(meant)}`, 'value')];
}

function called(key: string, scope: string): string {
  return `the variable ${quote(key)}${scope === '*' ? '' : ` for ${quote(scope)}`}`;
}

function forScope(scope: string): string {
  return scope === '*' ? 'for every environment' : `for the environment ${quote(scope)}`;
}
