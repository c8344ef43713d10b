import { z } from 'zod';
import { DEPLOYMENT_TIERS, PIPELINE_SOURCES, RUNNERS } from '../../gitlab/index';
import {
  BREAK_GLASS_PATTERN,
  ENVIRONMENT_SCOPE_PATTERN,
  LIMITS,
  POLICY_ARN_PATTERN,
  ROLE_NAME_PATTERN,
  ROLE_PATH_PATTERN,
  SOURCE_ADDRESS_PATTERN,
  VARIABLE_KEY_PATTERN,
  VPC_ENDPOINT_ID_PATTERN,
  VPC_ID_PATTERN,
} from '../../limits/index';
import { checked, checkedInside, flag, list, text, word } from './leaf';

const refPattern = (what: string, example: string) =>
  text(
    {
      description: `A ${what} name, or a pattern in which \`*\` stands for any run of characters, \`/\` included.`,
      examples: [example],
    },
    (pattern) => LIMITS.refPattern(pattern) ?? LIMITS.iamRefPattern(pattern),
  );

export const trustSchema = z
  .strictObject({
    project: text({ description: 'Key of a project under `projects`.', examples: ['api'] }),
    branches: list(refPattern('branch', 'release/*'), 'The branches that can assume the role.').optional(),
    tags: list(refPattern('tag', 'v*'), 'The tags that can assume the role.').optional(),
    protected: flag({
      description: 'Whether the ref must be protected in GitLab.',
      default: false,
    }).optional(),
    sources: list(
      word(PIPELINE_SOURCES, { description: 'A value of the `pipeline_source` claim.' }),
      'What may start the pipeline; absent = anything. gitlab.com only: AWS does not see it elsewhere.',
      (sources) =>
        sources.length > 0
          ? undefined
          : {
              code: 'ERR_GRANT',
              message: '`sources` is empty: no pipeline would assume the role',
              expected: 'at least one source',
              fix: 'add `push`, or remove `sources`',
            },
    ).optional(),
    runner: word(RUNNERS, {
      description:
        'Only jobs on such a runner; if omitted, any. Requires gitlab.com: AWS reads `runner_environment` from its tokens only.',
    }).optional(),
    environment: z
      .strictObject({
        protected: checked(z.boolean(), (demanded) =>
          demanded
            ? undefined
            : {
                code: 'ERR_GRANT',
                message: '`protected: false` demands nothing of an environment',
                expected: '`true`',
                fix: 'remove it: without it, protected or not makes no difference',
              },
        )
          .meta({ description: 'The environment must be protected in GitLab.', const: true })
          .optional(),
        tier: word(DEPLOYMENT_TIERS, { description: 'The deployment tier of the environment.' }).optional(),
      })
      .meta({
        description:
          'Only jobs of such an environment. Needs `environment_protected` or `deployment_tier` in `sub_claim`.',
      })
      .optional(),
  })
  .meta({
    description: 'One way in: a token of this project, for one of these refs, under all of these conditions.',
  });

export const requestSchema = z
  .strictObject({
    source_ip: list(
      text(
        {
          description: 'A public address or a CIDR range.',
          examples: ['198.51.100.0/24'],
          pattern: SOURCE_ADDRESS_PATTERN,
        },
        LIMITS.sourceAddress,
      ),
      'Public addresses that the job calls AWS from: `aws:SourceIp`. A request through a VPC endpoint has no such address.',
    ).optional(),
    source_vpc: list(
      text(
        { description: 'Id of a VPC.', examples: ['vpc-0a1b2c3d4e5f67890'], pattern: VPC_ID_PATTERN },
        LIMITS.vpcId,
      ),
      'VPCs from which the job calls STS through a VPC endpoint: `aws:SourceVpc`.',
    ).optional(),
    source_vpce: list(
      text(
        {
          description: 'Id of a VPC endpoint.',
          examples: ['vpce-0a1b2c3d4e5f67890'],
          pattern: VPC_ENDPOINT_ID_PATTERN,
        },
        LIMITS.vpcEndpointId,
      ),
      'VPC endpoints through which the job calls STS: `aws:SourceVpce`.',
    ).optional(),
  })
  .meta({
    description:
      'Where a request for the role must come from, beside what `trust` demands of the token. It only narrows: no token contains it, so a role that a token can assume is then one that it can assume from there.',
  });

export const breakGlassSchema = z
  .strictObject({
    principal: text(
      {
        description: 'ARN of one IAM user or role.',
        examples: ['arn:aws:iam::111122223333:user/emergency'],
        pattern: BREAK_GLASS_PATTERN,
      },
      LIMITS.breakGlassPrincipal,
    ),
    mfa: flag({
      description:
        'Whether the caller must have signed in with MFA. A role must have `false`: its credentials never contain it.',
      default: true,
    }).optional(),
    account_root: flag({
      description:
        'Whether `principal` is the root ARN of an account: every user and role in it whose permissions allow it.',
      default: false,
    }).optional(),
  })
  .meta({
    description:
      'The one principal that can assume the role without a token, by `sts:AssumeRole` in a statement of its own, for emergencies. `request` does not apply to it.',
  });

export const permissionsSchema = z
  .strictObject({
    managed: list(
      text(
        {
          description: 'ARN of a managed policy.',
          examples: ['arn:aws:iam::aws:policy/ReadOnlyAccess'],
          pattern: POLICY_ARN_PATTERN,
        },
        LIMITS.policyArn,
      ),
      "Managed policies to attach, at most 10, or what the account's `quotas` say.",
      LIMITS.managedPolicies,
    ).optional(),
    inline: checkedInside(
      z.record(
        z.string(),
        z.record(z.string(), z.unknown()).meta({ description: 'An IAM policy document.' }),
      ),
      LIMITS.inlinePolicies,
    )
      .meta({ description: 'Inline policies by name.' })
      .optional(),
    boundary: text(
      {
        description: "ARN of the managed policy that is the role's permissions boundary.",
        pattern: POLICY_ARN_PATTERN,
      },
      LIMITS.policyArn,
    ).optional(),
  })
  .meta({ description: 'What the role may do.' });

export const variableSchema = z
  .strictObject({
    key: text(
      {
        description: 'Key of the CI/CD variable.',
        examples: ['AWS_ROLE_ARN'],
        pattern: VARIABLE_KEY_PATTERN,
      },
      LIMITS.variableKey,
    ),
    project: text({
      description: "Key of the project that gets the variable. Absent = every project in the role's trust.",
    }).optional(),
    group: text(
      {
        description:
          'Full path of a group that gets the variable instead: every project in it sees it. It widens no trust.',
        examples: ['acme/platform'],
      },
      LIMITS.groupPath,
    ).optional(),
    value: word(['role_arn', 'region', 'account_id'], {
      description: 'What the variable holds.',
      default: 'role_arn',
    }).optional(),
    text: text({ description: 'A fixed text to hold instead of `value`.' }).optional(),
    environment: text(
      {
        description: 'Environment scope: a name, or a pattern with `*`.',
        examples: ['production', 'review/*'],
        pattern: ENVIRONMENT_SCOPE_PATTERN,
        default: '*',
      },
      LIMITS.environmentScope,
    ).optional(),
    protected: flag({ description: 'Only for pipelines on protected refs.', default: false }).optional(),
    masked: flag({ description: 'Hide the value in job logs.', default: false }).optional(),
    hidden: flag({
      description: 'Never show the value again in GitLab (17.6); needs `masked`.',
      default: false,
    }).optional(),
    raw: flag({ description: 'Take `$` literally.', default: false }).optional(),
    description: text({ description: 'Shown in GitLab.' }, LIMITS.variableDescription).optional(),
  })
  .meta({ description: 'A GitLab CI/CD variable that tells the jobs of a project about the role.' });

const shared = {
  account: text({ description: 'Key of an account under `accounts`.', examples: ['production'] }).optional(),
  permissions: permissionsSchema.optional(),
  max_session: checked(z.union([z.string(), z.number()]), LIMITS.sessionLength)
    .meta({
      description: 'Longest session that a job may ask for: 1h to 12h.',
      examples: ['1h', '90m', 3600],
      default: '1h',
    })
    .optional(),
  path: text(
    { description: 'Path of the role in IAM.', examples: ['/ci/'], pattern: ROLE_PATH_PATTERN, default: '/' },
    LIMITS.rolePath,
  ).optional(),
  tags: checked(z.record(z.string(), z.string()), (tags) => LIMITS.tags(tags, 'a role'))
    .meta({ description: 'Tags of the role.' })
    .optional(),
  force_detach: flag({
    description: 'Whether Terraform, when it deletes the role, detaches policies that it did not attach.',
    default: false,
  }).optional(),
  variables: list(variableSchema, 'CI/CD variables that carry the role into its projects.').optional(),
};

export const defaultsSchema = z.strictObject(shared).meta({
  description:
    "What every role has unless it says otherwise. A role's own key replaces the default; `permissions` and `tags` are merged key by key.",
});

export const roleSchema = z
  .strictObject({
    name: text(
      { description: 'Name of the role in AWS. Absent = its key.', pattern: ROLE_NAME_PATTERN },
      LIMITS.roleName,
    ).optional(),
    trust: z.array(trustSchema).min(1).meta({ description: 'Who may assume the role: at least one entry.' }),
    audience: text(
      {
        description:
          "The one audience that the role's trust demands and its jobs ask for. Absent = the audience of the account, or `gitlab.audience`.",
        examples: ['acme-deploy'],
      },
      LIMITS.audience,
    ).optional(),
    request: requestSchema.optional(),
    break_glass: breakGlassSchema.optional(),
    description: text({ description: 'Description of the role in IAM.' }, LIMITS.roleDescription).optional(),
    ...shared,
  })
  .meta({ description: 'An AWS role and who may assume it.' });
