/**
 * What makes two role names one: IAM ignores case, and a path does not tell them apart.
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html
 */
export function roleNameIdentity(account: string, name: string): string {
  return JSON.stringify([account, name.toLowerCase()]);
}

/**
 * What makes two CI/CD variables one: in one project or group, a key has one value for each environment scope.
 * @see https://docs.gitlab.com/api/project_level_variables/#create-a-variable
 */
export function variableIdentity(place: string, key: string, environmentScope: string): string {
  return JSON.stringify([place, key, environmentScope]);
}
