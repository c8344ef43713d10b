resource "aws_iam_role" "ci" {
  name               = "shop-ci"
  assume_role_policy = <<-POLICY
    {
      "Version": "2012-10-17",
      "Statement": [
        {
          "Effect": "Allow",
          "Principal": { "Federated": "arn:aws:iam::111122223333:oidc-provider/gitlab.com" },
          "Action": "sts:AssumeRoleWithWebIdentity",
          "Condition": { "StringEquals": { "gitlab.com:sub": "project_path:shop/web:ref_type:branch:ref:*" } }
        }
      ]
    }
  POLICY
}
