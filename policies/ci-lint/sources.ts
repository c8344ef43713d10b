/** Public pages that rules of the lint rest on. */
export const CI_SOURCES = {
  idTokens: 'https://docs.gitlab.com/ci/secrets/id_token_authentication/',
  cloudAws: 'https://docs.gitlab.com/ci/cloud_services/aws/',
  yaml: 'https://docs.gitlab.com/ci/yaml/',
  includes: 'https://docs.gitlab.com/ci/yaml/includes/',
  optimization: 'https://docs.gitlab.com/ci/yaml/yaml_optimization/',
  jobRules: 'https://docs.gitlab.com/ci/jobs/job_rules/',
  variables: 'https://docs.gitlab.com/ci/variables/',
  environments: 'https://docs.gitlab.com/ci/environments/',
  removedJwt: 'https://docs.gitlab.com/update/deprecations/#old-versions-of-json-web-tokens-are-deprecated',
  webIdentity: 'https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html',
  credentialOrder: 'https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html',
  webIdentityFile: 'https://docs.aws.amazon.com/sdkref/latest/guide/access-assume-role-web.html',
  sessionLength:
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use.html#id_roles_use_view-role-max-session',
} as const;
