# A subject in the form of another vendor.
resource "aws_iam_role" "ci" {
  name = "shop-ci"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRoleWithWebIdentity"
      Principal = { Federated = "arn:aws:iam::111122223333:oidc-provider/gitlab.com" }
      Condition = { StringEquals = {
        "gitlab.com:aud" = "sts.amazonaws.com"
        "gitlab.com:sub" = "repo:shop/web:ref:refs/heads/main"
      } }
    }]
  })
}
