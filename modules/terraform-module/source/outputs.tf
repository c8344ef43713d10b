output "provider_arn" {
  description = "ARN of the OIDC provider that the roles trust."
  value       = local.provider_arn
}

output "role_arns" {
  description = "ARN of each role, by its key."
  value       = { for key, role in aws_iam_role.this : key => role.arn }
}

output "role_names" {
  description = "Name of each role, by its key."
  value       = { for key, role in aws_iam_role.this : key => role.name }
}

output "trust_policies" {
  description = "Trust policy of each role as JSON, by its key: whom it admits. The tests read it."
  value       = { for key, role in aws_iam_role.this : key => role.assume_role_policy }
}
