import { stringify } from 'yaml';
import { isGitlabCom } from '../context/index';
import type { Problem } from '../errors';
import { quote, RefgateError } from '../errors';
import {
  type Account,
  accountAudiences,
  type DeclaredProject,
  type Federation,
  parseFederation,
} from '../federation/index';
import { DEFAULT_SUB_CLAIM } from '../gitlab/index';
import {
  applyStatements,
  boundariesOf,
  type PermissionStatement,
  planStatements,
} from './bootstrap-permissions';
import { TERRAFORM_SOURCES, terraformRoleVariable } from './terraform-jobs';
import { comment } from './yaml-text';

/** What a bootstrap declaration is about. */
export interface BootstrapOptions {
  /** Key of the declared project whose pipeline runs Terraform. @default the only one that is declared */
  readonly project?: string;
  /** The protected branch whose pipeline applies. @default the only one that is declared by its name */
  readonly branch?: string;
  /** Whether another stack keeps the OIDC provider of each account, so that it is looked up. @default false */
  readonly existingProvider?: boolean;
}

/** Path of the two roles in IAM: the role that applies writes nothing below it. */
const ROLE_PATH = '/refgate-terraform/';

/**
 * Writes the declaration of what must exist before a pipeline can apply another declaration: for each account the OIDC provider and the
 * two roles of Terraform, which the jobs of `renderPipelineFile` assume. An administrator applies it once, by hand.
 *
 * The role that plans reads the roles of the other declaration; the one that applies writes them, and neither itself nor the provider.
 * @throws RefgateError when the project, its branch or an account does not allow it
 */
export function renderBootstrap(federation: Federation, options: BootstrapOptions = {}): string {
  const project = projectOf(federation, options.project);
  const branch = branchOf(federation, project, options.branch);
  const accounts = [...federation.accounts.values()].filter((account) =>
    [...federation.roles.values()].some((role) => role.account.key === account.key),
  );
  const problems = accounts.flatMap((account) => accountProblems(federation, account));
  if (problems.length > 0) throw new RefgateError(problems);
  const { existingProvider = false } = options;
  const text = `${sections(federation, { project, branch, accounts, existingProvider }).join('\n\n')}\n`;
  const parsed = parseFederation(text, 'bootstrap.yaml');
  if (!parsed.ok) throw new RefgateError(parsed.problems);
  return text;
}

interface Bootstrap {
  readonly project: DeclaredProject;
  readonly branch: string;
  readonly accounts: readonly Account[];
  readonly existingProvider: boolean;
}

function sections(federation: Federation, bootstrap: Bootstrap): readonly string[] {
  const { project, branch, accounts, existingProvider } = bootstrap;
  const com = isGitlabCom(federation.instance.issuer);
  const sources = com ? { sources: TERRAFORM_SOURCES } : {};
  const applies = { project: project.key, branches: [branch], protected: true, ...sources };
  const plans = com
    ? [{ project: project.key, branches: ['*'], sources: ['merge_request_event'] }, applies]
    : [{ project: project.key, branches: ['*'] }];
  const role = (account: Account, verb: 'plan' | 'apply'): Readonly<Record<string, unknown>> => ({
    name: `refgate-terraform-${verb}`,
    path: ROLE_PATH,
    account: account.key,
    description: `${verb === 'plan' ? 'Plans' : 'Applies'} the roles of ${federation.file}`,
    trust: verb === 'plan' ? plans : [applies],
    permissions: {
      inline: {
        terraform: document(
          verb === 'plan' ? planStatements(federation, account) : applyStatements(federation, account),
        ),
      },
    },
    variables: [
      { key: terraformRoleVariable(account, verb), ...(verb === 'apply' ? { protected: true } : {}) },
    ],
  });
  return [
    comment(
      `Written by \`refgate bootstrap\` from ${federation.file}: what must exist before a pipeline can apply that one. An administrator`,
      'applies it once by hand, and again when this file changes:',
      '',
      '  refgate synth --file bootstrap.yaml --out bootstrap.out',
      '  (in bootstrap.out/stacks/<account>) terraform init && terraform apply',
      '',
      'Keep its state where the pipeline cannot write: add a `backend` to each account.',
    ),
    yaml({ gitlab: gitlabOf(federation) }),
    yaml({ projects: { [project.key]: declaredProject(project) } }),
    yaml({
      accounts: Object.fromEntries(
        accounts.map(({ key, id, region, partition, audience, profile }) => [
          key,
          { id, region, partition, audience, profile, ...(existingProvider ? { provider: 'lookup' } : {}) },
        ]),
      ),
    }),
    [
      comment(
        'The role that plans reads the declared roles: every merge request of the project can assume it. The role that applies also writes',
        `them, from the protected branch. Neither can write below ${ROLE_PATH}, or the OIDC provider.`,
      ),
      yaml({
        roles: Object.fromEntries(
          accounts.flatMap((account) =>
            (['plan', 'apply'] as const).map((verb) => [roleKey(account, verb), role(account, verb)]),
          ),
        ),
      }),
    ].join('\n'),
    yaml({ table: tableOf(bootstrap, com) }),
    yaml({ prove: proofsOf(accounts, com) }),
    yaml({
      suppress: accounts.map((account) => ({
        check: 'may-change-trusts',
        role: roleKey(account, 'apply'),
        reason:
          boundariesOf(federation, account) === undefined
            ? 'it applies the declaration, and can give the roles that it writes any permission: declare a boundary for each to limit it'
            : 'it applies the declaration, and can give permissions only to roles with a declared boundary',
      })),
    }),
  ];
}

const roleKey = ({ key }: Account, verb: 'plan' | 'apply'): string => `terraform-${verb}-${key}`;

function document(statements: readonly PermissionStatement[]): Readonly<Record<string, unknown>> {
  return { Version: '2012-10-17', Statement: statements };
}

function gitlabOf({ instance, audience }: Federation): Readonly<Record<string, unknown>> {
  const { url, issuer, version, reusedPaths } = instance;
  return {
    url,
    issuer: issuer === url ? undefined : issuer,
    audience,
    version: version === undefined ? undefined : `${version.major}.${version.minor}`,
    reused_paths: reusedPaths,
  };
}

function declaredProject(project: DeclaredProject): Readonly<Record<string, unknown>> {
  const { path, id, namespaceId, protectedBranches, protectedTags, subClaim, visibility } = project;
  const usual = subClaim.join() === DEFAULT_SUB_CLAIM.join();
  return {
    path,
    id,
    namespace_id: namespaceId,
    protected_branches:
      protectedBranches === 'unknown'
        ? undefined
        : Object.fromEntries(protectedBranches.map(({ pattern, push, merge }) => [pattern, { push, merge }])),
    protected_tags:
      protectedTags === 'unknown'
        ? undefined
        : Object.fromEntries(protectedTags.map(({ pattern, push }) => [pattern, { create: push }])),
    protected_environments:
      project.protectedEnvironments === 'unknown' ? undefined : project.protectedEnvironments,
    protect_merge_request_pipelines: project.protectMergeRequestPipelines,
    sub_claim: usual ? undefined : subClaim,
    visibility,
  };
}

function tableOf(
  { project: { key: project }, branch, accounts }: Bootstrap,
  com: boolean,
): readonly unknown[] {
  const plan = accounts.map((account) => roleKey(account, 'plan'));
  const both = [...plan, ...accounts.map((account) => roleKey(account, 'apply'))];
  const into = branch;
  return [
    { pipeline: { project, branch }, assumes: both },
    { pipeline: { project, merge_request: { from: 'feature/x', into } }, assumes: plan },
    { pipeline: { project, branch: 'feature/x' }, assumes: com ? [] : plan },
    { pipeline: { project, tag: branch }, assumes: [], note: 'a tag named like the branch' },
    { pipeline: { fork_of: project, branch }, assumes: [] },
    ...(com
      ? [
          {
            pipeline: { project, branch, source: 'trigger' },
            assumes: [],
            note: 'a trigger token applies nothing',
          },
          { pipeline: { impostor_of: project, branch }, assumes: [], note: 'same path, other ids' },
        ]
      : []),
  ];
}

function proofsOf(accounts: readonly Account[], com: boolean): readonly unknown[] {
  return accounts.flatMap((account) => [
    { role: roleKey(account, 'apply'), only: 'protected_refs' },
    {
      role: roleKey(account, 'apply'),
      never: com ? ['fork', 'impostor', 'merge_request', 'tag'] : ['fork', 'tag'],
    },
    { role: roleKey(account, 'plan'), never: com ? ['fork', 'impostor', 'tag'] : ['fork', 'tag'] },
    { implies: [roleKey(account, 'apply'), roleKey(account, 'plan')] },
  ]);
}

/** What YAML 1.1 would read as something else, such as the version of a policy, is in quotes. Keys without a value are omitted. */
function yaml(value: unknown): string {
  return stringify(value, {
    version: '1.1',
    lineWidth: 0,
    singleQuote: true,
    aliasDuplicateObjects: false,
  }).trimEnd();
}

function projectOf({ projects, file }: Federation, key: string | undefined): DeclaredProject {
  const [first, ...others] = projects.values();
  const found = key === undefined ? (others.length === 0 ? first : undefined) : projects.get(key);
  if (found !== undefined) return found;
  throw new RefgateError({
    code: 'ERR_REFERENCE',
    message:
      key === undefined
        ? 'the project whose pipeline runs Terraform is not specified'
        : `unknown project ${quote(key)} in ${quote(file)}`,
    expected: `one of ${[...projects.keys()].slice(0, 10).map(quote).join(', ')}`,
    fix: 'name it with `--project`, and declare it under `projects` if it is another one',
  });
}

/** Jobs of a ref that no rule protects must not apply. */
function branchOf(federation: Federation, project: DeclaredProject, asked: string | undefined): string {
  const { protectedBranches, subClaim, key, position } = project;
  const refuse = (problem: Pick<Problem, 'message' | 'expected' | 'fix'>): never => {
    throw new RefgateError({ code: 'ERR_PROJECT', position, ...problem });
  };
  if (!isGitlabCom(federation.instance.issuer) && !subClaim.includes('ref_protected'))
    refuse({
      message: `AWS cannot tell the protected branch of project ${quote(key)} from others: its \`sub_claim\` has no \`ref_protected\``,
      expected: 'such as `sub_claim: [project_path, ref_type, ref, ref_protected]`',
      fix: 'set it in the project and declare it',
    });
  const names = (protectedBranches === 'unknown' ? [] : protectedBranches)
    .map(({ pattern }) => pattern)
    .filter((pattern) => !pattern.includes('*'));
  const branch = asked ?? (names.length === 1 ? names[0] : undefined);
  if (branch !== undefined && names.includes(branch)) return branch;
  return refuse({
    message:
      asked === undefined
        ? `the branch of project ${quote(key)} that applies is not specified`
        : `${quote(asked)} is not declared as a protected branch of project ${quote(key)}`,
    expected:
      names.length === 0
        ? 'a branch under `protected_branches`, by its whole name'
        : `one of ${names.map(quote).join(', ')}`,
    fix: names.length === 0 ? 'declare the branch as protected' : 'name it with `--branch`',
  });
}

function accountProblems(federation: Federation, account: Account): readonly Problem[] {
  const { key, position, assumeRole } = account;
  const wanted = account.audience ?? federation.audience;
  const others = accountAudiences(federation, account).filter((audience) => audience !== wanted);
  const nested = [...federation.roles.values()].find(
    (role) => role.account.key === key && role.path !== '/' && ROLE_PATH.startsWith(role.path),
  );
  return [
    ...(assumeRole === undefined
      ? []
      : [
          {
            code: 'ERR_ACCOUNT',
            message: `account ${quote(key)} has \`assume_role\`: plans and applies would have the same permissions, those of that role`,
            fix: 'remove `assume_role`, or create the roles of Terraform by hand',
            position,
          } as const,
        ]),
    ...(others.length === 0
      ? []
      : [
          {
            code: 'ERR_AUDIENCE',
            message: `roles of account ${quote(key)} have audiences that the provider of a bootstrap does not list`,
            got: others.map(quote).join(', '),
            expected: `${quote(wanted)} only, or a provider that another stack keeps`,
            fix: 'use `--existing-provider`, and list every audience at that provider',
            position,
          } as const,
        ]),
    ...(nested === undefined
      ? []
      : [
          {
            code: 'ERR_ROLE_NAME',
            message: `the path of role ${quote(nested.key)} is that of the roles of Terraform: the role that applies could change itself`,
            got: quote(nested.path),
            fix: 'give the role another path',
            position: nested.position,
          } as const,
        ]),
  ];
}
