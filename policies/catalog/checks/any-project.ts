import { quote } from '../../errors';
import { defineCheck } from '../check';
import { onGitlabCom, STRICT_EXAMPLE } from '../example';
import { SOURCES } from '../sources';
import { overAdmittedSubjects } from '../walk';
import { letsIn } from '../witness';
import { witnessSubject } from '../witness-subject';

export const anyProject = defineCheck({
  id: 'any-project',
  severity: 'error',
  title: 'any project of the instance gets in',
  rationale:
    'A `sub` such as `project_path:*` names no project: whoever has an account on the instance makes a project, names its branch at will and takes the role. IAM stores it, because its own check only looks for the bare `*`. A star crosses `/` and `:`, so `project_path:*:ref:main` is no better.',
  bad: onGitlabCom({
    StringEquals: { 'gitlab.com:aud': 'sts.amazonaws.com' },
    StringLike: { 'gitlab.com:sub': 'project_path:*:ref_type:branch:ref:main' },
  }),
  good: STRICT_EXAMPLE,
  fix: 'name the project, by its path in `sub` and on gitlab.com by `project_id` and `namespace_id`',
  sources: [SOURCES.awsControls, SOURCES.gitlabCloud],
  look: (subject) =>
    overAdmittedSubjects(subject, (pattern, view) => {
      const sub = witnessSubject(pattern, { project_path: 'mallory/evil' });
      if (!letsIn(subject, view, { sub, who: 'stranger' })) return undefined;
      return `${quote(pattern.text)} lets in any project, such as ${quote(sub)}`;
    }),
});
