import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { GitlabProvider } from '@cdktf/provider-gitlab/lib/provider';
import { TerraformOutput } from 'cdktf';
import type { Construct } from 'constructs';
import type { Account, Federation, Position, Problem, Role } from '../policies/index';
import { GITLAB_COM_ISSUER, providerArn, quote, RefgateError } from '../policies/index';
import type { AccountOptions } from './account-options';
import { regionProblems } from './account-rules';
import { federationVariables } from './federation-variables';
import { GitlabCiVariables } from './gitlab-ci-variables';
import type { IGitlabOidcProvider } from './gitlab-oidc-provider';
import { GitlabOidcProvider } from './gitlab-oidc-provider';
import { GitlabRole } from './gitlab-role';
import { Group, PortableStack } from './portable-stack';
import { addStateBackend } from './state-backend';
import { terraformText } from './terraform-text';

export interface GitlabAwsFederationProps {
  readonly federation: Federation;
  /** Key of the AWS account, as declared. */
  readonly account: string;
  /** @default credentials of the environment, no declared backend */
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
  /** Absent where no variable is declared. */
  readonly gitlab?: GitlabProvider;
  readonly provider: IGitlabOidcProvider;
  /** By role key, in the order of the file. */
  readonly roles: ReadonlyMap<string, GitlabRole>;
  readonly outputs: readonly TerraformOutput[];

  constructor(scope: Construct, id: string, props: GitlabAwsFederationProps) {
    super(scope, id);
    const { federation, options = {} } = props;
    this.account = declaredAccount(federation, props.account);
    this.aws = this.addAws(options);
    this.provider = this.addOidcProvider(federation);
    const declared = [...federation.roles.values()].filter(({ account }) => account.key === this.account.key);
    const roles = new Group(this, 'roles');
    this.roles = new Map(
      collect(
        declared,
        (role) => [role.key, this.addRole(roles, role)] as const,
        (role) => role.position,
      ),
    );
    this.gitlab = this.addVariables(federation, declared);
    this.outputs = this.addOutputs();
    if (options.backend !== undefined) addStateBackend(this, options.backend);
    const clashes = this.addressProblems();
    if (clashes.length > 0) throw new RefgateError(clashes);
  }

  private addAws({ profile, assumeRole }: AccountOptions): AwsProvider {
    const problems = regionProblems(this.account);
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

  private addOidcProvider({ instance: { issuer }, audience }: Federation): IGitlabOidcProvider {
    const { existingProvider: existing } = this.account;
    if (existing === undefined) {
      return new GitlabOidcProvider(this, 'gitlab', { issuer, clientIds: [audience] });
    }
    return 'arn' in existing
      ? GitlabOidcProvider.fromArn(this, 'gitlab', { arn: existing.arn, issuer })
      : GitlabOidcProvider.fromIssuer(this, 'gitlab', { issuer, audience });
  }

  private addRole(scope: Construct, role: Role): GitlabRole {
    return new GitlabRole(scope, role.key, {
      provider: this.provider,
      grant: role.grant,
      name: role.name,
      path: role.path,
      description: role.description,
      tags: role.tags,
      permissions: role.permissions,
      maxSessionSeconds: role.maxSessionSeconds,
    });
  }

  private addVariables(federation: Federation, declared: readonly Role[]): GitlabProvider | undefined {
    const variables = new Group(this, 'variables');
    const targets = collect(
      declared,
      (role) => federationVariables(federation, role, this.roles.get(role.key)?.arn ?? ''),
      (role) => role.position,
    ).flat();
    if (targets.length === 0) return undefined;
    const { url } = federation.instance;
    const gitlab = new GitlabProvider(this, 'gitlab-provider', {
      baseUrl:
        url === GITLAB_COM_ISSUER
          ? undefined
          : `${terraformText(url, { code: 'ERR_ISSUER', what: 'url' })}/api/v4/`,
    });
    collect(
      targets,
      ({ role, project, variables: entries }) =>
        new GitlabCiVariables(variables, `${role.key}_${project.key}`, {
          target: { project: project.id ?? project.path },
          variables: entries,
        }),
      ({ role }) => role.position,
    );
    return gitlab;
  }

  private addOutputs(): readonly TerraformOutput[] {
    const provider = new TerraformOutput(this, 'provider_arn', {
      value: this.provider.arn,
      description: 'ARN of the OIDC provider that the roles trust',
      staticId: true,
    });
    const roles = new TerraformOutput(this, 'role_arns', {
      value: Object.fromEntries(
        [...this.roles].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([key, role]) => [key, role.arn]),
      ),
      description: 'ARN of each role, by its key in the declaration',
      staticId: true,
    });
    return [provider, roles];
  }

  /** What the ARN of the provider is, or will be. */
  get expectedProviderArn(): string {
    return providerArn(this.provider.issuer, this.account.id, this.account.partition);
  }
}

function declaredAccount(federation: Federation, key: string): Account {
  const account = federation.accounts.get(key);
  if (account !== undefined) return account;
  throw new RefgateError({
    code: 'ERR_REFERENCE',
    message: `unknown account ${quote(key)}`,
    expected: [...federation.accounts.keys()].map(quote).join(', '),
    fix: 'name a declared account',
  });
}

/** Builds each item; the problems of all of them are thrown together, each with its place in the file. */
function collect<T, R>(
  items: readonly T[],
  build: (item: T) => R,
  place: (item: T) => Position,
): readonly R[] {
  const problems: Problem[] = [];
  const built: R[] = [];
  for (const item of items) {
    try {
      built.push(build(item));
    } catch (error) {
      if (!(error instanceof RefgateError)) throw error;
      problems.push(...error.problems.map((problem) => ({ position: place(item), ...problem })));
    }
  }
  if (problems.length > 0) throw new RefgateError(problems);
  return built;
}
