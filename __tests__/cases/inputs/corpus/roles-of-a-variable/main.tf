# Roles for a map that the caller gives.
variable "roles" {
  type = map(object({ path = string, branch = string }))
}

resource "aws_iam_role" "ci" {
  for_each = var.roles
  name     = "ci-${each.key}"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRoleWithWebIdentity"
      Principal = { Federated = "arn:aws:iam::111122223333:oidc-provider/gitlab.com" }
      Condition = { StringLike = { "gitlab.com:sub" = "project_path:${each.value.path}:ref_type:branch:ref:${each.value.branch}" } }
    }]
  })
}
