terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

provider "aws" {
  region              = "eu-west-1"
  allowed_account_ids = ["111122223333"]
}

module "role" {
  source = "./modules/iam-role"

  name               = "deploy"
  enable_gitlab_oidc = true
  oidc_subjects      = ["acme/platform/api:ref_type:branch:ref:main", "project_path:acme/web:ref_type:tag:ref:v*"]
  oidc_audiences     = ["sts.amazonaws.com"]
  trust_policy_permissions = {
    Operators = {
      actions = ["sts:AssumeRole", "sts:TagSession"]
      principals = [{
        type        = "AWS"
        identifiers = ["arn:aws:iam::111122223333:root"]
      }]
      condition = [{
        test     = "Bool"
        variable = "aws:MultiFactorAuthPresent"
        values   = ["true"]
      }]
    }
  }
  policies = { read = "arn:aws:iam::aws:policy/ReadOnlyAccess" }
}

module "off" {
  source = "./modules/iam-role"
  create = false
  name   = "never"
}

output "arn" {
  value = module.role.arn
}
