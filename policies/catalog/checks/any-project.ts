import { quote } from '../../errors';
import { asksOfValues, suchAs } from '../asks-prover';
import { onGitlabCom, STRICT_EXAMPLE } from '../example';
import { SOURCES } from '../sources';
import { anyPath, both, stranger } from '../token-kinds';

export const anyProject = asksOfValues({
  id: 'any-project',
  severity: 'error',
  title: 'any project of the instance can assume the role',
  rationale:
    'A `sub` such as `project_path:*` names no project: whoever has an account on the instance makes a project, names its branch at will and takes the role. IAM stores it, because its own check only looks for the bare `*`. A star crosses `/` and `:`, so `project_path:*:ref:main` is no better.',
  bad: onGitlabCom({
    StringEquals: { 'gitlab.com:aud': 'sts.amazonaws.com' },
    StringLike: { 'gitlab.com:sub': 'project_path:*:ref_type:branch:ref:main' },
  }),
  good: STRICT_EXAMPLE,
  fix: 'name the project, by its path in `sub` and on gitlab.com by `project_id` and `namespace_id`',
  sources: [SOURCES.awsControls, SOURCES.gitlabCloud],
  question: ({ listed }) => both(stranger(listed), anyPath(listed)),
  says: ({ pattern }, token) => `${quote(pattern.text)} accepts any project${suchAs(token)}`,
});
