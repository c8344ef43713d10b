# Two roles for each project of a group: one that deploys from protected refs, one that only looks. A new project is one more line.
locals {
  projects = {
    api = { path = "acme/platform/api", id = "101", namespace_id = "12" }
    web = { path = "acme/platform/web", id = "102", namespace_id = "12" }
  }
}

# An account has one provider for each issuer, so it stands outside of the module that is called more than once.
resource "aws_iam_openid_connect_provider" "gitlab" {
  url            = "https://gitlab.com"
  client_id_list = ["sts.amazonaws.com"]
}

module "project" {
  source   = "../.."
  for_each = local.projects

  issuer            = "https://gitlab.com"
  audience          = "sts.amazonaws.com"
  existing_provider = { arn = aws_iam_openid_connect_provider.gitlab.arn }

  roles = {
    "${each.key}-deploy" = {
      trust               = [{ project = each.value, branches = ["main"], protected = true, sources = ["push", "web"] }]
      managed_policy_arns = { AmazonECS_FullAccess = "arn:aws:iam::aws:policy/AmazonECS_FullAccess" }
    }
    "${each.key}-plan" = {
      trust               = [{ project = each.value, branches = ["*"] }]
      managed_policy_arns = { ReadOnlyAccess = "arn:aws:iam::aws:policy/ReadOnlyAccess" }
    }
  }
}
