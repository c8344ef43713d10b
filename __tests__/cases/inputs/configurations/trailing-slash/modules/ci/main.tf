module "role" {
  source = "../shared//"
  branch = "main"
}
