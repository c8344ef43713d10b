terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

resource "aws_iam_openid_connect_provider" "this" {
  url            = "https://gitlab.example.com/sub/path"
  client_id_list = ["a", "b"]
}

output "all" {
  value = { arn = aws_iam_openid_connect_provider.this.arn }
}

output "host" {
  value = trimprefix(aws_iam_openid_connect_provider.this.url, "https://")
}
