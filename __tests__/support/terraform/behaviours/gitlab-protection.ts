import type { Problem } from '../plugin-messages';
import { textOf, type ValueObject } from '../value';
import type { ResourceBehaviour } from './behaviour';

const LEVELS = ['no one', 'developer', 'maintainer', 'admin'];

/** @see https://registry.terraform.io/providers/gitlabhq/gitlab/latest/docs/resources/branch_protection */
export const gitlabBranchProtection: ResourceBehaviour = {
  kind: 'resource',
  type: 'gitlab_branch_protection',
  optionalComputed: ['merge_access_level', 'push_access_level', 'unprotect_access_level'],
  forceNew: ['project', 'branch', 'merge_access_level', 'push_access_level', 'unprotect_access_level'],
  defaults: {
    allow_force_push: () => false,
    code_owner_approval_required: () => false,
    merge_access_level: () => 'maintainer',
    push_access_level: () => 'maintainer',
    unprotect_access_level: () => 'maintainer',
  },
  computed: {
    branch_protection_id: () => 1,
    id: (state) => `${textOf(state['project'])}:${textOf(state['branch'])}`,
  },
  validate: (config) =>
    ['merge_access_level', 'push_access_level', 'unprotect_access_level'].flatMap((name) =>
      levelProblems(config, name),
    ),
  importState: (id) => splitId(id, 'branch'),
};

/** @see https://registry.terraform.io/providers/gitlabhq/gitlab/latest/docs/resources/tag_protection */
export const gitlabTagProtection: ResourceBehaviour = {
  kind: 'resource',
  type: 'gitlab_tag_protection',
  optionalComputed: ['create_access_level'],
  forceNew: ['project', 'tag', 'create_access_level', 'allowed_to_create'],
  defaults: { create_access_level: () => 'maintainer' },
  computed: { id: (state) => `${textOf(state['project'])}:${textOf(state['tag'])}` },
  validate: (config) => levelProblems(config, 'create_access_level'),
  importState: (id) => splitId(id, 'tag'),
};

function levelProblems(config: Readonly<ValueObject>, attribute: string): Problem[] {
  const level = textOf(config[attribute]);
  if (level === undefined || LEVELS.includes(level)) return [];
  const listed = LEVELS.map((name) => `"${name}"`).join(' ');
  return [{ summary: `expected ${attribute} to be one of [${listed}], got ${level}`, attribute }];
}

function splitId(id: string, name: 'branch' | 'tag'): ValueObject {
  const at = id.indexOf(':');
  return { project: id.slice(0, at), [name]: id.slice(at + 1) };
}
