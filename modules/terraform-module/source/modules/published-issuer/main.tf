locals {
  # What AWS reads below the address of an issuer of GitLab.
  documents = [
    "${aws_s3_bucket.this.arn}/.well-known/openid-configuration",
    "${aws_s3_bucket.this.arn}/oauth/discovery/keys",
  ]
  is_public = var.distribution == null
  domain    = try(var.distribution.domain, null)
  served    = local.domain != null ? local.domain : one(aws_cloudfront_distribution.this[*].domain_name)
  host      = local.is_public ? aws_s3_bucket.this.bucket_regional_domain_name : local.served

  everybody_reads = {
    Sid       = "EverybodyReads"
    Effect    = "Allow"
    Principal = "*"
    Action    = "s3:GetObject"
    Resource  = local.documents
  }
  distribution_reads = {
    Sid       = "DistributionReads"
    Effect    = "Allow"
    Principal = { Service = "cloudfront.amazonaws.com" }
    Action    = "s3:GetObject"
    Resource  = local.documents
    Condition = { StringEquals = { "AWS:SourceArn" = one(aws_cloudfront_distribution.this[*].arn) } }
  }
}

resource "aws_s3_bucket" "this" {
  bucket = var.bucket
}

resource "aws_s3_bucket_versioning" "this" {
  bucket = aws_s3_bucket.this.id
  versioning_configuration {
    status = "Enabled"
  }
}

# With a key of KMS only callers with credentials could read.
resource "aws_s3_bucket_server_side_encryption_configuration" "this" {
  bucket = aws_s3_bucket.this.id
  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }
  }
}

resource "aws_s3_bucket_ownership_controls" "this" {
  bucket = aws_s3_bucket.this.id
  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_public_access_block" "this" {
  bucket                  = aws_s3_bucket.this.id
  block_public_acls       = true
  ignore_public_acls      = true
  block_public_policy     = !local.is_public
  restrict_public_buckets = !local.is_public
}

resource "aws_s3_bucket_policy" "this" {
  bucket     = aws_s3_bucket.this.id
  depends_on = [aws_s3_bucket_public_access_block.this]
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      # Two objects of different shape: a condition of Terraform takes values of one type alone.
      jsondecode(local.is_public ? jsonencode(local.everybody_reads) : jsonencode(local.distribution_reads)),
      {
        Sid       = "OnlyTheWriterWrites"
        Effect    = "Deny"
        Principal = "*"
        Action    = ["s3:PutObject", "s3:DeleteObject", "s3:DeleteObjectVersion"]
        Resource  = "${aws_s3_bucket.this.arn}/*"
        Condition = { ArnNotEquals = { "aws:PrincipalArn" = var.writer_role_arn } }
      },
      {
        Sid       = "OnlyTLS"
        Effect    = "Deny"
        Principal = "*"
        Action    = "s3:*"
        Resource  = [aws_s3_bucket.this.arn, "${aws_s3_bucket.this.arn}/*"]
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      },
    ]
  })
}

resource "aws_iam_policy" "writer" {
  name        = "${var.bucket}-writer"
  description = "Reads and writes the two documents of the issuer in ${var.bucket}"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["s3:GetObject", "s3:PutObject"]
      Resource = local.documents
    }]
  })
}

resource "aws_cloudfront_origin_access_control" "this" {
  count                             = local.is_public ? 0 : 1
  name                              = var.bucket
  origin_access_control_origin_type = "s3"
  signing_behavior                  = "always"
  signing_protocol                  = "sigv4"
}

resource "aws_cloudfront_distribution" "this" {
  count   = local.is_public ? 0 : 1
  enabled = true
  comment = "Issuer of GitLab ID tokens"
  aliases = local.domain == null ? [] : [local.domain]

  origin {
    origin_id                = "bucket"
    domain_name              = aws_s3_bucket.this.bucket_regional_domain_name
    origin_access_control_id = one(aws_cloudfront_origin_access_control.this[*].id)
  }

  default_cache_behavior {
    target_origin_id       = "bucket"
    viewer_protocol_policy = "https-only"
    allowed_methods        = ["GET", "HEAD"]
    cached_methods         = ["GET", "HEAD"]
    # CachingDisabled: a key that is withdrawn must be gone.
    cache_policy_id = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
  }

  restrictions {
    geo_restriction {
      restriction_type = "none"
    }
  }

  viewer_certificate {
    cloudfront_default_certificate = local.domain == null
    acm_certificate_arn            = try(var.distribution.certificate_arn, null)
    ssl_support_method             = local.domain == null ? null : "sni-only"
    minimum_protocol_version       = local.domain == null ? "TLSv1" : "TLSv1.2_2021"
  }
}
