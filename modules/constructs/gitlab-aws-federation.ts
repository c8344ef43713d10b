import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { GitlabProvider } from '@cdktf/provider-gitlab/lib/provider';
import type { ITerraformDependable, TerraformOutput } from 'cdktf';
import type { Construct } from 'constructs';
import type { Account, DeclaredProject, Federation, Role } from '../../policies/index';
import {
  accountAudiences,
  GITLAB_COM_ISSUER,
  LIMITS,
  providerArn,
  quote,
  RefgateError,
  roleAudiences,
} from '../../policies/index';
import type { AccountOptions, AccountQuotas } from './account-options';
import { addressOf } from './address';
import { accountProblems, policyOwnerProblems, roleCountProblems } from './account-problems';
import { collect, declaredAccount, trustedProjects } from './declared';
import { declaredOptions } from './declared-options';
import { addFederationOutputs } from './federation-outputs';
import { federationProtection } from './federation-protection';
import { federationVariables } from './federation-variables';
import { GitlabCiVariables } from './gitlab-ci-variables';
import type { IGitlabOidcProvider } from './gitlab-oidc-provider';
import { GitlabOidcProvider } from './gitlab-oidc-provider';
import { GitlabProjectGuard } from './gitlab-project-guard';
import type { GitlabProtection } from './gitlab-protection';
import type { RoleQuotas } from './gitlab-role-props';
import { GitlabRole } from './gitlab-role';
import { Group } from './group';
import { addImportBlocks } from './import-block';
import { type Move, MovedBlock } from './moved-block';
import { PortableStack } from './portable-stack';
import { addStateBackend } from './state-backend';
import { terraformText } from './terraform-text';

/** The declaration, and which of its accounts the stack is for. */
export interface GitlabAwsFederationProps {
  readonly federation: Federation;
  /** Key of the AWS account, as declared. */
  readonly account: string;
  /** Go before what the declaration says of the account. @default what is declared */
  readonly options?: AccountOptions;
}

/**
 * Everything of a federation that lives in one AWS account: the OIDC provider, the roles, and the GitLab variables that carry
 * their ARNs into the projects. The addresses are `aws_iam_openid_connect_provider.gitlab`, `aws_iam_role.<role>`,
 * `aws_iam_role_policy_attachment.<role>_<policy>`, `aws_iam_role_policy.<role>_<policy>` and
 * `gitlab_project_variable.<role>_<project>_<KEY>[_<scope>]`.
 *
 * @throws RefgateError with every problem of every role, each with its place in the file
 */
export class GitlabAwsFederation extends PortableStack {
  readonly account: Account;
  readonly aws: AwsProvider;
  /** Absent where nothing is read from or written to GitLab. */
  readonly gitlab?: GitlabProvider;
  readonly provider: IGitlabOidcProvider;
  /** By role key, in the order of the file. */
  readonly roles: ReadonlyMap<string, GitlabRole>;
  readonly variables: readonly GitlabCiVariables[];
  /** By project key. */
  readonly guards: ReadonlyMap<string, GitlabProjectGuard>;
  /** By project key. */
  readonly protections: ReadonlyMap<string, GitlabProtection>;
  readonly outputs: readonly TerraformOutput[];

  constructor(scope: Construct, id: string, props: GitlabAwsFederationProps) {
    super(scope, id);
    const { federation } = props;
    const options = declaredOptions(federation, props.account, props.options);
    this.account = declaredAccount(federation, props.account);
    this.aws = this.addAws(federation, options);
    this.provider = this.addOidcProvider(federation, options);
    const declared = [...federation.roles.values()].filter(({ account }) => account.key === this.account.key);
    const projects = trustedProjects(federation, declared);
    this.protections = this.addProtections(federation, options);
    this.guards = this.addGuards(projects, options);
    this.roles = this.addRoles(federation, declared, options.quotas ?? {});
    this.variables = this.addVariables(federation, declared);
    this.gitlab = this.addGitlab(federation);
    this.outputs = addFederationOutputs(this, {
      providerArn: this.provider.arn,
      roles: this.roles,
      audiences: roleAudiences(federation.roles),
    });
    if (options.backend !== undefined) addStateBackend(this, options.backend);
    collect(
      [options.adopt ?? []],
      (adopted) => this.adopt(adopted),
      () => this.account.position,
    );
    this.follow(options.moved ?? []);
    const clashes = this.addressProblems();
    if (clashes.length > 0) throw new RefgateError(clashes);
  }

  private addAws({ instance }: Federation, options: AccountOptions): AwsProvider {
    const { profile, assumeRole } = options;
    const problems = accountProblems(this.account, instance.issuer, options);
    if (problems.length > 0) throw new RefgateError(problems);
    const text = (value: string, what: string): string => terraformText(value, { code: 'ERR_ACCOUNT', what });
    return new AwsProvider(this, 'aws-provider', {
      region: this.account.region,
      allowedAccountIds: [this.account.id],
      profile: profile && text(profile, 'profile'),
      assumeRole: assumeRole && [
        {
          roleArn: text(assumeRole.roleArn, 'role to assume'),
          externalId: assumeRole.externalId && text(assumeRole.externalId, 'external id'),
          sessionName: text(assumeRole.sessionName ?? 'refgate', 'session name'),
        },
      ],
    });
  }

  private addOidcProvider(federation: Federation, options: AccountOptions): IGitlabOidcProvider {
    const { issuer } = federation.instance;
    const { existingProvider: existing } = this.account;
    const audiences = accountAudiences(federation, this.account);
    if (existing === undefined) {
      return new GitlabOidcProvider(this, 'gitlab', { ...options.provider, issuer, clientIds: audiences });
    }
    return 'arn' in existing
      ? GitlabOidcProvider.fromArn(this, 'gitlab', { arn: existing.arn, issuer })
      : GitlabOidcProvider.fromIssuer(this, 'gitlab', { issuer, audiences });
  }

  private addProtections(
    federation: Federation,
    { protect = [] }: AccountOptions,
  ): ReadonlyMap<string, GitlabProtection> {
    const group = new Group(this, 'protections');
    return new Map(
      [...new Set(protect)].map((key) => [key, federationProtection(group, federation, key)] as const),
    );
  }

  private addGuards(
    projects: readonly DeclaredProject[],
    { guards = false }: AccountOptions,
  ): ReadonlyMap<string, GitlabProjectGuard> {
    const group = new Group(this, 'guards');
    return new Map(
      (guards ? projects : []).map((project) => {
        const rules = !this.protections.has(project.key);
        return [project.key, new GitlabProjectGuard(group, project.key, { project, rules })] as const;
      }),
    );
  }

  private addRoles(
    federation: Federation,
    declared: readonly Role[],
    quotas: AccountQuotas,
  ): ReadonlyMap<string, GitlabRole> {
    const problems = roleCountProblems(this.account, declared.length, quotas.roles);
    if (problems.length > 0) throw new RefgateError(problems);
    const group = new Group(this, 'roles');
    const build = (role: Role): readonly [string, GitlabRole] => [
      role.key,
      this.addRole(group, federation, role, quotas),
    ];
    return new Map(collect(declared, build, (role) => role.position));
  }

  private addRole(scope: Construct, federation: Federation, role: Role, quotas: RoleQuotas): GitlabRole {
    const conditions = this.conditionsOf(federation, role);
    const construct = new GitlabRole(scope, role.key, {
      provider: this.provider,
      grant: role.grant,
      name: role.name,
      path: role.path,
      description: role.description,
      tags: role.tags,
      permissions: role.permissions,
      maxSessionSeconds: role.maxSessionSeconds,
      forceDetachPolicies: role.forceDetach,
      quotas,
      partition: this.account.partition,
      dependsOn: conditions.length === 0 ? undefined : conditions,
    });
    const problems = policyOwnerProblems(this.account, role.permissions);
    if (problems.length > 0) throw new RefgateError(problems);
    return construct;
  }

  /** Guards and protection rules of the projects that a role trusts. */
  private conditionsOf(federation: Federation, role: Role): readonly ITerraformDependable[] {
    return trustedProjects(federation, [role]).flatMap(({ key }) => [
      ...(this.guards.get(key)?.dependables ?? []),
      ...(this.protections.get(key)?.dependables ?? []),
    ]);
  }

  private addVariables(federation: Federation, declared: readonly Role[]): readonly GitlabCiVariables[] {
    const group = new Group(this, 'variables');
    const targets = collect(
      declared,
      (role) => federationVariables(federation, role, this.roles.get(role.key)?.arn ?? ''),
      (role) => role.position,
    ).flat();
    return collect(
      targets,
      ({ role, id, target, variables }) =>
        new GitlabCiVariables(group, `${role.key}:${id}`, { target, variables }),
      ({ role }) => role.position,
    );
  }

  private addGitlab({ instance: { url } }: Federation): GitlabProvider | undefined {
    if (this.variables.length + this.guards.size + this.protections.size === 0) return undefined;
    const address = `${terraformText(url, { code: 'ERR_ISSUER', what: 'url' })}/api/v4/`;
    return new GitlabProvider(this, 'gitlab-provider', {
      baseUrl: url === GITLAB_COM_ISSUER ? undefined : address,
    });
  }

  private adopt(adopted: true | readonly string[]): void {
    const provider = GitlabOidcProvider.isGitlabOidcProvider(this.provider)
      ? [{ resource: this.provider.resource, importId: this.expectedProviderArn }]
      : [];
    const importables = [
      ...provider,
      ...[...this.roles.values(), ...this.variables].flatMap((construct) => construct.importables),
    ];
    const addresses = importables.map(({ resource }) => addressOf(resource) ?? '');
    addImportBlocks(new Group(this, 'imports'), importables, adopted === true ? addresses : adopted);
  }

  private follow(moved: readonly Move[]): void {
    if (moved.length === 0) return;
    const fault = LIMITS.moves(moved);
    if (fault !== undefined) throw new RefgateError({ ...fault, position: this.account.position });
    const group = new Group(this, 'moves');
    const present = new Set(this.node.findAll().map(addressOf));
    const move = (one: Move): MovedBlock => {
      const block = new MovedBlock(group, one.to, one);
      if (present.has(one.to) && !present.has(one.from)) return block;
      throw new RefgateError({
        code: 'ERR_REFERENCE',
        message: `${quote(block.node.id)} cannot be where ${quote(one.from)} moved to`,
        got: present.has(one.to) ? 'both addresses in the stack' : 'no such resource in the stack',
        expected: 'a new address that the stack has, and an old one that it has no more',
        fix: 'change `from` or `to`, or remove the move',
      });
    };
    collect(moved, move, () => this.account.position);
  }

  /** What the ARN of the provider is, or will be. */
  get expectedProviderArn(): string {
    return providerArn(this.provider.issuer, this.account.id, this.account.partition);
  }
}
