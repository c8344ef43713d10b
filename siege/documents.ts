// Small valid inputs of every form, which the siege changes.
const PROVIDER = 'arn:aws:iam::111122223333:oidc-provider/gitlab.com';

const POLICY = {
  Version: '2012-10-17',
  Statement: [
    {
      Sid: 'Deploy',
      Effect: 'Allow',
      Principal: { Federated: PROVIDER },
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: {
        StringEquals: { 'gitlab.com:aud': 'sts.amazonaws.com', 'gitlab.com:project_id': '101' },
        StringLike: {
          'gitlab.com:sub': ['project_path:acme/api:ref_type:branch:ref:main', 'project_path:acme/*:ref:v?'],
        },
        'ForAnyValue:StringEqualsIfExists': { 'aws:TagKeys': ['${aws:userid}', 'a'] },
      },
    },
    { Effect: 'Deny', Principal: '*', Action: '*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
  ],
};
const POLICY_TEXT = JSON.stringify(POLICY);

export const CLAIMS = {
  iss: 'https://gitlab.com',
  aud: 'sts.amazonaws.com',
  sub: 'project_path:acme/api:ref_type:branch:ref:main',
  project_path: 'acme/api',
  project_id: '101',
  ref_protected: 'true',
};

export const TRUST = JSON.stringify(POLICY, null, 1);

/** A policy of which something can be proved. */
export const PROVABLE = JSON.stringify({
  Version: POLICY.Version,
  Statement: [
    {
      ...POLICY.Statement[0],
      Condition: {
        StringEquals: {
          'gitlab.com:aud': 'sts.amazonaws.com',
          'gitlab.com:sub': 'project_path:acme/api:ref_type:branch:ref:main',
          'gitlab.com:ref_protected': 'true',
        },
      },
    },
  ],
});

export const DECLARATION = `# a comment
gitlab: { url: https://gitlab.com, audience: sts.amazonaws.com }
projects:
  api: &api
    path: acme/api
    id: 101
    namespace_id: 12
    protected_branches: { main: { push: no_one, merge: maintainer }, release/*: { push: no_one, merge: maintainer } }
    protected_tags: { v*: { create: maintainer } }
    protected_environments: [production]
accounts:
  prod: { id: '111122223333', region: eu-west-1 }
roles:
  deploy:
    account: prod
    description: Deploys
    trust:
      - { project: api, branches: [main, 'release/*'], protected: true, sources: [push, web] }
    permissions: { managed: ['arn:aws:iam::aws:policy/ReadOnlyAccess'] }
    variables: [{ key: AWS_ROLE_ARN, environment: production, protected: true }]
    tags: { team: "a, b" }
table:
  - { pipeline: { project: api, branch: main }, assumes: [deploy], note: "it may" }
  - { pipeline: { impostor_of: api, branch: main }, assumes: [] }
prove:
  - { role: deploy, never: [fork, tag] }
`;

export const TABLE = `path,id,branch,tag,environment,audience,assumes,note
acme/api,101,main,,,sts.amazonaws.com,trust,"it may, ""always"""
acme/api,101,,v1.0,production,sts.amazonaws.com,,
`;

export const HCL = `variable "path" {
  type    = string
  default = "acme/api"
}
locals { subs = [for ref in ["main", "v*"] : "project_path:\${var.path}:ref_type:branch:ref:\${ref}"] }
data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = ["${PROVIDER}"]
    }
    dynamic "condition" {
      for_each = { sub = local.subs, aud = ["sts.amazonaws.com"] }
      content {
        test     = condition.key == "sub" ? "StringLike" : "StringEquals"
        variable = "gitlab.com:\${condition.key}"
        values   = condition.value
      }
    }
  }
}
resource "aws_iam_role" "deploy" {
  name               = format("deploy-%s", lower("X"))
  assume_role_policy = data.aws_iam_policy_document.trust.json
}
resource "aws_iam_role" "other" {
  name               = "other"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [] })
  description        = <<-EOT
    text %{ if true }yes%{ else }no%{ endif }
  EOT
}
`;

export const TERRAFORM_JSON = JSON.stringify(
  {
    variable: { who: { default: 'api' } },
    locals: { sub: 'project_path:acme/${var.who}:ref_type:branch:ref:main' },
    resource: {
      aws_iam_role: {
        deploy: {
          name: 'deploy',
          assume_role_policy: POLICY_TEXT.replace('${aws:userid}', '$${aws:userid}'),
        },
        more: {
          for_each: '${toset(["a", "b"])}',
          name: '${each.key}',
          assume_role_policy:
            '${jsonencode({Version = "2012-10-17", Statement = [{Effect = "Allow", Action = "*", Principal = "*"}]})}',
        },
      },
    },
  },
  null,
  1,
);

const named = { address: 'aws_iam_role.deploy', mode: 'managed', type: 'aws_iam_role', name: 'deploy' };
const attributes = { name: 'deploy', path: '/ci/', assume_role_policy: POLICY_TEXT };

export const PLAN = JSON.stringify({
  format_version: '1.2',
  terraform_version: '1.11.4',
  planned_values: { root_module: { resources: [{ ...named, values: attributes }] } },
  resource_changes: [
    {
      ...named,
      change: { actions: ['update'], before: attributes, after: attributes, after_unknown: { arn: true } },
    },
  ],
  configuration: { root_module: { resources: [named] } },
  complete: true,
  errored: false,
});

export const STATE = JSON.stringify({
  version: 4,
  serial: 3,
  lineage: 'l',
  resources: [
    {
      mode: 'managed',
      type: 'aws_iam_role',
      name: 'deploy',
      provider: 'provider["registry.terraform.io/hashicorp/aws"]',
      instances: [{ index_key: 'a', schema_version: 0, attributes }],
    },
  ],
});

export const CLOUDFORMATION = `AWSTemplateFormatVersion: '2010-09-09'
Parameters:
  Path: { Type: String, Default: acme/api, AllowedPattern: '[a-z/]+' }
Conditions:
  Prod: !Equals [!Ref Path, acme/api]
Resources:
  Deploy:
    Type: AWS::IAM::Role
    Condition: Prod
    Properties:
      RoleName: !Sub 'deploy-\${AWS::Region}'
      AssumeRolePolicyDocument:
        Version: '2012-10-17'
        Statement:
          - Effect: Allow
            Principal: { Federated: !Sub 'arn:\${AWS::Partition}:iam::\${AWS::AccountId}:oidc-provider/gitlab.com' }
            Action: sts:AssumeRoleWithWebIdentity
            Condition:
              StringEquals:
                'gitlab.com:aud': sts.amazonaws.com
                'gitlab.com:sub': !Join [':', [project_path, !Ref Path, 'ref_type:branch:ref:main']]
`;

export const CLOUDFORMATION_JSON = JSON.stringify({
  AWSTemplateFormatVersion: '2010-09-09',
  Parameters: { Path: { Type: 'String', Default: 'acme/api' } },
  Resources: {
    Deploy: {
      Type: 'AWS::IAM::Role',
      Properties: {
        RoleName: {
          'Fn::Sub': ['deploy-${A}', { A: { 'Fn::Select': [1, { 'Fn::Split': ['/', { Ref: 'Path' }] }] } }],
        },
        AssumeRolePolicyDocument: POLICY,
      },
    },
  },
});

export const ROLES = JSON.stringify({
  Roles: [
    {
      RoleName: 'deploy',
      Arn: 'arn:aws:iam::111122223333:role/deploy',
      Path: '/',
      AssumeRolePolicyDocument: POLICY,
    },
  ],
  IsTruncated: false,
});

export const PULUMI = JSON.stringify({
  version: 3,
  deployment: {
    manifest: { time: '2026-01-01T00:00:00Z', magic: 'm', version: 'v3' },
    resources: [
      {
        urn: 'urn:pulumi:dev::p::aws:iam/role:Role::deploy',
        custom: true,
        type: 'aws:iam/role:Role',
        id: 'deploy',
        outputs: { name: 'deploy', assumeRolePolicy: POLICY_TEXT },
      },
    ],
  },
});

export const CI = `default: { image: alpine }
.aws: &aws
  id_tokens: { AWS_TOKEN: { aud: sts.amazonaws.com } }
deploy:
  extends: .aws
  rules: [{ if: '$CI_COMMIT_BRANCH =~ /^main$/ && $CI_PIPELINE_SOURCE != "web"' }]
  variables: { AWS_ROLE_ARN: 'arn:aws:iam::111122223333:role/deploy' }
  script: [!reference [.x, script], 'aws sts get-caller-identity']
.x: { script: ['aws sts assume-role-with-web-identity --role-arn $AWS_ROLE_ARN'] }
`;

export const EVAL_LINE = JSON.stringify({
  id: '1',
  policy: POLICY,
  issuer: 'https://gitlab.com',
  account: '111122223333',
  claims: CLAIMS,
});

export const PROVE_LINE = JSON.stringify({
  id: 1,
  property: 'implies',
  policy: JSON.parse(PROVABLE) as unknown,
  other: POLICY,
  issuer: 'https://gitlab.com',
  world: 'any_sub',
});

/** {@link DECLARATION} as a tree. */
export const DECLARATION_TREE = {
  gitlab: { url: 'https://gitlab.com', audience: 'sts.amazonaws.com' },
  projects: {
    api: {
      path: 'acme/api',
      id: 101,
      namespace_id: 12,
      protected_branches: { main: { push: 'no_one', merge: 'maintainer' } },
      protected_environments: ['production'],
    },
  },
  accounts: { prod: { id: '111122223333', region: 'eu-west-1' } },
  roles: {
    deploy: {
      account: 'prod',
      description: 'Deploys',
      trust: [{ project: 'api', branches: ['main', 'release/*'], environment: 'production' }],
      permissions: { managed: ['arn:aws:iam::aws:policy/ReadOnlyAccess'] },
      variables: [{ key: 'AWS_ROLE_ARN', environment: 'production', protected: true }],
      tags: { team: 'a, b' },
    },
  },
  table: [
    {
      pipeline: { project: 'api', branch: 'main', environment: 'production' },
      assumes: ['deploy'],
      note: 'it may',
    },
    { pipeline: { project: 'api', branch: 'topic' }, assumes: ['deploy'], note: 'it is not' },
    { pipeline: { impostor_of: 'api', branch: 'main' }, assumes: [], note: 'never' },
  ],
  prove: [{ role: 'deploy', never: ['fork', 'tag'] }],
  suppress: [{ check: 'open-ref-prefix', role: 'deploy', reason: 'it is so' }],
};
