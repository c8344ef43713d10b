# The project's path comes from a parameter of the account.
data "aws_ssm_parameter" "path" { name = "/shop/gitlab/path" }

resource "aws_iam_role" "ci" {
  name = "ci"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRoleWithWebIdentity"
      Principal = { Federated = "arn:aws:iam::111122223333:oidc-provider/gitlab.com" }
      Condition = { StringLike = { "gitlab.com:sub" = "project_path:${data.aws_ssm_parameter.path.value}:ref_type:branch:ref:main" } }
    }]
  })
}
