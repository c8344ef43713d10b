import { z } from 'zod';
import { DEPLOYMENT_TIERS, PIPELINE_SOURCES } from '../../gitlab/pipeline';
import { refPatternProblem } from '../../gitlab/refs';
import { POLICY_ARN_PATTERN, policyArnFault } from '../rules/arn';
import {
  ENVIRONMENT_SCOPE_PATTERN,
  environmentScopeFault,
  VARIABLE_KEY_PATTERN,
  variableKeyFault,
} from '../rules/ci-variable';
import { groupPathFault } from '../rules/group-path';
import { inlinePolicyFaults } from '../rules/inline-policy';
import { iamRefPatternFault } from '../rules/iam-ref-pattern';
import { managedPoliciesFault } from '../rules/managed-policies';
import {
  ROLE_NAME_PATTERN,
  ROLE_PATH_PATTERN,
  roleDescriptionFault,
  roleNameFault,
  rolePathFault,
} from '../rules/role';
import { sessionLengthFault } from '../rules/session-length';
import { tagsFault } from '../rules/tags';
import { checked, checkedInside, flag, list, text, word } from './leaf';

const refPattern = (what: string, example: string) =>
  text(
    {
      description: `A ${what} name, or a pattern in which \`*\` stands for any run of characters, \`/\` included.`,
      examples: [example],
    },
    (pattern) => refPatternProblem(pattern) ?? iamRefPatternFault(pattern),
  );

export const trustSchema = z
  .strictObject({
    project: text({ description: 'Key of a project under `projects`.', examples: ['api'] }),
    branches: list(refPattern('branch', 'release/*'), 'The branches that get in.').optional(),
    tags: list(refPattern('tag', 'v*'), 'The tags that get in.').optional(),
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
              message: '`sources` is empty: no pipeline would get in',
              expected: 'at least one source',
              fix: 'add `push`, or remove `sources`',
            },
    ).optional(),
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

export const permissionsSchema = z
  .strictObject({
    managed: list(
      text(
        {
          description: 'ARN of a managed policy.',
          examples: ['arn:aws:iam::aws:policy/ReadOnlyAccess'],
          pattern: POLICY_ARN_PATTERN,
        },
        policyArnFault,
      ),
      "Managed policies to attach, at most 10, or what the account's `quotas` say.",
      managedPoliciesFault,
    ).optional(),
    inline: checkedInside(
      z.record(
        z.string(),
        z.record(z.string(), z.unknown()).meta({ description: 'An IAM policy document.' }),
      ),
      inlinePolicyFaults,
    )
      .meta({ description: 'Inline policies by name.' })
      .optional(),
    boundary: text(
      {
        description: "ARN of the managed policy that is the role's permissions boundary.",
        pattern: POLICY_ARN_PATTERN,
      },
      policyArnFault,
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
      variableKeyFault,
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
      groupPathFault,
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
      environmentScopeFault,
    ).optional(),
    protected: flag({ description: 'Only for pipelines on protected refs.', default: false }).optional(),
    masked: flag({ description: 'Hide the value in job logs.', default: false }).optional(),
    hidden: flag({
      description: 'Never show the value again in GitLab (17.6); needs `masked`.',
      default: false,
    }).optional(),
    raw: flag({ description: 'Take `$` literally.', default: false }).optional(),
    description: text({ description: 'Shown in GitLab.' }, (value) =>
      value.length <= 255
        ? undefined
        : {
            code: 'ERR_VARIABLE',
            message: 'the description of a variable is too long',
            got: `${value.length} characters`,
            expected: 'at most 255',
          },
    ).optional(),
  })
  .meta({ description: 'A GitLab CI/CD variable that tells the jobs of a project about the role.' });

const shared = {
  account: text({ description: 'Key of an account under `accounts`.', examples: ['production'] }).optional(),
  permissions: permissionsSchema.optional(),
  max_session: checked(z.union([z.string(), z.number()]), sessionLengthFault)
    .meta({
      description: 'Longest session that a job may ask for: 1h to 12h.',
      examples: ['1h', '90m', 3600],
      default: '1h',
    })
    .optional(),
  path: text(
    { description: 'Path of the role in IAM.', examples: ['/ci/'], pattern: ROLE_PATH_PATTERN, default: '/' },
    rolePathFault,
  ).optional(),
  tags: checked(z.record(z.string(), z.string()), (tags) => tagsFault(tags, 'a role'))
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
      roleNameFault,
    ).optional(),
    trust: z.array(trustSchema).min(1).meta({ description: 'Who may assume the role: at least one entry.' }),
    description: text({ description: 'Description of the role in IAM.' }, roleDescriptionFault).optional(),
    ...shared,
  })
  .meta({ description: 'An AWS role and who may assume it.' });
