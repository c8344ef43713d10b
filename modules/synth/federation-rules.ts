import type { Federation, Problem } from '../../policies/index';
import { providerArn, quote, roleNameIdentity, variableIdentity } from '../../policies/index';

/** No declared text may pass for a Terraform reference. */
export function referenceTextProblems(federation: Federation): readonly Problem[] {
  const problems: Problem[] = [];
  const visit = (value: unknown, path: string): void => {
    if (typeof value === 'string' && value.includes('TfToken[')) {
      problems.push({
        code: 'ERR_SCHEMA',
        message: 'the text `TfToken[` stands for a Terraform reference and cannot be declared',
        pointer: path,
        got: quote(value),
        fix: 'remove it',
      });
    } else if (value instanceof Map) {
      for (const [key, item] of value) visit(item, `${path}/${String(key)}`);
    } else if (value !== null && typeof value === 'object') {
      for (const [key, item] of Object.entries(value)) visit(item, `${path}/${key}`);
    }
  };
  for (const role of federation.roles.values()) {
    const { description, tags, permissions, variables } = role;
    visit({ description, tags, permissions, variables }, `/roles/${role.key}`);
  }
  return problems;
}

/** What two parts of one declaration would both own: a provider, a role's name, a variable. */
export function clashProblems(federation: Federation): readonly Problem[] {
  return [...providerClashes(federation), ...roleNameClashes(federation), ...variableClashes(federation)];
}

/** Two declared accounts with one id would both create the provider: AWS has one for each account and issuer. */
function providerClashes(federation: Federation): readonly Problem[] {
  const problems: Problem[] = [];
  const providers = new Map<string, string>();
  for (const { id, key, partition, existingProvider, position } of federation.accounts.values()) {
    if (existingProvider !== undefined) continue;
    const arn = providerArn(federation.instance.issuer, id, partition);
    const other = providers.get(arn);
    if (other === undefined) providers.set(arn, key);
    else {
      problems.push({
        code: 'ERR_ACCOUNT',
        message: `accounts ${quote(other)} and ${quote(key)} are the same AWS account and would both create its OIDC provider`,
        got: quote(id),
        expected: 'one provider for each account and issuer',
        fix: `let ${quote(key)} refer to the existing provider`,
        position,
      });
    }
  }
  return problems;
}

/** IAM compares the role names of an account without regard to case, and a path does not tell them apart. */
function roleNameClashes(federation: Federation): readonly Problem[] {
  const problems: Problem[] = [];
  const roles = new Map<string, string>();
  for (const { key, name, account, position } of federation.roles.values()) {
    const identity = roleNameIdentity(`${account.partition}/${account.id}`, name);
    const other = roles.get(identity);
    if (other === undefined) roles.set(identity, key);
    else {
      problems.push({
        code: 'ERR_ROLE_NAME',
        message: `roles ${quote(other)} and ${quote(key)} have one name in one account`,
        got: quote(name),
        expected: 'names that differ in more than case and path: IAM knows a name once',
        fix: 'rename one of them',
        position,
      });
    }
  }
  return problems;
}

/** GitLab keeps one value for each project or group, key and environment scope, whichever account's stack writes it. */
function variableClashes(federation: Federation): readonly Problem[] {
  const problems: Problem[] = [];
  const owners = new Map<string, string>();
  for (const role of federation.roles.values()) {
    const trusted = new Set(role.grant.rules.map(({ project }) => project.path));
    for (const variable of role.variables) {
      const named =
        variable.project === undefined ? undefined : federation.projects.get(variable.project)?.path;
      const place = variable.group ?? named;
      for (const path of place === undefined ? trusted : [place]) {
        const identity = variableIdentity(path, variable.key, variable.environment);
        const other = owners.get(identity);
        if (other === undefined) owners.set(identity, role.key);
        else {
          problems.push({
            code: 'ERR_VARIABLE',
            message: `roles ${quote(other)} and ${quote(role.key)} both set variable ${quote(variable.key)} of ${quote(path)}`,
            got: `environment scope ${quote(variable.environment)} twice`,
            expected: 'one value for each key and environment scope',
            fix: 'give one of them another key or another environment scope',
            position: variable.position,
          });
        }
      }
    }
  }
  return problems;
}
