terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

provider "aws" {
  region              = "eu-west-1"
  allowed_account_ids = ["111122223333"]
}

variable "projects" {
  type = list(object({
    path   = string
    branch = optional(string, "main")
  }))
}

variable "audience" {
  type = string
}

variable "account" {
  type    = string
  default = "111122223333"
}

variable "name" {
  default = "from-default"
}

resource "aws_iam_role" "this" {
  name = var.name
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [for p in var.projects : {
      Effect    = "Allow"
      Principal = { Federated = "arn:aws:iam::${var.account}:oidc-provider/gitlab.com" }
      Action    = ["sts:AssumeRoleWithWebIdentity"]
      Condition = { StringEquals = {
        "gitlab.com:aud" = var.audience
        "gitlab.com:sub" = "project_path:${p.path}:ref_type:branch:ref:${p.branch}"
      } }
    }]
  })
}
