import { quote } from '../../errors';
import { projectPathProblem } from '../../gitlab/paths';
import { defineCheck } from '../check';
import { isWildcardOnly } from '../conditions';
import { onGitlabCom, STRICT_EXAMPLE } from '../example';
import { SOURCES } from '../sources';
import { component } from '../sub-pattern';
import { overAdmittedSubjects } from '../walk';
import { fill } from '../fill';
import { letsIn } from '../witness';
import { witnessSubject } from '../witness-subject';

export const openPathPrefix = defineCheck({
  id: 'open-path-prefix',
  severity: 'error',
  title: 'a project path begins with a wildcard',
  rationale:
    '`*/api` is a project `api` in any group there is: anybody can make a group of their own with a project of that name. Only what stands at the *front* of a path says whose it is.',
  bad: onGitlabCom({
    StringEquals: { 'gitlab.com:aud': 'sts.amazonaws.com' },
    StringLike: { 'gitlab.com:sub': 'project_path:*/api:ref_type:branch:ref:main' },
  }),
  good: STRICT_EXAMPLE,
  fix: 'begin the path with the name of the group, up to its `/`',
  sources: [SOURCES.gitlabCloud, SOURCES.awsOperators],
  look: (subject) =>
    overAdmittedSubjects(subject, (pattern, view) => {
      const path = component(pattern, 'project_path') ?? [];
      const [first] = path;
      if (first === undefined || first.kind === 'literal' || isWildcardOnly(path)) return undefined;
      const project_path = [fill(path, 'mallory'), fill(path, 'mallory/')].find(
        (candidate) => projectPathProblem(candidate) === undefined,
      );
      if (project_path === undefined) return undefined;
      const sub = witnessSubject(pattern, { project_path });
      if (!letsIn(subject, view, { sub, who: 'stranger' })) return undefined;
      return `${quote(pattern.text)} lets in the project ${quote(project_path)} of a stranger`;
    }),
});
