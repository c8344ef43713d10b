import type { Problem } from '../plugin-messages';
import { textOf, type ValueObject } from '../value';
import type { ResourceBehaviour } from './behaviour';

/** @see https://registry.terraform.io/providers/gitlabhq/gitlab/latest/docs/resources/project_variable */
export const gitlabProjectVariable = ciVariable('gitlab_project_variable', 'project');

/** @see https://registry.terraform.io/providers/gitlabhq/gitlab/latest/docs/resources/group_variable */
export const gitlabGroupVariable = ciVariable('gitlab_group_variable', 'group');

function ciVariable(type: string, owner: 'project' | 'group'): ResourceBehaviour {
  return {
    kind: 'resource',
    type,
    optionalComputed: [
      'description',
      'environment_scope',
      'hidden',
      'masked',
      'protected',
      'raw',
      'variable_type',
    ],
    forceNew: [owner, 'key', 'environment_scope', 'hidden'],
    defaults: {
      description: () => '',
      environment_scope: () => '*',
      hidden: () => false,
      masked: () => false,
      protected: () => false,
      raw: () => false,
      variable_type: () => 'env_var',
    },
    computed: {
      id: (state) => [state[owner], state['key'], state['environment_scope']].map(String).join(':'),
    },
    validate: (config) => [...keyProblems(config), ...typeProblems(config), ...scopeProblems(config)],
    refuse: (planned, { cloud }) => {
      if (planned['masked'] !== true || maskable(textOf(planned['value']) ?? '', planned['raw'] === true))
        return [];
      const url = `${cloud.gitlabUrl}/api/v4/${owner}s/${textOf(planned[owner])}/variables`;
      return [{ summary: `POST ${url}: 400 {message: {value: [is invalid]}}`, attribute: 'value' }];
    },
    importState: (id) => {
      const [first = '', key = '', ...scope] = id.split(':');
      return { [owner]: first, key, environment_scope: scope.join(':') };
    },
  };
}

/**
 * Whether GitLab can mask a value: one line, at least 8 characters, and a small alphabet unless it is raw.
 *
 * @see https://gitlab.com/gitlab-org/gitlab/-/blob/master/app/models/concerns/ci/maskable.rb
 */
function maskable(value: string, raw: boolean): boolean {
  return raw ? /^\S{8,}$/.test(value) : /^[a-zA-Z0-9_+=/@:.~-]{8,}$/.test(value);
}

/** @see https://docs.gitlab.com/api/project_level_variables/#create-a-variable */
function keyProblems(config: Readonly<ValueObject>): Problem[] {
  const key = textOf(config['key']);
  if (key === undefined || /^[a-zA-Z0-9_]{1,255}$/.test(key)) return [];
  const summary = `invalid value for key (must have no more than 255 characters; only A-Z, a-z, 0-9, and _ are allowed): ${key}`;
  return [{ summary, attribute: 'key' }];
}

function typeProblems(config: Readonly<ValueObject>): Problem[] {
  const type = textOf(config['variable_type']);
  if (type === undefined || type === 'env_var' || type === 'file') return [];
  const summary = `expected variable_type to be one of ["env_var" "file"], got ${type}`;
  return [{ summary, attribute: 'variable_type' }];
}

/** @see https://gitlab.com/gitlab-org/gitlab/-/blob/master/app/models/concerns/has_environment_scope.rb */
function scopeProblems(config: Readonly<ValueObject>): Problem[] {
  const scope = textOf(config['environment_scope']);
  if (scope === undefined || /^[a-zA-Z0-9_/\\${}. *-]{1,255}$/.test(scope)) return [];
  const summary = `invalid value for environment_scope (can contain only letters, digits, '-', '_', '/', '$', '{', '}', '.', '*', and spaces): ${scope}`;
  return [{ summary, attribute: 'environment_scope' }];
}
