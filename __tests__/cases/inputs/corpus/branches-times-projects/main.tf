locals {
  projects = ["shop/web", "shop/api"]
  branches = ["main", "develop"]
  subjects = [for pair in setproduct(local.projects, local.branches) : format("project_path:%s:ref_type:branch:ref:%s", pair...)]
}

resource "aws_iam_role" "ci" {
  name = "shop-ci"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = ["sts:AssumeRoleWithWebIdentity", "sts:TagSession"]
      Principal = { Federated = ["arn:aws:iam::111122223333:oidc-provider/gitlab.com"] }
      Condition = {
        StringEquals             = { "gitlab.com:aud" = coalesce("", "sts.amazonaws.com") }
        "ForAnyValue:StringLike" = { "gitlab.com:sub" = local.subjects }
      }
    }]
  })
}
