variable "branch" {
  type = string
}

resource "aws_iam_role" "deploy" {
  name = "deploy"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRoleWithWebIdentity"
      Principal = { Federated = "arn:aws:iam::111122223333:oidc-provider/gitlab.com" }
      Condition = { StringEquals = {
        "gitlab.com:aud" = "sts.amazonaws.com"
        "gitlab.com:sub" = "project_path:acme/api:ref_type:branch:ref:${var.branch}"
      } }
    }]
  })
}
