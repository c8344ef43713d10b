import { quote } from '../../errors';
import { projectPathProblem } from '../../gitlab/paths';
import { defineCheck } from '../check';
import { hasWildcard } from '../conditions';
import { onGitlabCom, STRICT_EXAMPLE } from '../example';
import { SOURCES } from '../sources';
import { component, literalPrefix } from '../sub-pattern';
import { overAdmittedSubjects } from '../walk';
import { fill } from '../fill';
import { letsIn } from '../witness';
import { witnessSubject } from '../witness-subject';

export const lookAlikePrefix = defineCheck({
  id: 'look-alike-prefix',
  severity: 'error',
  title: 'a wildcard follows a group or project name without a `/` or `:` between them',
  rationale:
    '`acme*` is not the group `acme`: it is every group whose name begins so, and `acme-evil` is free for anybody to register. In the same way `acme/api*` also covers `acme/api-v2` and, since a star crosses `/`, everything below `acme/api-tools/`.',
  bad: onGitlabCom({
    StringEquals: { 'gitlab.com:aud': 'sts.amazonaws.com' },
    StringLike: { 'gitlab.com:sub': 'project_path:acme*:ref_type:branch:ref:main' },
  }),
  good: STRICT_EXAMPLE,
  fix: 'end the fixed text on `/` (a group) or `:` (a project), or name every project',
  sources: [SOURCES.awsOperators, SOURCES.gitlabCloud],
  look: (subject) =>
    overAdmittedSubjects(subject, (pattern, view) => {
      const path = component(pattern, 'project_path') ?? [];
      const prefix = literalPrefix(path);
      if (!hasWildcard(path) || prefix === '' || prefix.endsWith('/')) return undefined;
      const project_path = [fill(path, '-evil'), fill(path, '-evil/api')].find(
        (candidate) => projectPathProblem(candidate) === undefined,
      );
      if (project_path === undefined) return undefined;
      const sub = witnessSubject(pattern, { project_path });
      const who = prefix.includes('/') ? 'neighbour' : 'stranger';
      if (!letsIn(subject, view, { sub, who })) return undefined;
      return `${quote(pattern.text)} also lets in the look-alike ${quote(project_path)}`;
    }),
});
