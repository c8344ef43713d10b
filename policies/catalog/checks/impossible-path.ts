import { projectPathProblem } from '../../gitlab/index';
import { quote } from '../../errors';
import { defineCheck } from '../check';
import { onGitlabCom, PINS, STRICT_EXAMPLE } from '../example';
import { SOURCES } from '../sources';
import { component, hasLiteralWildcard, literal } from '../sub-pattern';
import { overSubjects } from '../walk';

export const impossiblePath = defineCheck({
  id: 'impossible-path',
  severity: 'error',
  title: 'a `sub` names a project path that cannot exist',
  rationale:
    'A project path has a group or user, a `/` and a name, of letters, digits, `_`, `-` and `.`. A URL, a leading slash or a name that ends in `.git` matches no token.',
  bad: onGitlabCom({
    StringEquals: {
      ...PINS,
      'gitlab.com:sub': 'project_path:/acme/platform/api.git:ref_type:branch:ref:main',
    },
  }),
  good: STRICT_EXAMPLE,
  fix: 'write the full path as it is in the address of the project: `group/subgroup/project`',
  sources: [SOURCES.gitlabPaths],
  run: (input) =>
    overSubjects(input, (pattern) => {
      if (hasLiteralWildcard(pattern)) return undefined;
      const path = literal(component(pattern, 'project_path') ?? [{ kind: 'any' }]);
      const problem = path === undefined ? undefined : projectPathProblem(path);
      return (
        problem && {
          message: `${quote(pattern.text)} matches no token: ${problem.message}`,
          fix: problem.fix,
        }
      );
    }),
});
