/** A trust policy as somebody writes it by hand: branch `main` of `acme/platform/api`, and nothing beside its `sub`. */
export const MAIN_BRANCH_POLICY = {
  Version: '2012-10-17',
  Statement: {
    Effect: 'Allow',
    Principal: { Federated: 'arn:aws:iam::111122223333:oidc-provider/gitlab.com' },
    Action: 'sts:AssumeRoleWithWebIdentity',
    Condition: {
      StringEquals: { 'gitlab.com:sub': 'project_path:acme/platform/api:ref_type:branch:ref:main' },
    },
  },
};
