# A module returns the trust policy; the role is written by its caller.
module "trust" {
  source   = "./trust"
  projects = { "shop/web" = ["main", "release/*"] }
}

resource "aws_iam_role" "ci" {
  name               = "shop-ci"
  assume_role_policy = module.trust.json
}
