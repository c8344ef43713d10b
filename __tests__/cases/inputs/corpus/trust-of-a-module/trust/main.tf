variable "projects" { type = map(list(string)) }

data "aws_iam_policy_document" "this" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = ["arn:aws:iam::111122223333:oidc-provider/gitlab.com"]
    }
    condition {
      test     = "StringLike"
      variable = "gitlab.com:sub"
      values = flatten([
        for path, refs in var.projects : [for ref in refs : "project_path:${path}:ref_type:branch:ref:${ref}"]
      ])
    }
    condition {
      test     = "StringEquals"
      variable = "gitlab.com:aud"
      values   = ["sts.amazonaws.com"]
    }
  }
}

output "json" { value = data.aws_iam_policy_document.this.json }
