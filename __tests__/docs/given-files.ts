const policy = (condition: object): object => ({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Federated: 'arn:aws:iam::111122223333:oidc-provider/gitlab.com' },
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: condition,
    },
  ],
});

const address = 'module.gitlab_oidc.aws_iam_role.this["deploy"]';

const PLANNED_ROLE = {
  name: 'gitlab-deploy',
  assume_role_policy: JSON.stringify(
    policy({
      StringLike: { 'gitlab.com:sub': 'project_path:mygroup/myproject:ref_type:*:ref:main*' },
    }),
  ),
};

/** What `terraform show -json` says of a plan with a module that somebody else wrote. */
export const PLAN_OF_A_MODULE = `${JSON.stringify(
  {
    format_version: '1.2',
    terraform_version: '1.11.4',
    planned_values: {
      root_module: {
        child_modules: [
          {
            address: 'module.gitlab_oidc',
            resources: [
              {
                address,
                mode: 'managed',
                type: 'aws_iam_role',
                name: 'this',
                index: 'deploy',
                values: PLANNED_ROLE,
              },
            ],
          },
        ],
      },
    },
    resource_changes: [
      {
        address,
        mode: 'managed',
        type: 'aws_iam_role',
        name: 'this',
        index: 'deploy',
        change: { actions: ['create'], before: null, after: PLANNED_ROLE, after_unknown: { arn: true } },
      },
    ],
    configuration: {
      root_module: {
        module_calls: {
          gitlab_oidc: {
            module: {
              resources: [
                { address: 'aws_iam_role.this', mode: 'managed', type: 'aws_iam_role', name: 'this' },
              ],
            },
          },
        },
      },
    },
  },
  null,
  2,
)}\n`;

/** What `aws iam get-role` says of a role that was made by hand. */
export const ROLE_AS_AWS_HAS_IT = `${JSON.stringify(
  {
    Role: {
      Path: '/',
      RoleName: 'gitlab-deploy',
      RoleId: 'AROAEXAMPLEEXAMPLE',
      Arn: 'arn:aws:iam::111122223333:role/gitlab-deploy',
      CreateDate: '2024-05-01T00:00:00Z',
      AssumeRolePolicyDocument: policy({
        StringEquals: { 'gitlab.com:sub': 'project_path:mygroup/myproject:ref_type:branch:ref:*' },
      }),
      MaxSessionDuration: 3600,
    },
  },
  null,
  2,
)}\n`;
