import { quote } from '../../errors';
import { asksOfValues } from '../asks-prover';
import { hasWildcard } from '../conditions';
import { onGitlabCom, PINS } from '../example';
import { SOURCES } from '../sources';
import { component, literalPrefix } from '../sub-pattern';
import { stranger } from '../token-kinds';

export const openGroupPrefix = asksOfValues({
  id: 'open-group-prefix',
  severity: 'error',
  title: 'a whole group can assume the role, with every subgroup and every future project',
  rationale:
    'A star crosses `/`: `acme/*` covers every project of every subgroup, those that are made tomorrow included. Whoever may create a project anywhere below the group can take the role.',
  bad: onGitlabCom({
    StringEquals: { 'gitlab.com:aud': 'sts.amazonaws.com' },
    StringLike: { 'gitlab.com:sub': 'project_path:acme/*:ref_type:branch:ref:main' },
  }),
  good: onGitlabCom({
    StringEquals: {
      ...PINS,
      'gitlab.com:project_id': ['101', '102'],
      'gitlab.com:sub': [
        'project_path:acme/platform/api:ref_type:branch:ref:main',
        'project_path:acme/platform/web:ref_type:branch:ref:main',
      ],
    },
  }),
  fix: 'list the projects, or on gitlab.com pin the one group by `namespace_id`',
  sources: [SOURCES.gitlabCloud, SOURCES.awsOperators],
  question: ({ pattern, listed }) => {
    const path = component(pattern, 'project_path') ?? [];
    return hasWildcard(path) && literalPrefix(path).endsWith('/') ? stranger(listed) : undefined;
  },
  says: ({ pattern }) => {
    const prefix = literalPrefix(component(pattern, 'project_path') ?? []);
    return `${quote(pattern.text)} accepts every project below ${quote(prefix)}, present and future`;
  },
});
