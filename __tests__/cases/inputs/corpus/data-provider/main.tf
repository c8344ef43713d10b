# The provider is somebody else's, found by its URL; the account is that of the assumed role.
provider "aws" {
  region = "eu-central-1"
  assume_role { role_arn = "arn:aws:iam::444455556666:role/terraform" }
}

data "aws_iam_openid_connect_provider" "gitlab" { url = "https://gitlab.com" }

resource "aws_iam_role" "ci" {
  name                 = "shop-ci"
  max_session_duration = 7200
  managed_policy_arns  = ["arn:aws:iam::aws:policy/ReadOnlyAccess"]
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRoleWithWebIdentity"
      Principal = { Federated = data.aws_iam_openid_connect_provider.gitlab.arn }
      Condition = {
        StringEquals = { "gitlab.com:aud" = "https://gitlab.com", "gitlab.com:ref_protected" = "true" }
        StringLike   = { "gitlab.com:sub" = ["project_path:shop/web:ref_type:branch:ref:main", "project_path:shop/web:ref_type:tag:ref:v*"] }
      }
    }]
  })
}
