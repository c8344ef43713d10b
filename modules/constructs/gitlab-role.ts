import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy';
import { IamRolePolicyAttachment } from '@cdktf/provider-aws/lib/iam-role-policy-attachment';
import type { TerraformProvider, TerraformResource } from 'cdktf';
import { TerraformStack, Token } from 'cdktf';
import { Construct } from 'constructs';
import type { PolicyDocument, Problem } from '../../policies/index';
import {
  DEFAULT_SESSION_SECONDS,
  QUOTAS,
  quote,
  RefgateError,
  roleNameIdentity,
  toPolicy,
} from '../../policies/index';
import { constructId } from './construct-id';
import { Group } from './group';
import { attachmentIds } from './attachment-ids';
import type { Importable } from './import-block';
import { roleProblems } from './role-problems';
import { terraformJson, terraformTags, terraformText } from './terraform-text';
import { providerProblems } from './grant-provider';
import type { GitlabRoleProps } from './gitlab-role-props';

/**
 * An IAM role that the jobs of a {@link Grant}, and nobody else, can assume.
 *
 * The trust policy is the grant's, word for word; one that is longer than the quota is written shorter, for exactly the same tokens.
 * Managed and inline policies are resources of their own, so that others may attach more without a fight over one list.
 *
 * @throws RefgateError for a grant that cannot be written as a trust policy, and for whatever IAM would refuse
 * @see https://docs.gitlab.com/ci/cloud_services/aws/#configure-a-role-and-trust
 */
export class GitlabRole extends Construct {
  readonly resource: IamRole;
  /** A reference to the ARN. */
  readonly arn: string;
  /** The trust policy as a value; the provider's ARN in it may be a Terraform reference. */
  readonly trustPolicy: PolicyDocument;
  readonly attachments: readonly IamRolePolicyAttachment[];
  readonly inlinePolicies: readonly IamRolePolicy[];
  /** The role and its permissions by the ids that `import` blocks take. */
  readonly importables: readonly Importable[];

  constructor(scope: Construct, id: string, props: GitlabRoleProps) {
    super(scope, id);
    const { permissions = {}, quotas = {} } = props;
    const trust = toPolicy(props.grant, props.provider.arn, {
      quota: quotas.trustPolicySize ?? QUOTAS.trustPolicySize.default,
      partition: props.partition,
    });
    const problems = [
      ...roleProblems(props),
      ...providerProblems(props.provider, props.grant),
      ...duplicateNameProblems(this, props),
      ...(trust.ok ? [] : trust.problems),
    ];
    if (problems.length > 0 || !trust.ok) throw new RefgateError(problems);
    this.trustPolicy = trust.document;
    this.resource = this.createRole(props, trust.document);
    this.arn = this.resource.arn;
    this.attachments = this.attach(permissions.managed ?? [], props.awsProvider);
    this.inlinePolicies = this.embed(permissions.inline ?? {}, props.awsProvider);
    this.importables = [
      { resource: this.resource, importId: props.name },
      ...importables(
        this.attachments,
        [...attachmentIds(permissions.managed ?? []).values()],
        `${props.name}/`,
      ),
      ...importables(this.inlinePolicies, Object.keys(permissions.inline ?? {}).toSorted(), `${props.name}:`),
    ];
  }

  private createRole(props: GitlabRoleProps, trust: PolicyDocument): IamRole {
    const text = (value: string, what: string): string =>
      terraformText(value, { code: 'ERR_ROLE_NAME', what: `${what} of role ${quote(props.name)}` });
    const { path = '/', description = '', permissions } = props;
    return new IamRole(this, 'Resource', {
      name: text(props.name, 'name'),
      path: path === '/' ? undefined : text(path, 'path'),
      description: description === '' ? undefined : text(description, 'description'),
      assumeRolePolicy: terraformJson(trust, {
        code: 'ERR_GRANT',
        what: `trust policy of role ${quote(props.name)}`,
      }),
      maxSessionDuration: props.maxSessionSeconds ?? DEFAULT_SESSION_SECONDS,
      permissionsBoundary: permissions?.boundary && text(permissions.boundary, 'boundary'),
      forceDetachPolicies: props.forceDetachPolicies === true ? true : undefined,
      tags: terraformTags(props.tags),
      dependsOn: props.dependsOn && [...props.dependsOn],
      provider: props.awsProvider,
    });
  }

  private attach(
    managed: readonly string[],
    provider?: TerraformProvider,
  ): readonly IamRolePolicyAttachment[] {
    const scope = new Group(this, 'managed');
    return [...attachmentIds(managed)].map(
      ([id, policyArn]) =>
        new IamRolePolicyAttachment(scope, constructId(id), {
          role: this.resource.name,
          policyArn: terraformText(policyArn, { code: 'ERR_PERMISSIONS', what: 'ARN of a managed policy' }),
          provider,
        }),
    );
  }

  private embed(
    inline: Readonly<Record<string, unknown>>,
    provider?: TerraformProvider,
  ): readonly IamRolePolicy[] {
    const scope = new Group(this, 'inline');
    return Object.keys(inline)
      .toSorted()
      .map((name) => {
        const policy = terraformJson(inline[name], {
          code: 'ERR_PERMISSIONS',
          what: `inline policy ${quote(name)}`,
        });
        return new IamRolePolicy(scope, constructId(name), {
          name,
          role: this.resource.name,
          policy,
          provider,
        });
      });
  }
}

/** The roles of each stack by name, as IAM compares them: whatever the case, in one account. */
const ROLES = new WeakMap<TerraformStack, Map<string, GitlabRole>>();

function duplicateNameProblems(self: GitlabRole, { name, awsProvider }: GitlabRoleProps): readonly Problem[] {
  if (Token.isUnresolved(name)) return [];
  const stack = TerraformStack.of(self);
  const roles = ROLES.get(stack) ?? new Map<string, GitlabRole>();
  ROLES.set(stack, roles);
  const identity = roleNameIdentity(awsProvider?.fqn ?? '', name);
  const twin = roles.get(identity);
  if (twin === undefined) {
    roles.set(identity, self);
    return [];
  }
  return [
    {
      code: 'ERR_ROLE_NAME',
      message: `a role of this name is created already at ${quote(twin.node.path)}`,
      got: quote(name),
      expected: 'names that differ in more than case and path: IAM knows a name once',
      fix: 'rename one of them',
    },
  ];
}

function importables(
  resources: readonly TerraformResource[],
  names: readonly string[],
  prefix: string,
): readonly Importable[] {
  return resources.map((resource, index) => ({ resource, importId: `${prefix}${names[index]}` }));
}
