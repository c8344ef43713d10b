terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

provider "aws" {
  region              = "eu-west-1"
  allowed_account_ids = ["111122223333"]
}

data "aws_caller_identity" "this" {}
data "aws_partition" "this" {}

locals {
  provider = "arn:${data.aws_partition.this.partition}:iam::${data.aws_caller_identity.this.account_id}:oidc-provider/gitlab.com"
}

data "aws_iam_policy_document" "base" {
  statement {
    sid     = "Ci"
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = [local.provider]
    }
    condition {
      test     = "StringLike"
      variable = "gitlab.com:sub"
      values   = ["project_path:acme/*"]
    }
  }
  statement {
    sid     = "Break"
    actions = ["sts:AssumeRole", "sts:TagSession"]
    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::111122223333:role/b", "arn:aws:iam::111122223333:role/a"]
    }
    principals {
      type        = "Service"
      identifiers = ["ec2.amazonaws.com"]
    }
    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::111122223333:role/c"]
    }
  }
}

data "aws_iam_policy_document" "strict" {
  version = "2012-10-17"
  statement {
    sid     = "Ci"
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = [local.provider]
    }
    condition {
      test     = "StringEquals"
      variable = "gitlab.com:sub"
      values   = ["project_path:acme/api:ref_type:branch:ref:main", "project_path:acme/api:ref_type:branch:ref:&{aws:username}"]
    }
    condition {
      test     = "StringEquals"
      variable = "gitlab.com:aud"
      values   = ["sts.amazonaws.com"]
    }
    condition {
      test     = "StringEquals"
      variable = "gitlab.com:aud"
      values   = ["second", "<&>"]
    }
    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = [true]
    }
  }
}

data "aws_iam_policy_document" "number" {
  source_policy_documents = [jsonencode({
    Version = "2008-10-17"
    Id      = "number"
    Statement = [{
      Effect    = "Allow"
      Principal = { Federated = [local.provider] }
      Action    = "sts:AssumeRoleWithWebIdentity"
      Condition = { StringEquals = { "gitlab.com:aud" = "sts.amazonaws.com", "gitlab.com:sub" = ["b", "a"] } }
    }]
  })]
}

data "aws_iam_policy_document" "merged" {
  policy_id                 = "merged"
  source_policy_documents   = [data.aws_iam_policy_document.base.json]
  override_policy_documents = [data.aws_iam_policy_document.strict.json]

  statement {
    effect        = "Deny"
    not_actions   = ["sts:AssumeRoleWithWebIdentity"]
    not_resources = ["x"]
    not_principals {
      type        = "*"
      identifiers = ["*"]
    }
  }
}

resource "aws_iam_role" "base" {
  name               = "base"
  assume_role_policy = data.aws_iam_policy_document.base.json
}

resource "aws_iam_role" "merged" {
  name               = "merged"
  assume_role_policy = data.aws_iam_policy_document.merged.json
}

resource "aws_iam_role" "small" {
  name               = "small"
  assume_role_policy = data.aws_iam_policy_document.strict.minified_json
}

resource "aws_iam_role" "number" {
  name               = "number"
  assume_role_policy = data.aws_iam_policy_document.number.json
}
