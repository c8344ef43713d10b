/** The public pages that the findings rest on. */
export const ISSUER_SOURCES = {
  gitlabAws: 'https://docs.gitlab.com/ci/cloud_services/aws/',
  gitlabTroubleshooting: 'https://docs.gitlab.com/ci/cloud_services/aws/#troubleshooting',
  gitlabNonPublic: 'https://docs.gitlab.com/ci/cloud_services/aws/#configure-a-non-public-gitlab-instance',
  gitlabJwks: 'https://gitlab.com/gitlab-org/gitlab/-/blob/master/app/controllers/jwks_controller.rb',
  awsCreateGuide: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html',
  awsThumbprint:
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc_verify-thumbprint.html',
  awsCreate: 'https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateOpenIDConnectProvider.html',
  awsAssume: 'https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html',
  awsFederation: 'https://repost.aws/knowledge-center/iam-oidc-idp-federation',
  awsNoKey: 'https://repost.aws/knowledge-center/iam-sts-invalididentitytoken',
  awsSkew: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc.html',
  recordedTokens: 'https://github.com/radkawar/stackd/blob/9dc356f5e5cc/docs/oidc-federation.md',
  discovery: 'https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfig',
  jwk: 'https://www.rfc-editor.org/rfc/rfc7517#section-4',
  jwa: 'https://www.rfc-editor.org/rfc/rfc7518#section-6',
  certificates: 'https://www.rfc-editor.org/rfc/rfc5246#section-7.4.2',
} as const;
