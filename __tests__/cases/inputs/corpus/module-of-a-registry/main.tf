# Roles by well-known modules that are not installed.
module "provider" {
  source         = "terraform-aws-modules/iam/aws//modules/iam-oidc-provider"
  version        = "~> 6.2"
  url            = "https://gitlab.com"
  client_id_list = ["sts.amazonaws.com"]
}

module "deploy" {
  source  = "terraform-aws-modules/iam/aws//modules/iam-role"
  version = "~> 6.2"

  name                   = "shop-deploy"
  use_name_prefix        = false
  enable_oidc            = true
  oidc_provider_urls     = [module.provider.url]
  oidc_audiences         = ["sts.amazonaws.com"]
  oidc_wildcard_subjects = ["project_path:shop/web:*"]
  policies               = { admin = "arn:aws:iam::aws:policy/AdministratorAccess" }
}
