import { z } from 'zod';
import {
  MERGE_REQUEST_PIPELINES,
  DEPLOYMENT_TIERS,
  ENVIRONMENT_ACTIONS,
  PIPELINE_SOURCES,
  refProblem,
  RUNNERS,
} from '../../gitlab/index';
import { LIMITS } from '../../limits/index';
import { flag, gitlabId, text, word } from './leaf';

const ref = (description: string, example: string) => text({ description, examples: [example] }, refProblem);
const projectKey = (description: string) => text({ description, examples: ['api'] });
const projectPath = (description: string) =>
  text({ description, examples: ['acme/platform/api'] }, LIMITS.projectPath);

const mergeRequestSchema = z
  .strictObject({
    from: ref('Source branch.', 'feature/login'),
    into: ref('Target branch.', 'main'),
    kind: word(MERGE_REQUEST_PIPELINES, {
      description: 'Which of the three merge request pipelines it is.',
      default: 'detached',
    }).optional(),
    may_push_target: flag({
      description: 'Whether the user who runs it may push or merge to the target branch. Absent = unknown.',
    }).optional(),
  })
  .meta({ description: 'A merge request pipeline.' });

const environmentSchema = z
  .strictObject({
    name: text({ description: 'Name of the environment.', examples: ['production'] }, LIMITS.environmentName),
    tier: word(DEPLOYMENT_TIERS, {
      description: 'Deployment tier. Absent = what GitLab guesses from the name.',
    }).optional(),
    protected: flag({
      description: "Whether it is protected. Only where the project's protected environments are unknown.",
    }).optional(),
    action: word(ENVIRONMENT_ACTIONS, {
      description: 'What the job does with it.',
      default: 'start',
    }).optional(),
  })
  .meta({ description: 'The environment of the job.' });

const userSchema = z
  .strictObject({
    id: gitlabId('Id of the user.').optional(),
    login: text({ description: 'Name of the user.' }).optional(),
    email: text({ description: 'Address of the user.' }).optional(),
    access_level: z
      .enum(['guest', 'planner', 'reporter', 'security_manager', 'developer', 'maintainer', 'owner'])
      .nullable()
      .meta({ description: "The user's level in the project; `null` = no member." })
      .optional(),
  })
  .meta({ description: 'Who runs the pipeline.' });

/** Everything that a row can say about a pipeline; which keys exclude each other is checked when the row is read. */
export const pipelineSchema = z
  .strictObject({
    project: projectKey('Who: a declared project.').optional(),
    fork_of: projectKey('Who: a fork of a declared project.').optional(),
    impostor_of: projectKey(
      'Who: a project that took the path of a declared one; its ids differ.',
    ).optional(),
    path: projectPath(
      'Who: a project that is not declared. With `fork_of`: the path of the fork.',
    ).optional(),
    id: gitlabId('Project id of a fork, of an impostor or of a project that is not declared.').optional(),
    namespace_id: gitlabId(
      'Namespace id of a fork, of an impostor or of a project that is not declared.',
    ).optional(),
    renamed_to: projectPath('The declared project after a rename: its ids stay.').optional(),
    transferred_to: z
      .strictObject({
        path: projectPath('Its new path.'),
        namespace_id: gitlabId('Id of the group that holds it now.'),
      })
      .meta({
        description: 'The declared project after a transfer: its id stays, its namespace id does not.',
      })
      .optional(),
    branch: ref('What: a branch.', 'main').optional(),
    tag: ref('What: a tag.', 'v1.2.3').optional(),
    merge_request: mergeRequestSchema.optional(),
    source: word(PIPELINE_SOURCES, {
      description: 'What started it. The default is `push`, or `merge_request_event` for a merge request.',
    }).optional(),
    child: flag({
      description: 'A child pipeline of the one described: source `parent_pipeline`.',
    }).optional(),
    environment: z
      .union([
        text({ description: 'Name of the environment.', examples: ['production'] }, LIMITS.environmentName),
        environmentSchema,
      ])
      .meta({ description: 'The environment of the job.' })
      .optional(),
    audience: z
      .union([z.string(), z.array(z.string())])
      .meta({ description: "What the job asks for. The default is the federation's audience." })
      .optional(),
    protected: flag({
      description: "Whether the ref is protected. Only where the project's rules are unknown.",
    }).optional(),
    empty_repository: flag({
      description: 'The repository is empty: every branch counts as protected once the default branch is.',
    }).optional(),
    reclaimed_path: flag({
      description: 'Another project held the path before: GitLab.com then refuses to mint a token.',
    }).optional(),
    user: userSchema.optional(),
    runner: word(RUNNERS, { description: 'What runs the job.' }).optional(),
  })
  .meta({ description: 'A simulated pipeline: who runs it and for what.' });
