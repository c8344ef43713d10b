data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}

locals {
  issuer = "gitlab.com"
  groups = ["shop/infra", "shop/web"]
}

data "aws_iam_policy_document" "trust" {
  dynamic "statement" {
    for_each = toset(local.groups)
    content {
      actions = ["sts:AssumeRoleWithWebIdentity"]
      principals {
        type = "Federated"
        identifiers = [
          "arn:${data.aws_partition.current.partition}:iam::${data.aws_caller_identity.current.account_id}:oidc-provider/${local.issuer}",
        ]
      }
      condition {
        test     = "StringLike"
        variable = "${local.issuer}:sub"
        values   = ["project_path:${statement.value}:ref_type:branch:ref:*"]
      }
      condition {
        test     = "StringEquals"
        variable = "${local.issuer}:aud"
        values   = ["https://${local.issuer}"]
      }
    }
  }
}

resource "aws_iam_role" "ci" {
  name_prefix        = "shop-ci-"
  assume_role_policy = data.aws_iam_policy_document.trust.json
}
