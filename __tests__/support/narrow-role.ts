/** A role in HCL that one branch of one project can assume: nothing is found in it. */
export const NARROW_ROLE = `resource "aws_iam_role" "ci" {
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Federated = "arn:aws:iam::111122223333:oidc-provider/gitlab.com" }
      Action    = "sts:AssumeRoleWithWebIdentity"
      Condition = { StringEquals = {
        "gitlab.com:aud"          = "sts.amazonaws.com"
        "gitlab.com:sub"          = "project_path:acme/api:ref_type:branch:ref:main"
        "gitlab.com:project_id"   = "101"
        "gitlab.com:namespace_id" = "12"
      } }
    }]
  })
}
`;
