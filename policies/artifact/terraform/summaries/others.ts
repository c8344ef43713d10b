import { variables, type ModuleSummary } from './summary';

/** A provider of a GitLab and one role; `match_field` is the claim that the paths are compared with. */
const providerAndRole = (paths: string): Pick<ModuleSummary, 'source' | 'page' | 'ignored' | 'text'> => ({
  source: 'terraform-module/gitlab-oidc-provider/aws',
  page: 'https://registry.terraform.io/modules/terraform-module/gitlab-oidc-provider/aws/latest',
  ignored: ['tags', 'role_description', 'gitlab_url', 'gitlab_tls_url'],
  text: `${variables({
    create_oidc_provider: 'true',
    create_oidc_role: 'true',
    url: '"https://gitlab.com"',
    aud_value: '["https://gitlab.com"]',
    role_name: '"gitlab-oidc-provider-aws"',
    [paths]: '[]',
    match_field: '"sub"',
    max_session_duration: '3600',
    oidc_role_attach_policies: '[]',
  })}
resource "aws_iam_openid_connect_provider" "this" {
  count          = var.create_oidc_provider ? 1 : 0
  url            = var.url
  client_id_list = var.aud_value
}
data "aws_iam_policy_document" "trust" {
  dynamic "statement" {
    for_each = aws_iam_openid_connect_provider.this
    content {
      actions = ["sts:AssumeRoleWithWebIdentity"]
      principals {
        type        = "Federated"
        identifiers = [statement.value.arn]
      }
      condition {
        test     = "StringLike"
        variable = "\${statement.value.url}:\${var.match_field}"
        values   = var.${paths}
      }
    }
  }
}
resource "aws_iam_role" "this" {
  count                = var.create_oidc_provider && var.create_oidc_role ? 1 : 0
  name                 = var.role_name
  max_session_duration = var.max_session_duration
  assume_role_policy   = data.aws_iam_policy_document.trust.json
}
resource "aws_iam_role_policy_attachment" "attach" {
  count      = var.create_oidc_role ? length(var.oidc_role_attach_policies) : 0
  role       = aws_iam_role.this[0].name
  policy_arn = var.oidc_role_attach_policies[count.index]
}
output "oidc_provider_arn" { value = try(aws_iam_openid_connect_provider.this[0].arn, "") }
output "oidc_role" { value = try(aws_iam_role.this[0].arn, "") }
`,
});

export const gitlabOidcProvider: ModuleSummary = {
  ...providerAndRole('project_paths'),
  versions: '>= 1.1, < 2.0',
  releases: ['1.1.0'],
};

export const olderGitlabOidcProvider: ModuleSummary = {
  ...providerAndRole('repositories'),
  versions: '>= 1.0, < 1.1',
  releases: ['1.0.0', '1.0.1'],
};

/** A cluster: its roles are for services of AWS, and others refer to its issuer. */
export const eksCluster: ModuleSummary = {
  source: 'terraform-aws-modules/eks/aws',
  versions: '>= 18.0, < 22.0',
  releases: ['18.31.2', '19.21.0', '20.0.0', '20.37.2', '21.0.0', '21.10.1'],
  page: 'https://registry.terraform.io/modules/terraform-aws-modules/eks/aws/latest',
  ignored: ['*'],
  text: `
resource "aws_eks_cluster" "this" {}
resource "aws_iam_openid_connect_provider" "oidc" {
  url            = aws_eks_cluster.this.identity[0].oidc[0].issuer
  client_id_list = ["sts.amazonaws.com"]
}
output "cluster_oidc_issuer_url" { value = aws_eks_cluster.this.identity[0].oidc[0].issuer }
output "oidc_provider" { value = aws_iam_openid_connect_provider.oidc.url }
output "oidc_provider_arn" { value = aws_iam_openid_connect_provider.oidc.arn }
`,
};
