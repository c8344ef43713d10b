terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

variable "project" {}
variable "provider_arn" {}
variable "host" {}

resource "aws_iam_role" "this" {
  name                 = replace(var.project, "/", "-")
  max_session_duration = 3600
  assume_role_policy   = templatefile("${path.module}/trust.json.tftpl", { arn = var.provider_arn, host = var.host, projects = [var.project, "x"] })
}

resource "aws_iam_role_policy" "inline" {
  name   = "inline"
  role   = aws_iam_role.this.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "*" }] })
}
