# Everything by `count` over a variable without default.
variable "enabled" { type = bool }

resource "aws_iam_openid_connect_provider" "gitlab" {
  count          = var.enabled ? 1 : 0
  url            = "https://gitlab.com"
  client_id_list = ["https://gitlab.com"]
}

resource "aws_iam_role" "ci" {
  count = var.enabled ? 1 : 0
  name  = "shop-ci"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRoleWithWebIdentity"
      Principal = { Federated = aws_iam_openid_connect_provider.gitlab[0].arn }
      Condition = { StringLike = { "gitlab.com:sub" = "project_path:shop/*" } }
    }]
  })
}
