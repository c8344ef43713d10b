import { IDENTITY, variables, type ModuleSummary } from './summary';

const PAGE = 'https://registry.terraform.io/modules/terraform-aws-modules/iam/aws/latest/submodules/';
const SOURCE = 'terraform-aws-modules/iam/aws//modules/';

/** One condition for each provider, with the key of this one, where a list has values: with two providers each value is there twice. */
const condition = (test: string, claim: string, values: string): string => `
      dynamic "condition" {
        for_each = length(${values}) > 0 ? local.hosts : []
        content {
          test     = "${test}"
          variable = "\${statement.value}:${claim}"
          values   = ${values}
        }
      }`;

const GENERIC = `
      dynamic "condition" {
        for_each = var.provider_trust_policy_conditions
        content {
          test     = condition.value.test
          variable = condition.value.variable
          values   = condition.value.values
        }
      }`;

interface OfRelease {
  readonly actions: string;
  /** Further arguments, with their defaults, and the conditions that are made of them. */
  readonly more?: Readonly<Record<string, string>>;
  readonly conditions?: string;
}

const AUDIENCES = {
  more: { oidc_fully_qualified_audiences: '[]' },
  conditions: condition('StringLike', 'aud', 'var.oidc_fully_qualified_audiences'),
};

/** Subjects under StringEquals and StringLike. */
const assumableRole = ({
  actions,
  more = {},
  conditions = '',
}: OfRelease): Pick<ModuleSummary, 'source' | 'page' | 'ignored' | 'text'> => ({
  source: `${SOURCE}iam-assumable-role-with-oidc`,
  page: `${PAGE}iam-assumable-role-with-oidc`,
  ignored: ['tags', 'role_description', 'force_detach_policies', 'number_of_role_policy_arns'],
  text: `${IDENTITY}${variables({
    create_role: 'false',
    provider_url: '""',
    provider_urls: '[]',
    aws_account_id: '""',
    role_name: 'null',
    role_name_prefix: 'null',
    role_path: '"/"',
    role_permissions_boundary_arn: '""',
    max_session_duration: '3600',
    role_policy_arns: '[]',
    oidc_fully_qualified_subjects: '[]',
    oidc_subjects_with_wildcards: '[]',
    ...more,
  })}
locals { hosts = [for url in compact(distinct(concat(var.provider_urls, [var.provider_url]))) : replace(url, "https://", "")] }
data "aws_iam_policy_document" "trust" {
  dynamic "statement" {
    for_each = local.hosts
    content {
      actions = ${actions}
      principals {
        type        = "Federated"
        identifiers = ["arn:\${data.aws_partition.current.partition}:iam::\${var.aws_account_id != "" ? var.aws_account_id : data.aws_caller_identity.current.account_id}:oidc-provider/\${statement.value}"]
      }${condition('StringEquals', 'sub', 'var.oidc_fully_qualified_subjects')}${condition('StringLike', 'sub', 'var.oidc_subjects_with_wildcards')}${conditions}
    }
  }
}
resource "aws_iam_role" "this" {
  count                = var.create_role ? 1 : 0
  name                 = var.role_name
  name_prefix          = var.role_name_prefix
  path                 = var.role_path
  max_session_duration = var.max_session_duration
  permissions_boundary = var.role_permissions_boundary_arn
  assume_role_policy   = data.aws_iam_policy_document.trust.json
}
resource "aws_iam_role_policy_attachment" "custom" {
  count      = var.create_role ? length(var.role_policy_arns) : 0
  role       = aws_iam_role.this[0].name
  policy_arn = var.role_policy_arns[count.index]
}
output "iam_role_arn" { value = try(aws_iam_role.this[0].arn, "") }
output "iam_role_name" { value = try(aws_iam_role.this[0].name, "") }
`,
});

export const assumableRoleWithOidc: ModuleSummary = {
  ...assumableRole({
    actions: '["sts:AssumeRoleWithWebIdentity", "sts:TagSession"]',
    more: { ...AUDIENCES.more, provider_trust_policy_conditions: '[]' },
    conditions: `${AUDIENCES.conditions}${GENERIC}`,
  }),
  versions: '>= 5.44, < 6.0',
  releases: ['5.44.0', '5.60.0'],
};

/** Sessions could not be tagged. */
export const olderAssumableRoleWithOidc: ModuleSummary = {
  ...assumableRole({ actions: '["sts:AssumeRoleWithWebIdentity"]', ...AUDIENCES }),
  versions: '>= 4.3, < 5.44',
  releases: ['4.3.0', '4.24.1', '5.0.0', '5.43.0'],
};

/** No audience could be demanded. */
export const oldestAssumableRoleWithOidc: ModuleSummary = {
  ...assumableRole({ actions: '["sts:AssumeRoleWithWebIdentity"]' }),
  versions: '>= 3.16, < 4.3',
  releases: ['3.16.0', '4.0.0', '4.2.0'],
};

/** Since version 6: one module for roles of every kind; here those of any issuer. */
export const iamRole: ModuleSummary = {
  source: `${SOURCE}iam-role`,
  versions: '>= 6.0, < 7.0',
  releases: ['6.0.0', '6.5.0'],
  page: `${PAGE}iam-role`,
  ignored: ['tags', 'description', 'create_instance_profile', 'instance_profile_name'],
  text: `${IDENTITY}${variables({
    create: 'true',
    name: 'null',
    use_name_prefix: 'true',
    path: 'null',
    max_session_duration: 'null',
    permissions_boundary: 'null',
    policies: '{}',
    trust_policy_conditions: '[]',
    enable_oidc: 'false',
    oidc_account_id: 'null',
    oidc_provider_urls: '[]',
    oidc_subjects: '[]',
    oidc_wildcard_subjects: '[]',
    oidc_audiences: '[]',
  })}
locals { hosts = [for url in var.oidc_provider_urls : replace(url, "https://", "")] }
data "aws_iam_policy_document" "trust" {
  dynamic "statement" {
    for_each = var.enable_oidc ? local.hosts : []
    content {
      actions = ["sts:TagSession", "sts:AssumeRoleWithWebIdentity"]
      principals {
        type        = "Federated"
        identifiers = ["arn:\${data.aws_partition.current.partition}:iam::\${coalesce(var.oidc_account_id, data.aws_caller_identity.current.account_id)}:oidc-provider/\${statement.value}"]
      }${condition('StringEquals', 'sub', 'var.oidc_subjects')}${condition('StringLike', 'sub', 'var.oidc_wildcard_subjects')}${condition('StringEquals', 'aud', 'var.oidc_audiences')}
      dynamic "condition" {
        for_each = var.trust_policy_conditions
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
  count                = var.create ? 1 : 0
  name                 = var.use_name_prefix ? null : var.name
  name_prefix          = var.use_name_prefix ? "\${var.name}-" : null
  path                 = var.path
  max_session_duration = var.max_session_duration
  permissions_boundary = var.permissions_boundary
  assume_role_policy   = data.aws_iam_policy_document.trust.json
}
resource "aws_iam_role_policy_attachment" "this" {
  for_each   = { for k, v in var.policies : k => v if var.create }
  role       = aws_iam_role.this[0].name
  policy_arn = each.value
}
output "arn" { value = try(aws_iam_role.this[0].arn, null) }
output "name" { value = try(aws_iam_role.this[0].name, null) }
`,
};

/** A role of GitHub Actions, of version 5: subjects may be written with or without `repo:`. */
const githubRole = (
  { host, issuer }: { readonly host: string; readonly issuer: string },
  { more = {}, test = 'StringLike', conditions = '' }: GithubRelease = {},
): Pick<ModuleSummary, 'source' | 'page' | 'ignored' | 'text'> => ({
  source: `${SOURCE}iam-github-oidc-role`,
  page: 'https://registry.terraform.io/modules/terraform-aws-modules/iam/aws/5.60.0/submodules/iam-github-oidc-role',
  ignored: ['tags', 'description', 'force_detach_policies'],
  text: `${IDENTITY}${variables({
    create: 'true',
    name: 'null',
    name_prefix: 'null',
    path: '"/"',
    max_session_duration: 'null',
    permissions_boundary_arn: 'null',
    policies: '{}',
    audience: '"sts.amazonaws.com"',
    subjects: '[]',
    provider_url: '"token.actions.githubusercontent.com"',
    ...more,
  })}
locals { host = replace(var.provider_url, "https://", "") }
data "aws_iam_policy_document" "trust" {
  statement {
    sid     = "GithubOidcAuth"
    actions = ["sts:TagSession", "sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = ["arn:\${data.aws_partition.current.partition}:iam::\${data.aws_caller_identity.current.account_id}:oidc-provider/\${local.host}"]
    }
    condition {
      test     = "ForAllValues:StringEquals"
      variable = "${host}:iss"
      values   = ["${issuer}"]
    }
    condition {
      test     = "ForAllValues:StringEquals"
      variable = "\${local.host}:aud"
      values   = [var.audience]
    }
    condition {
      test     = "${test}"
      variable = "\${local.host}:sub"
      values   = [for subject in var.subjects : "repo:\${replace(subject, "/^repo:/", "")}"]
    }${conditions}
  }
}
resource "aws_iam_role" "this" {
  count                = var.create ? 1 : 0
  name                 = var.name
  name_prefix          = var.name_prefix
  path                 = var.path
  max_session_duration = var.max_session_duration
  permissions_boundary = var.permissions_boundary_arn
  assume_role_policy   = data.aws_iam_policy_document.trust.json
}
resource "aws_iam_role_policy_attachment" "this" {
  for_each   = { for k, v in var.policies : k => v if var.create }
  role       = aws_iam_role.this[0].name
  policy_arn = each.value
}
output "arn" { value = try(aws_iam_role.this[0].arn, null) }
output "name" { value = try(aws_iam_role.this[0].name, null) }
`,
});

interface GithubRelease {
  readonly more?: Readonly<Record<string, string>>;
  /** The operator of the subjects. */
  readonly test?: string;
  readonly conditions?: string;
}

const GITHUB = 'token.actions.githubusercontent.com';
const OWN_HOST = { host: '${local.host}', issuer: 'https://${local.host}' };
const SUBJECT_TEST = { more: { subject_condition: '"StringLike"' }, test: '${var.subject_condition}' };

/** Of one module the newest releases first: what they demand of the issuer, and what more they take, was not always the same. */
export const iamGithubOidcRole: readonly ModuleSummary[] = [
  {
    ...githubRole(OWN_HOST, {
      ...SUBJECT_TEST,
      more: { ...SUBJECT_TEST.more, additional_trust_policy_conditions: '[]' },
      conditions: `
      dynamic "condition" {
        for_each = var.additional_trust_policy_conditions
        content {
          test     = condition.value.test
          variable = condition.value.variable
          values   = condition.value.values
        }
      }`,
    }),
    versions: '>= 5.53, < 6.0',
    releases: ['5.53.0', '5.60.0'],
  },
  { ...githubRole(OWN_HOST, SUBJECT_TEST), versions: '>= 5.45, < 5.53', releases: ['5.45.0', '5.52.2'] },
  { ...githubRole(OWN_HOST), versions: '>= 5.43, < 5.45', releases: ['5.43.0', '5.44.2'] },
  {
    ...githubRole({ host: GITHUB, issuer: `https://${GITHUB}` }),
    versions: '>= 5.39.1, < 5.43',
    releases: ['5.39.1', '5.42.0'],
  },
  {
    ...githubRole({ host: GITHUB, issuer: `http://${GITHUB}` }),
    versions: '>= 5.30, < 5.39.1',
    releases: ['5.30.0', '5.39.0'],
  },
];

/** The provider of an issuer. */
export const iamOidcProvider: ModuleSummary = {
  source: `${SOURCE}iam-oidc-provider`,
  versions: '>= 6.0, < 7.0',
  releases: ['6.0.0', '6.5.0'],
  page: `${PAGE}iam-oidc-provider`,
  ignored: ['tags'],
  text: `${IDENTITY}${variables({
    create: 'true',
    client_id_list: '[]',
    url: '"https://token.actions.githubusercontent.com"',
  })}
resource "aws_iam_openid_connect_provider" "this" {
  count          = var.create ? 1 : 0
  url            = var.url
  client_id_list = coalescelist(var.client_id_list, ["sts.\${data.aws_partition.current.dns_suffix}"])
}
output "arn" { value = try(aws_iam_openid_connect_provider.this[0].arn, null) }
output "url" { value = try(aws_iam_openid_connect_provider.this[0].url, null) }
`,
};
