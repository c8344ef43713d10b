import { replaceValue } from '../../advice/index';
import { quote } from '../../errors';
import { defineCheck } from '../check';
import { EXAMPLE_PROJECT, onGitlabCom, PINS, STRICT_EXAMPLE } from '../example';
import { SOURCES } from '../sources';
import { component, literal } from '../sub-pattern';
import { overSubjects } from '../walk';

export const pathCaseMismatch = defineCheck({
  id: 'path-case-mismatch',
  severity: 'error',
  title: 'a `sub` writes a project path in another case than GitLab stores it',
  rationale:
    'GitLab finds a project whatever the case of its address, but the token carries the path as it is stored, and IAM compares letter by letter. The address in the browser is not proof of the case.',
  bad: onGitlabCom(
    {
      StringEquals: { ...PINS, 'gitlab.com:sub': 'project_path:Acme/Platform/api:ref_type:branch:ref:main' },
    },
    { projects: [EXAMPLE_PROJECT] },
  ),
  good: { ...STRICT_EXAMPLE, known: { projects: [EXAMPLE_PROJECT] } },
  fix: 'write the path as the projects API shows it (`path_with_namespace`)',
  sources: [SOURCES.awsOperators, SOURCES.gitlabSub],
  run: (input) =>
    overSubjects(input, (pattern) => {
      const path = literal(component(pattern, 'project_path') ?? [{ kind: 'any' }]);
      const projects = input.projects ?? [];
      if (path === undefined || projects.some((project) => project.path === path)) return undefined;
      const project = projects.find((candidate) => candidate.path.toLowerCase() === path.toLowerCase());
      if (project === undefined) return undefined;
      const { text, condition } = pattern;
      const stored = text.replace(`project_path:${path}`, () => `project_path:${project.path}`);
      return {
        message: `${quote(text)} matches no token: the path is stored as ${quote(project.path)}`,
        changes: stored === text ? undefined : replaceValue(condition, text, stored),
      };
    }),
});
