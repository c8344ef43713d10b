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
  host = "gitlab.com"
  projects = {
    api = { path = "acme/platform/api", id = 101, branches = ["main", "release/*"] }
    web = { path = "acme/web", id = 102, branches = ["main"] }
  }
  subjects = flatten([
    for name, project in local.projects : [
      for branch in project.branches : {
        key     = "${name}-${replace(branch, "/[^a-z]/", "")}"
        subject = "project_path:${project.path}:ref_type:branch:ref:${branch}"
        id      = tostring(project.id)
      }
    ]
  ])
}

resource "aws_iam_openid_connect_provider" "gitlab" {
  url            = "https://${local.host}"
  client_id_list = ["sts.amazonaws.com"]
}

resource "aws_iam_role" "project" {
  for_each = local.projects

  name = "ci-${each.key}"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      for branch in each.value.branches : {
        Sid       = title(replace(branch, "/*", ""))
        Effect    = "Allow"
        Principal = { Federated = aws_iam_openid_connect_provider.gitlab.arn }
        Action    = "sts:AssumeRoleWithWebIdentity"
        Condition = merge(
          {
            StringEquals = {
              "${local.host}:aud"        = one(aws_iam_openid_connect_provider.gitlab.client_id_list)
              "${local.host}:project_id" = tostring(each.value.id)
            }
          },
          endswith(branch, "*")
          ? { StringLike = { "${local.host}:sub" = "project_path:${each.value.path}:ref_type:branch:ref:${branch}" } }
          : { StringEqualsIgnoreCase = { "${local.host}:sub" = "project_path:${each.value.path}:ref_type:branch:ref:${branch}" } }
        )
      }
    ]
  })
}

resource "aws_iam_role" "all" {
  count = length(local.projects)

  name               = format("all-%02d", count.index)
  assume_role_policy = <<-EOT
    {
      "Version": "2012-10-17",
      "Statement": [{
        "Effect": "Allow",
        "Principal": { "Federated": "${aws_iam_openid_connect_provider.gitlab.arn}" },
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": {
          "StringEquals": { "gitlab.com:aud": "sts.amazonaws.com" },
          "StringLike": { "gitlab.com:sub": ${jsonencode(local.subjects[*].subject)} }
        }
      }]
    }
  EOT
}
