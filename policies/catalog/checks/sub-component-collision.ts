import { quote } from '../../errors';
import { defineCheck } from '../check';
import { EXAMPLE_PROJECT, onGitlabCom, PINS, STRICT_EXAMPLE } from '../example';
import { declaredProject, everyShape } from '../project-subjects';
import { SOURCES } from '../sources';
import { component } from '../sub-pattern';
import { overAdmittedSubjects } from '../walk';
import { fill } from '../fill';
import { letsIn } from '../witness';

export const subComponentCollision = defineCheck({
  id: 'sub-component-collision',
  severity: 'error',
  title: 'a project mints one `sub` for different refs',
  rationale:
    'With the components `[project_path, ref]` branch `main` and tag `main` have the same `sub`; with `[project_path]` all refs have. Branch rules never protect tags, so whoever may create a tag takes the role of the branch.',
  bad: onGitlabCom(
    { StringEquals: { ...PINS, 'gitlab.com:sub': 'project_path:acme/platform/api:ref:main' } },
    { projects: [{ ...EXAMPLE_PROJECT, subClaim: ['project_path', 'ref'] }] },
  ),
  good: { ...STRICT_EXAMPLE, known: { projects: [EXAMPLE_PROJECT] } },
  fix: 'give the project the components `project_path`, `ref_type` and `ref`, or demand `ref_protected`',
  sources: [SOURCES.gitlabToken, SOURCES.gitlabSub],
  look: (subject) =>
    overAdmittedSubjects(subject, (pattern, view) => {
      const project = declaredProject(subject, pattern);
      if (project === undefined) return undefined;
      const missing = (['ref_type', 'ref'] as const).filter((name) => !project.subClaim.includes(name));
      if (missing.length === 0) return undefined;
      const ref = fill(component(pattern, 'ref') ?? [], 'x');
      const isLetIn = everyShape(project, ref === '' ? 'main' : ref).some((sub) =>
        letsIn(subject, view, { sub, who: 'insider', project, refProtected: 'false' }),
      );
      if (!isLetIn) return undefined;
      const same = missing.includes('ref') ? 'every ref' : 'branches and tags of one name';
      return `the \`sub\` of ${quote(project.path)} has no ${missing.map(quote).join(' and no ')}: ${same} are one to ${quote(pattern.text)}`;
    }),
});
