terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

provider "aws" {
  region              = "eu-west-1"
  allowed_account_ids = ["111122223333"]
}

provider "aws" {
  alias               = "second"
  region              = "eu-central-1"
  allowed_account_ids = ["111122223333"]
}

module "provider" {
  source = "./modules/provider"
  providers = {
    aws = aws.second
  }
}

module "role" {
  source   = "./modules/role"
  for_each = toset(["api", "web"])

  project  = "acme/${each.key}"
  provider_arn = module.provider.all.arn
  host     = module.provider.host
}

module "indexed" {
  source   = "./modules/role"
  count    = 2

  project  = "acme/${count.index}"
  provider_arn = module.provider.all["arn"]
  host     = module.provider.host
}
