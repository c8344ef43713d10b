provider "aws" {
  region              = "eu-west-1"
  allowed_account_ids = ["111122223333"]
}

# A trailing slash and repeated separators name the same directory.
module "ci" {
  source = "./modules/ci/"
}
