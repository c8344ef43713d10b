data "aws_caller_identity" "current" {
  count = var.create ? 1 : 0
}

data "aws_partition" "current" {
  count = var.create ? 1 : 0
}

locals {
  account_id   = try(data.aws_caller_identity.current[0].account_id, "")
  partition    = try(data.aws_partition.current[0].partition, "")
  provider_url = replace(var.oidc_provider_url, "https://", "")
}

data "aws_iam_policy_document" "this" {
  count = var.create ? 1 : 0

  dynamic "statement" {
    for_each = var.enable_gitlab_oidc ? [1] : []

    content {
      sid     = "GitlabOidcAuth"
      effect  = "Allow"
      actions = ["sts:TagSession", "sts:AssumeRoleWithWebIdentity"]

      principals {
        type        = "Federated"
        identifiers = ["arn:${local.partition}:iam::${local.account_id}:oidc-provider/${local.provider_url}"]
      }

      condition {
        test     = "StringEquals"
        variable = "${local.provider_url}:aud"
        values   = var.oidc_audiences
      }

      dynamic "condition" {
        for_each = length(var.oidc_subjects) > 0 ? [1] : []

        content {
          test     = "StringLike"
          variable = "${local.provider_url}:sub"
          values   = [for subject in var.oidc_subjects : "project_path:${trimprefix(subject, "project_path:")}"]
        }
      }
    }
  }

  dynamic "statement" {
    for_each = var.trust_policy_permissions

    content {
      sid         = try(coalesce(statement.value.sid, statement.key))
      actions     = statement.value.actions
      not_actions = statement.value.not_actions
      effect      = statement.value.effect

      dynamic "principals" {
        for_each = statement.value.principals != null ? statement.value.principals : []

        content {
          type        = principals.value.type
          identifiers = principals.value.identifiers
        }
      }

      dynamic "condition" {
        for_each = coalesce(statement.value.condition, [])
        iterator = test

        content {
          test     = test.value.test
          variable = test.value.variable
          values   = test.value.values
        }
      }
    }
  }
}

resource "aws_iam_role" "this" {
  count = var.create ? 1 : 0

  name                 = var.use_name_prefix ? null : var.name
  name_prefix          = var.use_name_prefix ? "${var.name}-" : null
  path                 = var.path
  max_session_duration = var.max_session_duration
  assume_role_policy   = data.aws_iam_policy_document.this[0].json
}

resource "aws_iam_role_policy_attachment" "this" {
  for_each = { for k, v in var.policies : k => v if var.create }

  policy_arn = each.value
  role       = aws_iam_role.this[0].name
}
