import { z } from 'zod';
import {
  ACCESS_LEVELS,
  LEADING_COMPONENTS,
  REUSED_PATHS,
  SUB_CLAIM_COMPONENTS,
  VISIBILITIES,
} from '../../gitlab/index';

/** Version of the format: a new one only when a member changes its meaning or goes. */
const SNAPSHOT_VERSION = 1;

const id = z.union([z.number().int().positive(), z.string().regex(/^[1-9]\d*$/)]);
const level = z.enum(ACCESS_LEVELS);
const name = z.string().min(1);
const seenOrNot = (what: string) => `${what}; \`null\` = could not be read, with the reason in \`not_seen\``;

const namedRight = z
  .strictObject({
    role: level.meta({ description: 'The lowest role that may without being named.' }),
    named: z
      .array(z.strictObject({ kind: z.enum(['user', 'group', 'custom_role', 'deploy_key']), name }))
      .min(1)
      .meta({ description: 'Whom the rule names: a name, or `id 7`.' }),
  })
  .meta({
    description:
      'Who may where a rule names more than roles. The level beside it is then `developer`, the least that those who are named can have.',
  });

const branchRule = z
  .strictObject({
    name,
    push: level,
    merge: level,
    push_by: namedRight.optional(),
    merge_by: namedRight.optional(),
  })
  .meta({
    description:
      'A protected branch: a name, or a pattern with `*`. Inherited rules of groups are listed, too.',
  });
const tagRule = z
  .strictObject({ name, create: level, create_by: namedRight.optional() })
  .meta({ description: 'A protected tag.' });
const incomplete = z
  .string()
  .optional()
  .meta({ description: 'What is not known of it: it may take more people.' });

const environmentRule = z
  .strictObject({
    name,
    deploy: level.meta({ description: 'The lowest role that may deploy.' }),
    approvals: z.number().int().nonnegative().meta({ description: 'How many others must approve.' }),
    approve: level.meta({ description: 'The lowest role that may approve.' }),
    deploy_by: namedRight.optional(),
    approve_by: namedRight.optional(),
    incomplete,
  })
  .meta({ description: 'A protected environment.' });

const mergeRequestRule = z
  .strictObject({
    approvals: z.number().int().nonnegative(),
    by_author: z.boolean(),
    rules: z
      .array(
        z.strictObject({
          name: z.string(),
          approvals: z.number().int().nonnegative(),
          anyone: z
            .boolean()
            .meta({ description: 'Anybody who may approve counts; else those whom the rule names.' }),
          branches: z
            .array(name)
            .optional()
            .meta({ description: 'Protected branches that it is for; absent = every branch.' }),
        }),
      )
      .optional(),
    incomplete,
  })
  .meta({
    description: 'Approvals that any merge request needs, and whether one of its author counts.',
  });

const variables = z
  .array(
    z
      .strictObject({
        key: name,
        environment_scope: name.meta({ description: '`*` = every environment.' }),
        type: name.meta({ description: '`env_var` or `file`.' }),
        protected: z.boolean(),
        masked: z.boolean(),
        hidden: z.boolean().optional(),
        raw: z.boolean().optional(),
        role_arn: name.optional().meta({
          description: 'The value, where it is the ARN of a role. No other value is in a snapshot.',
        }),
      })
      .meta({ description: 'A CI/CD variable.' }),
  )
  .nullable()
  .optional()
  .meta({ description: 'CI/CD variables; absent or `null` = not read.' });

const projectSchema = z
  .strictObject({
    id: id.meta({ description: 'Id of the project.' }),
    path: name.meta({ description: 'Full path, in the case that GitLab shows.' }),
    namespace_id: id.meta({ description: 'Id of the group or user that directly holds the project.' }),
    default_branch: name.nullable().optional(),
    visibility: z.enum(VISIBILITIES),
    archived: z.boolean().optional(),
    protected_branches: z
      .array(branchRule)
      .nullable()
      .meta({ description: seenOrNot('Every protected branch') }),
    protected_tags: z
      .array(tagRule)
      .nullable()
      .meta({ description: seenOrNot('Every protected tag') }),
    protected_environments: z
      .array(name)
      .nullable()
      .meta({ description: seenOrNot('Names of the protected environments') }),
    environment_rules: z
      .array(environmentRule)
      .nullable()
      .optional()
      .meta({ description: 'Who may deploy to each protected environment; absent or `null` = not read.' }),
    own_deployment_approval: z.boolean().nullable().optional().meta({
      description:
        '`allow_pipeline_trigger_approve_deployment`: whoever starts a deployment may approve it; absent or `null` = not read.',
    }),
    merge_request_approvals: mergeRequestRule
      .nullable()
      .optional()
      .meta({ description: 'What a merge needs; absent or `null` = not read.' }),
    group_environment_rules: z.array(environmentRule).nullable().optional().meta({
      description:
        'Rules of the groups that hold the project, for every environment of a tier; absent or `null` = not read.',
    }),
    deploy_keys: z
      .array(z.string())
      .nullable()
      .optional()
      .meta({ description: 'Titles of the deploy keys that may push; absent or `null` = not read.' }),
    trigger_tokens: z
      .array(z.string())
      .nullable()
      .optional()
      .meta({ description: 'Descriptions of the trigger tokens; absent or `null` = not read.' }),
    members: z
      .array(
        z.strictObject({
          username: name,
          role: z.enum(['none', 'developer', 'maintainer', 'owner']).meta({
            description:
              'The lowest role; of a custom role the one that it is based on; `none` = less than Developer.',
          }),
          custom_role: name.optional().meta({
            description: 'Name of a custom role, which may allow more than the role that it is based on.',
          }),
        }),
      )
      .nullable()
      .optional()
      .meta({
        description:
          'Everyone who can push or has a custom role, members of the groups that hold the project included; absent or `null` = not read.',
      }),
    variables,
    protect_merge_request_pipelines: z
      .boolean()
      .nullable()
      .meta({
        description: seenOrNot('"Allow merge request pipelines to access protected variables and runners"'),
      }),
    sub_claim: z
      .array(z.enum(SUB_CLAIM_COMPONENTS))
      .min(1)
      .refine((components) => LEADING_COMPONENTS.includes(components[0] as (typeof components)[number]), {
        message: 'begins with a component that names no project',
      })
      .meta({ description: '`ci_id_token_sub_claim_components`.' }),
    branches: z
      .array(name)
      .nullable()
      .optional()
      .meta({ description: 'Names of all branches; absent or `null` = not listed.' }),
    not_seen: z.array(z.strictObject({ part: name, reason: name })).optional(),
  })
  .meta({ description: 'A project of the instance.' });

/** The JSON format of a snapshot of GitLab. */
export const SNAPSHOT_SCHEMA = z
  .strictObject({
    refgate_gitlab_snapshot: z.literal(SNAPSHOT_VERSION).meta({ description: 'Version of the format.' }),
    gitlab: z.strictObject({
      url: z.url({ protocol: /^https$/ }).meta({ description: 'Web address, without a trailing slash.' }),
      issuer: z
        .url({ protocol: /^https$/ })
        .optional()
        .meta({ description: '`iss` of the tokens, where it is not the address.' }),
      version: z.string().optional().meta({ description: 'Release, such as `18.9`.' }),
      reused_paths: z
        .enum(REUSED_PATHS)
        .optional()
        .meta({ description: 'Whether projects on reused paths get ID tokens; absent = not known.' }),
    }),
    taken_at: z.iso.datetime().optional(),
    listed: z
      .union([z.literal('all'), z.array(name)])
      .meta({ description: 'Groups of which every project is listed, or `all` for the whole instance.' }),
    projects: z.array(projectSchema),
    groups: z.array(z.strictObject({ id, path: name, variables })).optional(),
    paths: z
      .array(z.strictObject({ path: name, state: z.enum(['free', 'redirects']), to: id.optional() }))
      .optional()
      .meta({ description: 'What GitLab answered about paths that no listed project has.' }),
  })
  .meta({ title: 'refgate snapshot of a GitLab instance' });

export type SnapshotFile = z.infer<typeof SNAPSHOT_SCHEMA>;

/** The JSON Schema of the format. */
export function snapshotJsonSchema(): object {
  return z.toJSONSchema(SNAPSHOT_SCHEMA, { target: 'draft-2020-12', io: 'input' });
}
