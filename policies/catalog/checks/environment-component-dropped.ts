import { quote } from '../../errors';
import { defineCheck } from '../check';
import { EXAMPLE_PROJECT, onGitlabCom, PINS } from '../example';
import { declaredProject } from '../project-subjects';
import { SOURCES } from '../sources';
import { component, literal } from '../sub-pattern';
import { overAdmittedSubjects } from '../walk';
import { letsIn } from '../witness';

const TAIL = 'project_path:acme/platform/api:ref_type:branch:ref:main';

export const environmentComponentDropped = defineCheck({
  id: 'environment-component-dropped',
  severity: 'error',
  title: 'a demand on the environment is met by jobs without one',
  rationale:
    'GitLab leaves a component out of `sub` when it has no value. A job without an environment mints the plain `sub`, so a policy that lists the plain value beside the one with `environment_protected:true` lets in every job that simply names no environment.',
  bad: onGitlabCom(
    { StringEquals: { ...PINS, 'gitlab.com:sub': [TAIL, `${TAIL}:environment_protected:true`] } },
    {
      projects: [
        { ...EXAMPLE_PROJECT, subClaim: ['project_path', 'ref_type', 'ref', 'environment_protected'] },
      ],
    },
  ),
  good: onGitlabCom(
    { StringEquals: { ...PINS, 'gitlab.com:sub': `${TAIL}:environment_protected:true` } },
    {
      projects: [
        { ...EXAMPLE_PROJECT, subClaim: ['project_path', 'ref_type', 'ref', 'environment_protected'] },
      ],
    },
  ),
  fix: 'list only the values that name the environment component',
  sources: [SOURCES.gitlabSub, SOURCES.gitlabToken],
  look: (subject) =>
    overAdmittedSubjects(subject, (pattern, view) => {
      const guard = literal(component(pattern, 'environment_protected') ?? []);
      const project = declaredProject(subject, pattern);
      if (guard !== 'true' || project?.subClaim.includes('environment_protected') !== true) return undefined;
      const part = ':environment_protected:true';
      const lets = (sub: string): boolean => letsIn(subject, view, { sub, who: 'insider', project });
      if (
        !lets(pattern.text.replace(part, '')) ||
        lets(pattern.text.replace(part, ':environment_protected:false'))
      ) {
        return undefined;
      }
      return `${quote(pattern.text)} demands a protected environment, but the statement also admits jobs without any`;
    }),
});
