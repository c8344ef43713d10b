# A cluster by a module of the registry that is not installed, with a role for a pod beside the role for GitLab.
module "cluster" {
  source  = "terraform-aws-modules/eks/aws"
  version = "~> 20.0"
  name    = "shop"
}

data "aws_iam_policy_document" "pod" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = [module.cluster.oidc_provider_arn]
    }
    condition {
      test     = "StringEquals"
      variable = "${module.cluster.oidc_provider}:sub"
      values   = ["system:serviceaccount:kube-system:external-dns"]
    }
  }
}

resource "aws_iam_role" "dns" {
  name               = "shop-dns"
  assume_role_policy = data.aws_iam_policy_document.pod.json
}

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
        "gitlab.com:sub" = "project_path:shop/web:ref_type:branch:ref:main"
      } }
    }]
  })
}
