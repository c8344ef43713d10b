import { z } from 'zod';
import {
  RULE_ROLES,
  VISIBILITIES,
  ACCESS_LEVELS,
  LEADING_COMPONENTS,
  SUB_CLAIM_COMPONENTS,
  type SubClaimComponent,
} from '../../gitlab/index';
import { quote } from '../../errors';
import type { Fault } from '../../limits/index';
import { LIMITS, PROJECT_PATH_PATTERN } from '../../limits/index';
import { flag, gitlabId, list, text, word } from './leaf';

const accessLevel = (description: string) => word(ACCESS_LEVELS, { description });

const branchRuleSchema = z
  .strictObject({
    push: accessLevel('Who may push to the branch.'),
    merge: accessLevel('Who may merge into the branch.'),
  })
  .meta({ description: 'A protected branch.' });

const tagRuleSchema = z
  .strictObject({ create: accessLevel('Who may create the tag.') })
  .meta({ description: 'A protected tag.' });

const environmentRuleSchema = z
  .strictObject({
    deploy: word(RULE_ROLES, { description: 'Who may deploy to it.' }),
  })
  .meta({ description: 'A protected environment.' });

export const projectSchema = z
  .strictObject({
    path: text(
      {
        description: 'Full path of the project, in the case that GitLab shows.',
        examples: ['acme/platform/api'],
        pattern: PROJECT_PATH_PATTERN,
      },
      LIMITS.projectPath,
    ),
    id: gitlabId(
      'Id of the project (its overview page shows it). Required on gitlab.com: a deleted path can be taken by somebody else, an id cannot.',
    ).optional(),
    namespace_id: gitlabId(
      'Id of the group or user that directly holds the project. Required on gitlab.com.',
    ).optional(),
    protected_branches: z
      .record(z.string(), branchRuleSchema)
      .meta({
        description:
          'Protected branches: a name, or a pattern with `*`. Absent = unknown, and every branch may be protected or not; `{}` = none.',
      })
      .optional(),
    protected_tags: z
      .record(z.string(), tagRuleSchema)
      .meta({
        description:
          'Protected tags: a name, or a pattern with `*`. Absent = unknown, and every tag may be protected or not; `{}` = none.',
      })
      .optional(),
    protected_environments: z
      .union([
        list(
          text({ description: 'Name of an environment.', examples: ['production'] }, LIMITS.environmentName),
          'Names only: known, and never written.',
        ),
        z.record(z.string(), environmentRuleSchema).meta({ description: 'Names, and who may deploy.' }),
      ])
      .meta({
        description:
          'Protected environments (GitLab Premium): a list of names, or a mapping that says who may deploy, which `protect_from` keeps. Absent = unknown; `[]` = none.',
      })
      .optional(),
    protect_from: text({
      description:
        'Key of the account whose stack keeps the protected branches, tags and environments as declared here: a rule of the same name is taken over, others stay. Absent = nothing is written to them.',
      examples: ['production'],
    }).optional(),
    protect_merge_request_pipelines: flag({
      description:
        'The setting "Allow merge request pipelines to access protected variables and runners" (GitLab 18.1). Absent = unknown.',
    }).optional(),
    sub_claim: list(
      word(SUB_CLAIM_COMPONENTS, { description: 'A component of `sub`.' }),
      "The parts of the tokens' `sub` (`ci_id_token_sub_claim_components`). The default is `[project_path, ref_type, ref]`.",
      subClaimFault,
    ).optional(),
    visibility: word(VISIBILITIES, {
      description: 'Who can see the project.',
      default: 'private',
    }).optional(),
  })
  .meta({ description: 'A GitLab project whose jobs assume roles.' });

const LEADS = LEADING_COMPONENTS.map(quote).join(', ');

/** @see https://docs.gitlab.com/ci/secrets/id_token_authentication/#customize-the-sub-claim */
function subClaimFault(components: readonly SubClaimComponent[]): Fault | undefined {
  const fault = (message: string, expected: string, fix: string): Fault => ({
    code: 'ERR_SUB_CLAIM',
    message,
    expected,
    fix,
  });
  const leads = `one of ${LEADS} first`;
  const [first] = components;
  if (first === undefined) return fault('`sub_claim` is empty', leads, 'remove it for the default');
  if (!LEADING_COMPONENTS.includes(first)) {
    return fault(
      `\`sub_claim\` begins with ${quote(first)}`,
      leads,
      'put a component that names the project in front',
    );
  }
  const twin = components.find((component, index) => components.indexOf(component) !== index);
  return twin === undefined
    ? undefined
    : fault(`\`sub_claim\` names ${quote(twin)} twice`, 'each component once', 'remove one of them');
}
