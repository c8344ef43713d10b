import type { Problem } from '../../policies/index';
import { LIMITS, QUOTAS } from '../../policies/index';
import type { GitlabRoleProps } from './gitlab-role-props';
import { onlyTerraformKnows, refused, refusedEach } from './refused';
import type { RolePermissions } from './role-permissions';

/** What IAM refuses when a role is written. */
export function roleProblems(props: GitlabRoleProps): readonly Problem[] {
  const { name, path, description, tags = {}, maxSessionSeconds, permissions = {}, quotas = {} } = props;
  const { grant, partition } = props;
  return [
    ...refused(name, LIMITS.roleName),
    ...refused(path, LIMITS.rolePath),
    ...refused(description, LIMITS.roleDescription),
    ...LIMITS.tags(tags, 'a role', onlyTerraformKnows),
    ...refused(maxSessionSeconds, LIMITS.sessionLength),
    ...(partition === undefined
      ? []
      : refused(grant.breakGlass?.principal, (principal) =>
          LIMITS.breakGlassPartition(principal, partition),
        )),
    ...permissionProblems(permissions, quotas.managedPolicies ?? QUOTAS.managedPolicies.default),
  ];
}

function permissionProblems(
  { managed = [], inline = {}, boundary }: RolePermissions,
  quota: number,
): readonly Problem[] {
  return [
    ...refusedEach(managed, LIMITS.policyArn),
    ...refused(managed, LIMITS.managedPolicies),
    ...refused(managed.length, (count) => LIMITS.managedPolicyCount(count, quota)),
    ...refused(boundary, LIMITS.policyArn),
    ...LIMITS.inlinePolicies(inline, onlyTerraformKnows).map(({ fault }) => fault),
  ];
}
