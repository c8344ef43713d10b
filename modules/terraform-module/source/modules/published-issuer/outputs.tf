output "issuer" {
  description = "URL of the issuer: of the provider in IAM, of `issuer` in a declaration, and of the setting of the instance."
  value       = "https://${local.host}"
}

output "bucket" {
  description = "Name of the bucket that the documents are copied to."
  value       = aws_s3_bucket.this.bucket
}

output "writer_policy_arn" {
  description = "ARN of the policy to attach to the role that copies the documents."
  value       = aws_iam_policy.writer.arn
}
