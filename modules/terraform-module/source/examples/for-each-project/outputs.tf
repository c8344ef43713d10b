output "role_arns" {
  description = "ARN of each role."
  value       = merge(values(module.project)[*].role_arns...)
}
