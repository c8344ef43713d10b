terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

provider "aws" {
  region              = "eu-west-1"
  allowed_account_ids = ["111122223333"]
}

locals {
  roles = yamldecode(file("${path.module}/roles.yaml"))
  attached = merge([
    for name, role in local.roles : {
      for arn in try(role.policies, []) : "${name}-${basename(arn)}" => { role = name, arn = arn }
    }
  ]...)
}

resource "aws_iam_role" "this" {
  for_each = local.roles

  name = each.key
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Federated = "arn:aws:iam::111122223333:oidc-provider/gitlab.com" }
      Action    = "sts:AssumeRoleWithWebIdentity"
      Condition = { StringEquals = {
        "gitlab.com:aud"        = "sts.amazonaws.com"
        "gitlab.com:sub"        = each.value.subjects
        "gitlab.com:project_id" = each.value.project_id
      } }
    }]
  })

  dynamic "inline_policy" {
    for_each = try(each.value.inline, {})
    content {
      name = inline_policy.key
      policy = jsonencode({
        Version   = "2012-10-17"
        Statement = [merge({ Effect = "Allow" }, inline_policy.value)]
      })
    }
  }
}

resource "aws_iam_role_policy_attachment" "this" {
  for_each = local.attached

  role       = aws_iam_role.this[each.value.role].name
  policy_arn = each.value.arn
}
