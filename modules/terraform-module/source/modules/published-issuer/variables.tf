variable "bucket" {
  description = "Name of the bucket, without dots: the certificate of S3 does not cover them."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$", var.bucket))
    error_message = "The bucket must be named with 3 to 63 lower-case letters, digits and dashes, and begin and end in a letter or a digit."
  }
}

variable "writer_role_arn" {
  description = <<-EOT
    ARN of the only role that may write the two documents.

    It decides who can assume the roles that trust the issuer. It must not trust this issuer itself: a broken copy could then not be mended.
  EOT
  type        = string

  validation {
    condition     = can(regex("^arn:aws[a-z-]*:iam::[0-9]{12}:role/[\\w+=,.@/-]+$", var.writer_role_arn))
    error_message = "The writer_role_arn must be the ARN of one IAM role, such as arn:aws:iam::111122223333:role/publisher."
  }
}

variable "distribution" {
  description = <<-EOT
    Serve the documents through CloudFront, and keep the bucket private: `{}` for an address of CloudFront, or a domain with a certificate in us-east-1.

    The alias of the domain in DNS is not created.
  EOT
  type = object({
    domain          = optional(string)
    certificate_arn = optional(string)
  })
  default = null

  validation {
    condition     = var.distribution == null || (try(var.distribution.domain, null) == null) == (try(var.distribution.certificate_arn, null) == null)
    error_message = "The distribution must have both a domain and a certificate_arn, or none of them."
  }

  validation {
    condition     = can(regex("^[a-z0-9-]+(\\.[a-z0-9-]+)+$", coalesce(try(var.distribution.domain, null), "example.com")))
    error_message = "The domain of the distribution must be a host name in lower case, without https:// and without a path."
  }
}
