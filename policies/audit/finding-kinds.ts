/** Every {@link AuditSeverity}, worst first. */
export const AUDIT_SEVERITIES = ['error', 'unknown', 'warning', 'note'] as const;
/** `error`: access or drift that needs a change. `unknown`: it could not be decided, and is never green. */
export type AuditSeverity = (typeof AUDIT_SEVERITIES)[number];

/** Every {@link AuditTopic}. */
export const AUDIT_TOPICS = ['access', 'name', 'drift'] as const;
/** What a finding is about: who can assume a role, what a trust policy names, or what disagrees. */
export type AuditTopic = (typeof AUDIT_TOPICS)[number];

interface FindingKind {
  readonly topic: AuditTopic;
  readonly severity: AuditSeverity;
  /** One line: what is wrong. */
  readonly title: string;
  readonly fix: string;
  /** The public page that it rests on. */
  readonly source: string;
}

const AWS_ROLES = 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html';
const AWS_PRINCIPAL =
  'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html';
const AWS_PROVIDER = 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html';
const AWS_ROLE =
  'https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html';
const AWS_TAGS = 'https://docs.aws.amazon.com/IAM/latest/UserGuide/access_tags.html';
const AWS_SESSION = 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_update-role-settings.html';
const AWS_BOUNDARY = 'https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html';
const AWS_MANAGED =
  'https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_manage-attach-detach.html';
const AWS_CHAIN = 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html#iam-term-role-chaining';
const GITLAB_AWS = 'https://docs.gitlab.com/ci/cloud_services/aws/';
const GITLAB_TOKEN = 'https://docs.gitlab.com/ci/secrets/id_token_authentication/';
const GITLAB_PATHS = 'https://docs.gitlab.com/user/project/repository/#repository-path-changes';
const GITLAB_BRANCHES = 'https://docs.gitlab.com/user/project/repository/branches/protected/';
const GITLAB_TAGS = 'https://docs.gitlab.com/user/project/protected_tags/';
const GITLAB_ARCHIVE = 'https://docs.gitlab.com/user/project/working_with_projects/#archive-a-project';
const GITLAB_VARIABLES = 'https://docs.gitlab.com/ci/variables/';
const GITLAB_PROJECTS = 'https://docs.gitlab.com/api/projects/';
const TERRAFORM_DRIFT = 'https://developer.hashicorp.com/terraform/tutorials/state/resource-drift';

const SEE_DUMP =
  'add the output of `aws iam list-open-id-connect-providers` and `get-open-id-connect-provider`, or let `refgate audit --profile` read both';
const APPLY = 'apply the declared stack, or declare what is meant to stay';

const kind = (
  topic: AuditTopic,
  severity: AuditSeverity,
  title: string,
  fix: string,
  source: string,
): FindingKind => ({ topic, severity, title, fix, source });

/** Every finding of an audit by its id, which is stable between releases. */
const KINDS = {
  // who can assume a role today
  'any-project': kind(
    'access',
    'error',
    'projects of others can assume the role',
    'name the project in `sub`, and on gitlab.com its `project_id`',
    GITLAB_AWS,
  ),
  'project-not-known': kind(
    'access',
    'unknown',
    'the role names a project, and nothing is known of the GitLab',
    'give the declaration with `--file`, or a snapshot of GitLab with `--gitlab-snapshot`',
    GITLAB_AWS,
  ),
  'reused-path': kind(
    'access',
    'error',
    'a project that takes over a path can assume the role',
    'demand `project_id` and `namespace_id`, or on an instance of your own let GitLab refuse tokens on reused paths',
    GITLAB_TOKEN,
  ),
  'unprotected-ref': kind(
    'access',
    'error',
    'a branch or tag that no rule protects can assume the role',
    'protect the ref in GitLab, or demand `ref_protected` or a protected ref in the trust policy',
    GITLAB_BRANCHES,
  ),
  'protection-not-known': kind(
    'access',
    'unknown',
    'it is not known whether the refs that can assume the role are protected',
    'let the snapshot read the protection rules, or declare them',
    GITLAB_BRANCHES,
  ),
  'reused-paths-not-known': kind(
    'access',
    'unknown',
    'it is not known whether projects on reused paths get tokens',
    'set `gitlab.reused_paths` in the declaration, or `reused_paths` in the snapshot',
    GITLAB_TOKEN,
  ),
  'undecided-access': kind(
    'access',
    'unknown',
    'who can assume the role could not be decided',
    'simplify the trust policy, or make the unknown part known',
    AWS_ROLES,
  ),
  'account-not-read': kind(
    'access',
    'unknown',
    'an account could not be read',
    'give the credentials what `refgate audit --iam-policy` prints, and run it again',
    AWS_ROLE,
  ),
  'not-judged': kind(
    'access',
    'unknown',
    'a role or provider could not be read',
    'read the account again, and report a policy that IAM accepts and refgate does not',
    AWS_ROLE,
  ),
  'no-token': kind(
    'access',
    'warning',
    'no token of this GitLab can assume the role',
    'correct the trust policy, or delete the role',
    AWS_ROLES,
  ),
  'stronger-by-chain': kind(
    'access',
    'warning',
    'a token reaches a role with more permissions by role chaining',
    'narrow the trust policy of the stronger role, or the `sts:AssumeRole` of the first',
    AWS_CHAIN,
  ),
  'chain-not-known': kind(
    'access',
    'unknown',
    'it is not known whether a role chain leads to the role',
    'read the policies that decide it',
    AWS_CHAIN,
  ),
  'any-aws-principal': kind(
    'access',
    'error',
    'every AWS principal of every account can assume the role',
    'delete the statement, or name the one principal',
    AWS_PRINCIPAL,
  ),
  'other-callers': kind(
    'access',
    'warning',
    'the role can also be assumed without a token of an OIDC provider',
    'give each kind of caller a role of its own',
    AWS_PRINCIPAL,
  ),
  'from-outside': kind(
    'access',
    'note',
    'roles that no token of the GitLab can assume, and that another account or a SAML provider can',
    'look at them with IAM Access Analyzer',
    AWS_PRINCIPAL,
  ),
  'other-issuer-open': kind(
    'access',
    'error',
    'the checks find an error in the trust in another issuer',
    'see `refgate explain-check` with the name of the check',
    AWS_ROLES,
  ),
  'other-gitlab': kind(
    'access',
    'note',
    'the role trusts another issuer, whose tokens were not audited',
    'audit that instance by itself',
    AWS_ROLES,
  ),
  // what trust policies name
  'project-gone': kind(
    'name',
    'error',
    'the trust policy names a project that does not exist',
    'remove it from the trust policy',
    GITLAB_PATHS,
  ),
  'project-moved': kind(
    'name',
    'error',
    'the trust policy names a former path of a project',
    'write the path that the project has now',
    GITLAB_PATHS,
  ),
  'path-free': kind(
    'name',
    'error',
    'the trust policy names a path that can be claimed',
    'remove the path from the trust policy, and demand ids',
    GITLAB_PATHS,
  ),
  'path-case': kind(
    'name',
    'warning',
    'the trust policy writes a path in another case than GitLab',
    'write the path as GitLab shows it: `sub` is compared with case',
    GITLAB_TOKEN,
  ),
  'project-not-listed': kind(
    'name',
    'unknown',
    'the trust policy names a project that the snapshot does not cover',
    'let the snapshot list the group of the project',
    GITLAB_PROJECTS,
  ),
  'project-not-declared': kind(
    'name',
    'warning',
    'the trust policy names a project that is not declared',
    'declare the project, or remove it from the trust policy',
    GITLAB_AWS,
  ),
  'group-gone': kind(
    'name',
    'error',
    'the trust policy names a group that does not exist',
    'remove it from the trust policy: a new group of that path gets the access',
    GITLAB_PATHS,
  ),
  'branch-gone': kind(
    'name',
    'warning',
    'the trust policy names a branch that does not exist',
    'remove it from the trust policy, or protect its name',
    GITLAB_BRANCHES,
  ),
  'id-gone': kind(
    'name',
    'warning',
    'the trust policy names an id that no project has',
    'remove the id from the trust policy',
    GITLAB_PROJECTS,
  ),
  'id-of-another': kind(
    'name',
    'error',
    'path and id in the trust policy are of different projects',
    'write the id of the project that is meant',
    GITLAB_AWS,
  ),
  'project-archived': kind(
    'name',
    'note',
    'the trust policy names an archived project, which runs no pipelines',
    'delete the role when the project stays archived',
    GITLAB_ARCHIVE,
  ),
  // roles: the declaration and the account
  'account-not-seen': kind(
    'drift',
    'unknown',
    'a declared account was not read',
    'give the answer of that account, too',
    AWS_ROLE,
  ),
  'role-missing': kind('drift', 'error', 'a declared role does not exist', APPLY, AWS_ROLE),
  'role-not-declared': kind(
    'drift',
    'warning',
    'a role that a token of this GitLab can assume is not declared',
    'declare the role, or delete it',
    AWS_ROLE,
  ),
  'trust-wider': kind(
    'drift',
    'error',
    'the role accepts tokens that the declaration does not',
    APPLY,
    AWS_ROLES,
  ),
  'trust-narrower': kind(
    'drift',
    'warning',
    'the role rejects tokens that the declaration accepts',
    APPLY,
    AWS_ROLES,
  ),
  'trust-rewritten': kind(
    'drift',
    'note',
    'the trust policy is another text than declared and accepts the same tokens',
    APPLY,
    AWS_ROLES,
  ),
  'trust-not-compared': kind(
    'drift',
    'unknown',
    'the trust policy could not be compared with the declared one',
    'make the unknown part known',
    AWS_ROLES,
  ),
  'role-path': kind(
    'drift',
    'warning',
    'the role has another path than declared',
    'delete and create the role: a path cannot be changed',
    AWS_ROLE,
  ),
  'session-longer': kind(
    'drift',
    'warning',
    'sessions of the role can last longer than declared',
    APPLY,
    AWS_SESSION,
  ),
  'session-not-seen': kind(
    'drift',
    'unknown',
    'the maximum session length of a declared role was not read',
    'add the output of `aws iam list-roles`, which contains it',
    'https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListRoles.html',
  ),
  'session-shorter': kind(
    'drift',
    'note',
    'sessions of the role end sooner than declared',
    APPLY,
    AWS_SESSION,
  ),
  'managed-added': kind(
    'drift',
    'error',
    'a managed policy is attached that is not declared',
    APPLY,
    AWS_MANAGED,
  ),
  'managed-removed': kind(
    'drift',
    'warning',
    'a declared managed policy is not attached',
    APPLY,
    AWS_MANAGED,
  ),
  'inline-added': kind('drift', 'error', 'an inline policy exists that is not declared', APPLY, AWS_MANAGED),
  'inline-removed': kind('drift', 'warning', 'a declared inline policy does not exist', APPLY, AWS_MANAGED),
  'inline-changed': kind('drift', 'error', 'an inline policy is not as declared', APPLY, AWS_MANAGED),
  'boundary-removed': kind(
    'drift',
    'error',
    'the declared permissions boundary is not set',
    APPLY,
    AWS_BOUNDARY,
  ),
  'boundary-changed': kind(
    'drift',
    'error',
    'another permissions boundary is set than declared',
    APPLY,
    AWS_BOUNDARY,
  ),
  'boundary-added': kind(
    'drift',
    'warning',
    'a permissions boundary is set that is not declared',
    APPLY,
    AWS_BOUNDARY,
  ),
  'tag-changed': kind('drift', 'warning', 'a tag is not as declared', APPLY, AWS_TAGS),
  'tag-added': kind('drift', 'note', 'a tag exists that is not declared', APPLY, AWS_TAGS),
  'tags-not-seen': kind(
    'drift',
    'unknown',
    'the tags are not in the input',
    'add the output of `aws iam get-account-authorization-details`, or let `refgate audit --profile` read it',
    AWS_TAGS,
  ),
  'permissions-not-seen': kind(
    'drift',
    'unknown',
    'the permissions of a declared role were not read',
    'use `get-account-authorization-details`, whose answer contains them',
    AWS_ROLE,
  ),
  // OIDC providers
  'providers-not-seen': kind(
    'drift',
    'unknown',
    'the OIDC providers of a declared account were not read',
    SEE_DUMP,
    AWS_PROVIDER,
  ),
  'provider-missing': kind(
    'drift',
    'error',
    'the account has no OIDC provider for this GitLab',
    APPLY,
    AWS_PROVIDER,
  ),
  'client-id-added': kind(
    'drift',
    'warning',
    'the OIDC provider has a client id that is not declared',
    APPLY,
    AWS_PROVIDER,
  ),
  'client-id-removed': kind(
    'drift',
    'error',
    'the OIDC provider lacks a declared client id',
    APPLY,
    AWS_PROVIDER,
  ),
  'thumbprints-changed': kind(
    'drift',
    'note',
    'the OIDC provider has other thumbprints than declared',
    APPLY,
    AWS_PROVIDER,
  ),
  // the state of Terraform
  'state-role-deleted': kind(
    'drift',
    'error',
    'a role of the state does not exist',
    'run `terraform plan`, and find out who deleted it',
    TERRAFORM_DRIFT,
  ),
  'state-trust-changed': kind(
    'drift',
    'error',
    'the trust policy was changed since the last apply',
    'run `terraform apply`, and find out who changed it',
    TERRAFORM_DRIFT,
  ),
  'state-permissions-changed': kind(
    'drift',
    'error',
    'the permissions were changed since the last apply',
    'run `terraform apply`, and find out who changed them',
    TERRAFORM_DRIFT,
  ),
  'state-provider-changed': kind(
    'drift',
    'warning',
    'the OIDC provider was changed or deleted since the last apply',
    'run `terraform plan`, and find out who changed it',
    TERRAFORM_DRIFT,
  ),
  'state-settings-changed': kind(
    'drift',
    'warning',
    'the session length or the tags of the role were changed since the last apply',
    'run `terraform apply`, and find out who changed them',
    TERRAFORM_DRIFT,
  ),
  'state-not-compared': kind(
    'drift',
    'unknown',
    'a part of the state could not be compared, because the account or a part of it was not read',
    'give the answers of every account of the state, with permissions and providers',
    TERRAFORM_DRIFT,
  ),
  'state-not-applied': kind(
    'drift',
    'warning',
    'the declared trust policy is not the one that was applied last',
    'apply the declared stack',
    TERRAFORM_DRIFT,
  ),
  'state-role-unknown': kind(
    'drift',
    'warning',
    'a declared role exists and is not in the state',
    'import the role: `adopt` in the declaration',
    TERRAFORM_DRIFT,
  ),
  'state-not-read': kind(
    'drift',
    'unknown',
    'a part of the state could not be read',
    'give the output of `terraform show -json`',
    TERRAFORM_DRIFT,
  ),
  // the state of Terraform and GitLab
  'state-variable-deleted': kind(
    'drift',
    'error',
    'a CI/CD variable of the state does not exist',
    'run `terraform plan`, and find out who deleted it or changed its scope',
    GITLAB_VARIABLES,
  ),
  'state-variable-exposed': kind(
    'drift',
    'error',
    'a CI/CD variable is no longer protected or masked',
    'run `terraform apply`, and find out who changed it',
    GITLAB_VARIABLES,
  ),
  'state-variable-role': kind(
    'drift',
    'error',
    'a CI/CD variable does not contain the role that Terraform wrote',
    'run `terraform apply`, and find out who changed it',
    GITLAB_VARIABLES,
  ),
  'state-variable-changed': kind(
    'drift',
    'warning',
    'a setting of a CI/CD variable was changed since the last apply',
    'run `terraform apply`, and find out who changed it',
    GITLAB_VARIABLES,
  ),
  'state-variable-beside': kind(
    'drift',
    'warning',
    'a CI/CD variable with the name of one of the state exists for other environments',
    'delete it, or have Terraform keep it',
    'https://docs.gitlab.com/ci/environments/#limit-the-environment-scope-of-a-cicd-variable',
  ),
  'state-rule-deleted': kind(
    'drift',
    'error',
    'a protected branch, tag or environment of the state is not protected',
    'run `terraform apply`, and find out who deleted the rule',
    GITLAB_BRANCHES,
  ),
  'state-rule-weaker': kind(
    'drift',
    'error',
    'a protection rule allows more people than when it was applied',
    'run `terraform apply`, and find out who changed it',
    GITLAB_BRANCHES,
  ),
  'state-rule-stricter': kind(
    'drift',
    'note',
    'a protection rule allows fewer people than when it was applied',
    'run `terraform plan`: an apply gives them back what they had',
    GITLAB_BRANCHES,
  ),
  'state-gitlab-not-compared': kind(
    'drift',
    'unknown',
    'what the state has in GitLab could not be compared',
    'take the snapshot with `refgate pull --snapshot --variables`, of every project of the state, by a user with the role Maintainer',
    GITLAB_PROJECTS,
  ),
  // the declaration and GitLab
  'declared-project-not-listed': kind(
    'drift',
    'unknown',
    'the snapshot does not cover a declared project',
    'let the snapshot list the group of the project',
    GITLAB_PROJECTS,
  ),
  'declared-project-gone': kind(
    'drift',
    'error',
    'a declared project does not exist',
    'remove it from the declaration',
    GITLAB_PROJECTS,
  ),
  'declared-project-moved': kind(
    'drift',
    'error',
    'a declared project has another path',
    'declare the path that the project has now',
    GITLAB_PATHS,
  ),
  'declared-path-taken': kind(
    'drift',
    'error',
    'another project has the path of a declared one',
    'find out whose project it is before anything is applied',
    GITLAB_PATHS,
  ),
  'declared-path-free': kind(
    'drift',
    'error',
    'the path of a declared project can be claimed',
    'remove the path from the declaration',
    GITLAB_PATHS,
  ),
  'namespace-changed': kind(
    'drift',
    'error',
    'a declared project is in another namespace',
    'declare the id of the namespace',
    GITLAB_PROJECTS,
  ),
  'branch-rule-removed': kind(
    'drift',
    'error',
    'a declared protected branch is not protected',
    'protect it again',
    GITLAB_BRANCHES,
  ),
  'branch-rule-added': kind(
    'drift',
    'warning',
    'a protected branch is not declared',
    'declare it: tokens of it say `ref_protected`',
    GITLAB_BRANCHES,
  ),
  'branch-rule-weaker': kind(
    'drift',
    'error',
    'more roles can push or merge to a protected branch than declared',
    'set the declared access levels',
    GITLAB_BRANCHES,
  ),
  'branch-rule-stricter': kind(
    'drift',
    'note',
    'fewer roles can push or merge to a protected branch than declared',
    'declare the access levels',
    GITLAB_BRANCHES,
  ),
  'tag-rule-removed': kind(
    'drift',
    'error',
    'a declared protected tag is not protected',
    'protect it again',
    GITLAB_TAGS,
  ),
  'tag-rule-added': kind(
    'drift',
    'warning',
    'a protected tag is not declared',
    'declare it: tokens of it say `ref_protected`',
    GITLAB_TAGS,
  ),
  'tag-rule-changed': kind(
    'drift',
    'error',
    'the access level of a protected tag is not as declared',
    'set the declared access level',
    GITLAB_TAGS,
  ),
  'environment-rule-changed': kind(
    'drift',
    'warning',
    'the protected environments are not as declared',
    'protect or declare them',
    'https://docs.gitlab.com/ci/environments/protected_environments/',
  ),
  'environment-level-changed': kind(
    'drift',
    'error',
    'other people may deploy to a protected environment than declared',
    'restore the rule, or declare it with `refgate pull`',
    'https://docs.gitlab.com/ci/environments/protected_environments/',
  ),
  'sub-claim-changed': kind(
    'drift',
    'error',
    'the components of `sub` are not as declared',
    'set `ci_id_token_sub_claim_components`, or declare it',
    GITLAB_TOKEN,
  ),
  'merge-request-setting-changed': kind(
    'drift',
    'warning',
    'the setting for merge request pipelines is not as declared',
    'set or declare it',
    'https://docs.gitlab.com/ci/pipelines/merge_request_pipelines/',
  ),
  'visibility-changed': kind(
    'drift',
    'note',
    'the visibility of the project is not as declared',
    'declare the visibility',
    GITLAB_PROJECTS,
  ),
  'project-part-not-seen': kind(
    'drift',
    'unknown',
    'a declared part of a project was not read',
    'let the snapshot be taken by a member with the role that GitLab asks for',
    GITLAB_PROJECTS,
  ),
  'instance-changed': kind(
    'drift',
    'error',
    'the snapshot is of another GitLab than declared',
    'take the snapshot of the declared instance',
    GITLAB_AWS,
  ),
} as const satisfies Readonly<Record<string, FindingKind>>;

/** Stable id of a finding. */
export type AuditFindingId = keyof typeof KINDS;

/** Every finding of an audit, by its id. */
export const AUDIT_FINDINGS: Readonly<Record<AuditFindingId, FindingKind>> = KINDS;
