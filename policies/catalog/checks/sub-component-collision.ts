import { quote } from '../../errors';
import type { Project } from '../../gitlab/index';
import { asksOfValues } from '../asks-prover';
import { EXAMPLE_PROJECT, onGitlabCom, PINS, STRICT_EXAMPLE } from '../example';
import { declaredProject, worldOfProject } from '../project-subjects';
import { UNPROTECTED } from '../token-kinds';
import { SOURCES } from '../sources';

export const subComponentCollision = asksOfValues({
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
  world: ({ input, pattern }) => worldOfProject(input, pattern),
  question: ({ input, pattern }) => {
    const project = declaredProject(input, pattern);
    return project === undefined || missingParts(project).length === 0
      ? undefined
      : { ...UNPROTECTED, declared: project };
  },
  says: ({ input, pattern }) => {
    const project = declaredProject(input, pattern) as Project;
    const missing = missingParts(project);
    const same = missing.includes('ref') ? 'every ref' : 'branches and tags of one name';
    return `the \`sub\` of ${quote(project.path)} has no ${missing.map(quote).join(' and no ')}: ${same} are one to ${quote(pattern.text)}`;
  },
});

function missingParts({ subClaim }: Project): readonly ('ref_type' | 'ref')[] {
  return (['ref_type', 'ref'] as const).filter((name) => !subClaim.includes(name));
}
