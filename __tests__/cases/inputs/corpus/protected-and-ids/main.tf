locals {
  host = "gitlab.com"
  team = { web = { id = 101, namespace = 7, path = "shop/web" }, api = { id = 102, namespace = 7, path = "shop/api" } }
}

resource "aws_iam_role" "deploy" {
  for_each = local.team
  name     = "deploy-${each.key}"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRoleWithWebIdentity"
      Principal = { Federated = "arn:aws:iam::111122223333:oidc-provider/${local.host}" }
      Condition = {
        StringEquals = {
          "${local.host}:aud"             = "sts.amazonaws.com"
          "${local.host}:sub"             = "project_path:${each.value.path}:ref_type:branch:ref:main"
          "${local.host}:project_id"      = tostring(each.value.id)
          "${local.host}:namespace_id"    = tostring(each.value.namespace)
          "${local.host}:ref_protected"   = "true"
          "${local.host}:pipeline_source" = ["push", "web"]
        }
      }
    }]
  })
}
