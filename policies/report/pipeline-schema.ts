import { z } from 'zod';
import {
  MERGE_REQUEST_PIPELINES,
  VISIBILITIES,
  ACCESS_LEVELS,
  DEPLOYMENT_TIERS,
  ENVIRONMENT_ACTIONS,
  PIPELINE_SOURCES,
  REUSED_PATHS,
  SUB_CLAIM_COMPONENTS,
} from '../gitlab/index';

const strings = z.array(z.string()).readonly();
const level = z.enum(ACCESS_LEVELS);

const instance = z
  .object({
    url: z.string(),
    issuer: z.string(),
    version: z
      .object({ major: z.int().min(0), minor: z.int().min(0) })
      .readonly()
      .optional(),
    forkSubjectFix: z.boolean().optional(),
    reusedPaths: z.enum(REUSED_PATHS).optional(),
  })
  .readonly()
  .meta({ id: 'Instance' });

const protection = z.union([
  z.array(z.object({ pattern: z.string(), push: level, merge: level }).readonly()).readonly(),
  z.literal('unknown'),
]);

const projectShape = z.object({
  path: z.string(),
  id: z.string().optional(),
  namespaceId: z.string().optional(),
  protectedBranches: protection,
  protectedTags: protection,
  protectedEnvironments: z.union([strings, z.literal('unknown')]),
  protectMergeRequestPipelines: z.boolean().optional(),
  subClaim: z.array(z.enum(SUB_CLAIM_COMPONENTS)).readonly().describe('`ci_id_token_sub_claim_components`'),
  visibility: z.enum(VISIBILITIES),
  open: z
    .object({ id: strings.optional(), namespace_id: strings.optional() })
    .readonly()
    .optional()
    .describe('ids that were not given, with the values that they cannot have'),
});

const project = projectShape.readonly().meta({ id: 'Project' });

const target = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('branch'), name: z.string() }).readonly(),
  z.object({ kind: z.literal('tag'), name: z.string() }).readonly(),
  z
    .object({
      kind: z.literal('merge_request'),
      mergeRequest: z
        .object({
          from: z.string(),
          into: z.string(),
          fork: project.optional(),
          kind: z.enum(MERGE_REQUEST_PIPELINES),
          userMayPushTarget: z.boolean().optional(),
        })
        .readonly(),
    })
    .readonly(),
]);

/** A simulated pipeline: all that its token depends on. */
export const pipelineSchema = z
  .object({
    instance,
    project,
    target,
    source: z.enum(PIPELINE_SOURCES),
    environment: z
      .object({
        name: z.string(),
        tier: z.enum(DEPLOYMENT_TIERS),
        protected: z.boolean().optional(),
        action: z.enum(ENVIRONMENT_ACTIONS),
      })
      .readonly()
      .optional(),
    audience: z.union([z.string(), strings]),
    emptyRepository: z.boolean().optional(),
    reclaimedPath: z.boolean().optional(),
    refProtected: z.boolean().optional(),
    policyJob: z
      .object({
        kind: z.enum(['scan_execution_policy', 'pipeline_execution_policy']),
        config: z.object({ url: z.string(), sha: z.string() }).readonly(),
      })
      .readonly()
      .optional(),
    user: z
      .object({ id: z.string(), login: z.string(), email: z.string(), accessLevel: z.string().nullable() })
      .partial()
      .readonly()
      .optional(),
    runner: z.enum(['gitlab-hosted', 'self-hosted']).optional(),
  })
  .describe('the pipeline that a row simulates')
  .readonly()
  .meta({ id: 'Pipeline' });

/** The GitLab and the projects of a declaration. */
export const gitlabSchema = z
  .object({
    instance,
    audience: z.string(),
    projects: z.array(projectShape.extend({ key: z.string() }).readonly()).readonly(),
  })
  .describe('the GitLab and the projects of the declaration')
  .readonly()
  .meta({ id: 'Gitlab' });
