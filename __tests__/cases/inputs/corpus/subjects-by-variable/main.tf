# A reusable module as it is: whoever calls it chooses the subjects.
variable "subjects" { type = list(string) }
variable "audience" {
  type    = string
  default = "sts.amazonaws.com"
}

resource "aws_iam_role" "ci" {
  name = "ci"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRoleWithWebIdentity"
      Principal = { Federated = "arn:aws:iam::111122223333:oidc-provider/gitlab.com" }
      Condition = {
        StringEquals = { "gitlab.com:aud" = var.audience }
        StringLike   = { "gitlab.com:sub" = var.subjects }
      }
    }]
  })
}
