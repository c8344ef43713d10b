# The form of the vendor's guide: the field and the values that match are variables.
variable "gitlab_url" { default = "https://gitlab.shop.example" }
variable "aud_value" { default = "https://gitlab.shop.example" }
variable "match_field" { default = "sub" }
variable "match_value" {
  type    = list(any)
  default = ["project_path:shop/web:ref_type:branch:ref:main"]
}

data "tls_certificate" "gitlab" { url = var.gitlab_url }

resource "aws_iam_openid_connect_provider" "gitlab" {
  url             = var.gitlab_url
  client_id_list  = [var.aud_value]
  thumbprint_list = [data.tls_certificate.gitlab.certificates.0.sha1_fingerprint]
}

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = [aws_iam_openid_connect_provider.gitlab.arn]
    }
    condition {
      test     = "StringEquals"
      variable = "${aws_iam_openid_connect_provider.gitlab.url}:${var.match_field}"
      values   = var.match_value
    }
  }
}

resource "aws_iam_role" "ci" {
  name_prefix        = "shop-gitlab-"
  assume_role_policy = data.aws_iam_policy_document.trust.json
}
