/** The public pages that the checks rest on, by what they say. */
export const SOURCES = {
  /** Trust policies for GitLab, the keys of gitlab.com, self-managed issuers, troubleshooting. */
  gitlabAws: 'https://docs.gitlab.com/ci/cloud_services/aws/',
  /** Subject filters. */
  gitlabCloud: 'https://docs.gitlab.com/ci/cloud_services/',
  /** Claims and components of `sub`. */
  gitlabToken: 'https://docs.gitlab.com/ci/secrets/id_token_authentication/',
  gitlabSub: 'https://gitlab.com/gitlab-org/gitlab/-/blob/master/lib/gitlab/ci/jwt_v2.rb',
  gitlabMergeRequests: 'https://docs.gitlab.com/ci/pipelines/merge_request_pipelines/',
  gitlabSources:
    'https://gitlab.com/gitlab-org/gitlab/-/blob/master/app/models/concerns/enums/ci/pipeline.rb',
  gitlabProtected: 'https://docs.gitlab.com/user/project/repository/branches/protected/',
  gitlabPaths: 'https://gitlab.com/gitlab-org/gitlab/-/blob/master/lib/gitlab/path_regex.rb',
  gitlabBurned: 'https://gitlab.com/gitlab-org/gitlab/-/blob/master/lib/gitlab/ci/oidc_burned_path_error.rb',
  git: 'https://git-scm.com/docs/git-check-ref-format',
  awsKeys:
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif',
  awsGlobalKeys: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html',
  awsStsKeys:
    'https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecuritytokenservice.html',
  awsOperators:
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html',
  awsMultivalue:
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html',
  awsLogic: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html',
  awsConditionLogic:
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html',
  awsControls:
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc_secure-by-default.html',
  awsVariables: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html',
  awsVersion: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html',
  awsExternalId:
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html',
  awsPrincipal: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html',
  awsNotPrincipal:
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html',
  awsAction: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html',
  awsSid: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_sid.html',
  awsGrammar: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html',
  awsQuotas: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html',
  awsCreateRole: 'https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html',
  awsProvider: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html',
  awsCreateProvider:
    'https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateOpenIDConnectProvider.html',
  awsAssume: 'https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html',
  awsAssumeRole: 'https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html',
  awsSessionTags: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html',
  awsLint: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html',
  awsS3Actions: 'https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html',
  awsCloudFrontActions:
    'https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudfront.html',
  awsPractice: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html',
  awsChaining: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html#iam-term-role-chaining',
  awsSession: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_update-role-settings.html',
  /** Recorded answers of AWS: write checks of trust policies, tokens, operators. */
  githubOidc: 'https://docs.github.com/en/actions/reference/security/oidc',
  hcpTerraform:
    'https://developer.hashicorp.com/terraform/cloud-docs/dynamic-provider-credentials/aws-configuration',
  buildkiteOidc: 'https://buildkite.com/docs/pipelines/security/oidc/aws',
  eksRoles: 'https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html',
  recordings: 'https://github.com/radkawar/stackd/blob/9dc356f5e5cc/docs/iam-oidc-trust-controls.md',
  recordedTokens: 'https://github.com/radkawar/stackd/blob/9dc356f5e5cc/docs/oidc-federation.md',
} as const;
