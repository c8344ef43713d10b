import { variables, type ModuleSummary } from './summary';

/** Each ref of each project is a subject under `ForAnyValue:StringLike`; nothing demands an audience. */
const gitlabOidc = (
  refs: string,
  refType: string,
): Pick<ModuleSummary, 'source' | 'page' | 'ignored' | 'text'> => ({
  source: 'saidsef/gitlab-oidc/aws',
  page: 'https://registry.terraform.io/modules/saidsef/gitlab-oidc/aws/latest',
  ignored: ['tags', 'force_detach_policies'],
  text: `${variables({
    attach_admin_policy: 'false',
    attach_read_only_policy: 'true',
    create_oidc_provider: 'true',
    enabled: 'true',
    gitlab_repositories: '[]',
    iam_role_name: '"gitlab-runner"',
    iam_role_path: '"/"',
    iam_role_permissions_boundary: '""',
    iam_role_policy_arns: '[]',
    max_session_duration: '3600',
    url: '"gitlab.com"',
  })}
variable "gitlab_organisation" {}
data "aws_partition" "current" {}
data "aws_iam_openid_connect_provider" "there" { url = "https://\${var.url}" }
resource "aws_iam_openid_connect_provider" "this" {
  count          = var.enabled && var.create_oidc_provider ? 1 : 0
  url            = "https://\${var.url}"
  client_id_list = ["https://\${var.url}"]
}
data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = [data.aws_iam_openid_connect_provider.there.arn]
    }
    condition {
      test     = "ForAnyValue:StringLike"
      variable = "\${var.url}:sub"
      values = flatten([for project in var.gitlab_repositories : [for ref in project.${refs} :
        "project_path:\${var.gitlab_organisation}/\${project.name}:ref_type:${refType}:ref:\${ref}"]])
    }
  }
}
resource "aws_iam_role" "this" {
  count                = var.enabled ? 1 : 0
  name                 = var.iam_role_name
  path                 = var.iam_role_path
  max_session_duration = var.max_session_duration
  permissions_boundary = var.iam_role_permissions_boundary
  assume_role_policy   = data.aws_iam_policy_document.trust.json
}
resource "aws_iam_role_policy_attachment" "admin" {
  count      = var.enabled && var.attach_admin_policy ? 1 : 0
  role       = aws_iam_role.this[0].name
  policy_arn = "arn:\${data.aws_partition.current.partition}:iam::aws:policy/AdministratorAccess"
}
resource "aws_iam_role_policy_attachment" "read" {
  count      = var.enabled && var.attach_read_only_policy ? 1 : 0
  role       = aws_iam_role.this[0].name
  policy_arn = "arn:\${data.aws_partition.current.partition}:iam::aws:policy/ReadOnlyAccess"
}
resource "aws_iam_role_policy_attachment" "more" {
  count      = var.enabled ? length(var.iam_role_policy_arns) : 0
  role       = aws_iam_role.this[0].name
  policy_arn = var.iam_role_policy_arns[count.index]
}
output "role_arn" { value = try(aws_iam_role.this[0].arn, null) }
output "role_id" { value = try(aws_iam_role.this[0].id, null) }
`,
});

export const saidsefGitlabOidc: ModuleSummary = {
  ...gitlabOidc('refs', '${project.ref_type}'),
  versions: '>= 2.2, < 3.0',
  releases: ['2.2.0', '2.3.0'],
};

/** Only branches could be named. */
export const olderSaidsefGitlabOidc: ModuleSummary = {
  ...gitlabOidc('branches', 'branch'),
  versions: '>= 1.1, < 2.2',
  releases: ['1.1.0', '1.4.0', '2.0.0', '2.1.7'],
};

/** One role for each entry, with one subject; nothing demands an audience. */
export const mcafGitlabOidc: ModuleSummary = {
  source: 'schubergphilis/mcaf-gitlab-oidc/aws',
  versions: '>= 0.2, < 0.3',
  releases: ['0.2.0', '0.2.2'],
  page: 'https://registry.terraform.io/modules/schubergphilis/mcaf-gitlab-oidc/aws/latest',
  ignored: ['tags'],
  text: `${variables({ create_provider: 'true', gitlab_url: '"https://gitlab.com"', iam_roles: '{}' })}
data "aws_iam_openid_connect_provider" "there" {
  count = var.create_provider ? 0 : 1
  url   = var.gitlab_url
}
locals { provider = concat(aws_iam_openid_connect_provider.this[*].arn, data.aws_iam_openid_connect_provider.there[*].arn) }
resource "aws_iam_openid_connect_provider" "this" {
  count          = var.create_provider ? 1 : 0
  url            = var.gitlab_url
  client_id_list = [var.gitlab_url]
}
data "aws_iam_policy_document" "trust" {
  for_each = var.iam_roles
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = local.provider
    }
    condition {
      test     = "StringLike"
      variable = "\${replace(var.gitlab_url, "https://", "")}:sub"
      values   = ["project_path:\${each.value.subject_filter_allowed.path}:ref_type:\${each.value.subject_filter_allowed.ref_type}:ref:\${each.value.subject_filter_allowed.ref}"]
    }
  }
}
resource "aws_iam_role" "this" {
  for_each             = var.iam_roles
  name                 = coalesce(try(each.value.name, null), each.key)
  path                 = try(each.value.path, "/")
  permissions_boundary = try(each.value.permissions_boundary_arn, "")
  assume_role_policy   = data.aws_iam_policy_document.trust[each.key].json
}
resource "aws_iam_role_policy" "own" {
  for_each = { for name, role in var.iam_roles : name => role.policy if try(role.policy, null) != null }
  role     = aws_iam_role.this[each.key].name
  policy   = each.value
}
locals {
  attached = merge([for name, role in var.iam_roles : { for arn in try(role.policy_arns, []) : "\${name} \${arn}" => { role = name, arn = arn } }]...)
}
resource "aws_iam_role_policy_attachment" "more" {
  for_each   = local.attached
  role       = aws_iam_role.this[each.value.role].name
  policy_arn = each.value.arn
}
output "iam_roles" { value = { for name, role in aws_iam_role.this : name => role.arn } }
`,
};

/** A role for any principals: one statement for each type of them. Its name is made of many arguments, and is not known. */
export const cloudposseIamRole: ModuleSummary = {
  source: 'cloudposse/iam-role/aws',
  versions: '>= 0.17, < 2.0',
  releases: ['0.17.0', '0.19.0', '0.20.0', '0.23.0', '1.0.0'],
  page: 'https://registry.terraform.io/modules/cloudposse/iam-role/aws/latest',
  ignored: [
    'additional_tag_map',
    'attributes',
    'context',
    'delimiter',
    'descriptor_formats',
    'environment',
    'id_length_limit',
    'label_key_case',
    'label_order',
    'label_value_case',
    'labels_as_tags',
    'name',
    'namespace',
    'regex_replace_chars',
    'stage',
    'tags',
    'tags_enabled',
    'tenant',
    'use_fullname',
    'instance_profile_enabled',
    'policy_description',
    'policy_name',
    'role_description',
  ],
  text: `${variables({
    enabled: 'true',
    principals: '{}',
    assume_role_actions: '["sts:AssumeRole", "sts:TagSession"]',
    assume_role_conditions: '[]',
    assume_role_policy: 'null',
    inline_policy_enabled: 'false',
    managed_policy_arns: '[]',
    managed_policy_arns_map: '{}',
    max_session_duration: '3600',
    path: '"/"',
    permissions_boundary: '""',
    policy_documents: '[]',
    policy_document_count: '1',
  })}
data "aws_iam_policy_document" "trust" {
  dynamic "statement" {
    for_each = var.principals
    content {
      actions = var.assume_role_actions
      principals {
        type        = statement.key
        identifiers = statement.value
      }
      dynamic "condition" {
        for_each = var.assume_role_conditions
        content {
          test     = condition.value.test
          variable = condition.value.variable
          values   = condition.value.values
        }
      }
    }
  }
}
resource "aws_iam_role" "this" {
  count                = var.enabled ? 1 : 0
  path                 = var.path
  max_session_duration = var.max_session_duration
  permissions_boundary = var.permissions_boundary
  assume_role_policy   = data.aws_iam_policy_document.whole.json
}
data "aws_iam_policy_document" "whole" {
  override_policy_documents = [var.assume_role_policy != null ? var.assume_role_policy : data.aws_iam_policy_document.trust.json]
}
data "aws_iam_policy_document" "own" { override_policy_documents = var.policy_documents }
resource "aws_iam_role_policy" "own" {
  count  = var.enabled && var.policy_document_count > 0 ? 1 : 0
  role   = aws_iam_role.this[0].name
  policy = data.aws_iam_policy_document.own.json
}
resource "aws_iam_role_policy_attachment" "managed" {
  for_each   = merge({ for i, arn in var.managed_policy_arns : "#\${i}" => arn }, var.managed_policy_arns_map)
  role       = aws_iam_role.this[0].name
  policy_arn = each.value
}
output "arn" { value = try(aws_iam_role.this[0].arn, null) }
output "name" { value = try(aws_iam_role.this[0].name, null) }
`,
};
